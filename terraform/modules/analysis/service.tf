# One task. SQLite belongs to one process, so that the old task stops before the new one starts; meanwhile proxies keep
# their events and send them again.

data "aws_region" "current" {}

resource "aws_ecs_task_definition" "this" {
  family                   = "${var.name}-analysis"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = tostring(var.cpu)
  memory                   = tostring(var.memory)
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  volume {
    name = "store"

    efs_volume_configuration {
      file_system_id     = aws_efs_file_system.this.id
      transit_encryption = "ENABLED"

      authorization_config {
        access_point_id = aws_efs_access_point.this.id
        iam             = "ENABLED"
      }
    }
  }

  container_definitions = jsonencode([
    {
      name  = "analysis"
      image = var.image
      command = [
        "analysis", "--host", "0.0.0.0", "--port", tostring(var.port), "--data", "/data",
        "--max-events", tostring(var.max_events), "--retain-days", tostring(var.retain_days),
      ]
      essential              = true
      user                   = "${var.run_as.uid}:${var.run_as.gid}"
      readonlyRootFilesystem = true
      stopTimeout            = 30
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      portMappings           = [{ containerPort = var.port, protocol = "tcp" }]
      mountPoints            = [{ sourceVolume = "store", containerPath = "/data", readOnly = false }]
      secrets = [
        { name = "SLUICE_INGEST_TOKEN", valueFrom = var.ingest_token_secret_arn },
        { name = "SLUICE_VIEW_TOKEN", valueFrom = var.view_token_secret_arn },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = var.log_group_name
          awslogs-region        = data.aws_region.current.region
          awslogs-stream-prefix = "analysis"
          mode                  = "non-blocking"
          max-buffer-size       = "8m"
        }
      }
    }
  ])
}

resource "aws_ecs_service" "this" {
  name             = "${var.name}-analysis"
  cluster          = var.cluster_arn
  task_definition  = aws_ecs_task_definition.this.arn
  launch_type      = "FARGATE"
  platform_version = "LATEST"
  desired_count    = 1
  propagate_tags   = "SERVICE"
  tags             = var.tags

  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100
  # Rebalancing would start a second task before it stops the first.
  availability_zone_rebalancing = "DISABLED"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.this.arn
  }

  depends_on = [
    aws_efs_file_system_policy.this,
    aws_efs_mount_target.this,
    aws_iam_role_policy.execution,
    aws_iam_role_policy.task,
    aws_vpc_security_group_egress_rule.to_store,
    aws_vpc_security_group_ingress_rule.store_from_task,
  ]
}

# Proxies find it by a name within the VPC.

resource "aws_service_discovery_private_dns_namespace" "this" {
  name = "${var.name}.internal"
  vpc  = var.vpc_id
  tags = var.tags
}

resource "aws_service_discovery_service" "this" {
  name = "analysis"
  tags = var.tags

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "missing" {
  alarm_name          = "${var.name}-analysis-missing"
  alarm_description   = "The backend doesn’t run: events wait in the proxies and are dropped once their queue is full. Requests are served all the same."
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  dimensions          = { ClusterName = element(split("/", var.cluster_arn), 1), ServiceName = aws_ecs_service.this.name }
  statistic           = "Maximum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  period              = 60
  evaluation_periods  = 10
  datapoints_to_alarm = 10
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = var.tags
}
