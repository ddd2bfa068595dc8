output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Subnets for the load balancer."
  value       = aws_subnet.public[*].id
}

output "private_subnet_ids" {
  description = "Subnets for tasks."
  value       = aws_subnet.private[*].id
}

output "aws_api_egress" {
  description = "Ways to AWS’s services, as the module `sluice` takes them."
  value = {
    security_group_ids = [aws_security_group.endpoints.id]
    prefix_list_ids    = [aws_vpc_endpoint.s3.prefix_list_id]
    cidrs              = []
  }
}
