# Everything passes through Sluice, nothing is refused. Stay here for a week that has all your traffic in it.
mode           = "monitor"
sluice_percent = 100
