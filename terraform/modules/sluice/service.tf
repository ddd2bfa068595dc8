data "aws_region" "current" {}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

# By count: the ids may be known at apply only, their number is known before.
data "aws_subnet" "load_balancer" {
  count = length(var.load_balancer_subnet_ids)
  id    = var.load_balancer_subnet_ids[count.index]
}

locals {
  # Whose X-Forwarded-* are believed.
  trusted_proxies = concat(data.aws_subnet.load_balancer[*].cidr_block, var.extra_trusted_proxies)

  environment = merge(local.config_environment, local.module_environment, {
    SLUICE_TRUSTED_PROXIES = join(",", local.trusted_proxies)
  })

  cluster_arn  = var.cluster_arn != null ? var.cluster_arn : aws_ecs_cluster.this[0].arn
  cluster_name = element(split("/", local.cluster_arn), 1)
}

resource "aws_ecs_cluster" "this" {
  count = var.cluster_arn == null ? 1 : 0

  name = var.name
  tags = var.tags

  # The alarm on missing tasks counts with it.
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/sluice/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  tags              = var.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = tostring(var.cpu)
  memory                   = tostring(var.memory)
  execution_role_arn       = aws_iam_role.execution.arn
  # No task role: Sluice calls nothing of AWS, and a container without one has no credentials to lose.
  tags = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  container_definitions = jsonencode([
    {
      name                   = "sluice"
      image                  = var.image
      command                = ["proxy"]
      essential              = true
      user                   = "${var.run_as.uid}:${var.run_as.gid}"
      readonlyRootFilesystem = true
      stopTimeout            = local.stop_timeout_seconds
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      portMappings = [
        { containerPort = local.data_port, protocol = "tcp" },
        { containerPort = local.admin_port, protocol = "tcp" },
      ]
      environment = [for name, value in local.environment : { name = name, value = value }]
      secrets     = local.sends_by_token ? [{ name = "SLUICE_EVENTS_TOKEN", valueFrom = var.ingest_token_secret_arn }] : []
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = data.aws_region.current.region
          awslogs-stream-prefix = "proxy"
          # A log that can't be written must not hold up requests.
          mode            = "non-blocking"
          max-buffer-size = "8m"
        }
      }
    }
  ])
}

resource "aws_ecs_service" "this" {
  name             = var.name
  cluster          = local.cluster_arn
  task_definition  = aws_ecs_task_definition.this.arn
  launch_type      = "FARGATE"
  platform_version = "LATEST"
  desired_count    = var.tasks.min
  propagate_tags   = "SERVICE"
  tags             = var.tags

  # New tasks take requests before old ones stop; those that don't get ready are rolled back.
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 30
  availability_zone_rebalancing      = "ENABLED"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.service_subnet_ids
    security_groups  = [aws_security_group.sluice.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = "sluice"
    container_port   = local.data_port
  }

  lifecycle {
    # Autoscaling's.
    ignore_changes = [desired_count]
  }

  # ECS refuses a target group that no listener uses; tasks can't start before their role may read.
  depends_on = [aws_lb_listener.https, aws_iam_role_policy.execution]
}
