output "load_balancer_dns_name" {
  description = "Where your API’s DNS name points."
  value       = module.sluice.load_balancer_dns_name
}

output "console_url" {
  description = "The console, from within the VPC."
  value       = module.sluice.console_url
}

output "out_of_the_path" {
  description = "The command that takes Sluice out of the path at once. Apply stages/0-out.tfvars afterwards, or the next apply puts it back."
  value = join(" ", [
    "aws elbv2 modify-listener --region ${var.region} --listener-arn ${module.sluice.https_listener_arn} --default-actions",
    # Both groups stay: ECS can't deploy a service whose target group no listener knows.
    "'${jsonencode([{
      Type = "forward"
      ForwardConfig = {
        TargetGroups = [
          { TargetGroupArn = module.sluice.target_group_arn, Weight = 0 },
          { TargetGroupArn = aws_lb_target_group.kong.arn, Weight = 100 },
        ]
      }
    }])}'",
  ])
}
