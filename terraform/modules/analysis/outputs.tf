output "security_group_id" {
  description = "Security group of the backend."
  value       = aws_security_group.this.id
}

output "file_system_id" {
  description = "File system of the store."
  value       = aws_efs_file_system.this.id
}

output "service_name" {
  description = "The ECS service."
  value       = aws_ecs_service.this.name
}
