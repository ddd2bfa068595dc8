# Attacks are refused everywhere.
mode           = "block"
sluice_percent = 100
