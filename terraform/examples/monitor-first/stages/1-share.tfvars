# A first look: one request in ten passes through Sluice, nothing is refused.
mode           = "monitor"
sluice_percent = 10
