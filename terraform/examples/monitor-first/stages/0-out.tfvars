# Sluice out of the path: everything goes to Kong.
mode           = "monitor"
sluice_percent = 0
