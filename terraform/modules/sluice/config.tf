# From the variables to Sluice's environment. Everything here can be planned without AWS but for trusted proxies.

locals {
  config = try(yamldecode(trimspace(var.config) == "" ? "{}" : var.config), {})

  # Options are three names deep at most; lists (routes, exceptions) are values.
  config_paths = flatten([
    for a in keys(local.config) : try([
      for b in keys(local.config[a]) : try([
        for c in keys(local.config[a][b]) : "${a}.${b}.${c}"
      ], "${a}.${b}")
    ], a)
  ])
  misplaced_options = [for path in local.config_paths : path if !contains(keys(local.config_values), path)]

  # Node would count the cores of the machine, not those of the task.
  workers = max(1, floor(var.cpu / 1024))

  config_environment = merge(
    { SLUICE_WORKERS = tostring(local.workers) },
    { for path, option in local.config_values : option.env => try(tostring(option.value), jsonencode(option.value)) if option.value != null },
  )

  module_environment = {
    SLUICE_MODE                         = var.mode
    SLUICE_NODE_SERVICE                 = var.name
    SLUICE_UPSTREAM_URL                 = var.upstream_url
    SLUICE_LISTEN_HOST                  = "0.0.0.0"
    SLUICE_LISTEN_PORT                  = tostring(local.data_port)
    SLUICE_LISTEN_KEEP_ALIVE_TIMEOUT_MS = tostring((var.idle_timeout_seconds + 15) * 1000)
    SLUICE_ADMIN_HOST                   = "0.0.0.0"
    SLUICE_ADMIN_PORT                   = tostring(local.admin_port)
    SLUICE_EVENTS_URL                   = local.events_url
    SLUICE_DRAIN_DELAY_MS               = tostring(var.drain.delay * 1000)
    SLUICE_DRAIN_TIMEOUT_MS             = tostring(var.drain.flight * 1000)
    SLUICE_EVENTS_DRAIN_TIMEOUT_MS      = tostring(var.drain.events * 1000)
  }

  data_port  = 8080
  admin_port = 9901

  # Sluice's exit takes up to 5 seconds beyond its own deadlines; 5 more are ours.
  stop_timeout_seconds         = var.drain.delay + var.drain.flight + var.drain.events + 10
  deregistration_delay_seconds = var.drain.delay + var.drain.flight

  upstream_port  = tonumber(try(regex(":([0-9]+)$", var.upstream_url)[0], startswith(var.upstream_url, "https:") ? 443 : 80))
  analysis_host  = "analysis.${var.name}.internal"
  analysis_port  = 8090
  events_url     = var.events_url != null ? var.events_url : var.analysis != null ? "http://${local.analysis_host}:${local.analysis_port}/api/v1/events" : ""
  events_port    = tonumber(try(regex("^https?://[^/]+:([0-9]+)/", local.events_url)[0], startswith(local.events_url, "https:") ? 443 : 80))
  sends_by_token = local.events_url != ""
}

output "config_environment" {
  description = "The options of `config`, as Sluice gets them in its environment."
  value       = local.config_environment

  precondition {
    condition     = length(local.misplaced_options) == 0
    error_message = "config holds what isn’t an option, or what this module sets by a variable: ${join(", ", local.misplaced_options)}."
  }
}
