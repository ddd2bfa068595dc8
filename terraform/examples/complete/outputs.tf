output "load_balancer_dns_name" {
  description = "Where your API’s DNS name points."
  value       = module.sluice.load_balancer_dns_name
}

output "console_url" {
  description = "The console, from within the VPC."
  value       = module.sluice.console_url
}

output "log_group_name" {
  description = "The log, in CloudWatch."
  value       = module.sluice.log_group_name
}
