# Attacks on these routes are refused; the rest is still watched.
mode           = "monitor"
sluice_percent = 100
blocking_routes = [
  { name = "login", path = "/login", methods = ["POST"] },
]
