output "load_balancer_dns_name" {
  description = "Where your API’s DNS name points (CNAME, or alias with the zone id)."
  value       = aws_lb.this.dns_name
}

output "load_balancer_zone_id" {
  description = "Zone id for an alias record."
  value       = aws_lb.this.zone_id
}

output "load_balancer_arn" {
  description = "The load balancer, for AWS WAF or Shield."
  value       = aws_lb.this.arn
}

output "https_listener_arn" {
  description = "The HTTPS listener, whose weights take Sluice out of the path in an emergency."
  value       = aws_lb_listener.https.arn
}

output "target_group_arn" {
  description = "Sluice’s target group."
  value       = aws_lb_target_group.this.arn
}

output "cluster_arn" {
  description = "The ECS cluster."
  value       = local.cluster_arn
}

output "service_name" {
  description = "The ECS service."
  value       = aws_ecs_service.this.name
}

output "security_group_id" {
  description = "Sluice’s security group. Kong should let in nobody else."
  value       = aws_security_group.sluice.id
}

output "load_balancer_security_group_id" {
  description = "The load balancer’s security group."
  value       = aws_security_group.load_balancer.id
}

output "log_group_name" {
  description = "The log of Sluice and of the backend, in CloudWatch."
  value       = aws_cloudwatch_log_group.this.name
}

output "trusted_proxies" {
  description = "Whose X-Forwarded-* Sluice believes."
  value       = local.trusted_proxies
}

output "alarm_arns" {
  description = "Every alarm, by name."
  value = merge(
    { for key, alarm in aws_cloudwatch_metric_alarm.metric : key => alarm.arn },
    { for key, alarm in aws_cloudwatch_metric_alarm.server_errors : key => alarm.arn },
    {
      latency-p99   = aws_cloudwatch_metric_alarm.latency.arn
      missing-tasks = aws_cloudwatch_metric_alarm.missing_tasks.arn
    },
  )
}

output "console_url" {
  description = "The console, from within the VPC; null without `analysis`."
  value       = var.analysis == null ? null : "http://${local.analysis_host}:${local.analysis_port}/"
}
