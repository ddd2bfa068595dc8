# What wakes somebody. Each alarm says what to look at first.

locals {
  load_balancer_dimensions = { LoadBalancer = aws_lb.this.arn_suffix }
  target_dimensions        = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = aws_lb_target_group.this.arn_suffix }
  service_dimensions       = { ClusterName = local.cluster_name, ServiceName = aws_ecs_service.this.name }

  # One metric each. Missing data is no trouble but where it means that nothing is there.
  metric_alarms = {
    unhealthy-hosts = {
      description = "Tasks fail /readyz: read their log and why ECS stopped them."
      namespace   = "AWS/ApplicationELB"
      metric      = "UnHealthyHostCount"
      dimensions  = local.target_dimensions
      statistic   = "Maximum"
      comparison  = "GreaterThanThreshold"
      threshold   = 0
      missing     = "notBreaching"
    }
    no-healthy-host = {
      description = "No task is ready: nothing is served."
      namespace   = "AWS/ApplicationELB"
      metric      = "HealthyHostCount"
      dimensions  = local.target_dimensions
      statistic   = "Minimum"
      comparison  = "LessThanThreshold"
      threshold   = 1
      missing     = "breaching"
    }
    cpu = {
      description = "Tasks are short of CPU although the service scales: look at tasks.max."
      namespace   = "AWS/ECS"
      metric      = "CPUUtilization"
      dimensions  = local.service_dimensions
      statistic   = "Average"
      comparison  = "GreaterThanThreshold"
      threshold   = var.alarms.cpu_percent
      missing     = "notBreaching"
    }
  }

  # 5xx in percent of the requests, so that one alarm fits any traffic. Sluice's own 502, 503 and 504 count as the target's.
  server_error_alarms = {
    target-5xx = {
      description = "Sluice or Kong answers with 5xx: sluice_upstream_errors_total says which."
      metric      = "HTTPCode_Target_5XX_Count"
      dimensions  = local.target_dimensions
    }
    load-balancer-5xx = {
      description = "The load balancer itself answers with 5xx: tasks that close connections or don’t answer."
      metric      = "HTTPCode_ELB_5XX_Count"
      dimensions  = local.load_balancer_dimensions
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "metric" {
  for_each = local.metric_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  alarm_actions       = var.alarms.topic_arns
  ok_actions          = var.alarms.topic_arns
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "server_errors" {
  for_each = local.server_error_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarms.server_error_percent
  treat_missing_data  = "notBreaching"
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  alarm_actions       = var.alarms.topic_arns
  ok_actions          = var.alarms.topic_arns
  tags                = var.tags

  metric_query {
    id          = "percent"
    label       = "5xx in percent of the requests"
    expression  = "100 * FILL(errors, 0) / requests"
    return_data = true
  }

  metric_query {
    id = "errors"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = each.value.metric
      dimensions  = each.value.dimensions
      stat        = "Sum"
      period      = 60
    }
  }

  metric_query {
    id = "requests"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      dimensions  = each.value.dimensions
      stat        = "Sum"
      period      = 60
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "${var.name}-latency-p99"
  alarm_description   = "One answer in a hundred takes long: Kong, or Sluice short of CPU."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  dimensions          = local.target_dimensions
  extended_statistic  = "p99"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarms.latency_p99_seconds
  treat_missing_data  = "notBreaching"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  alarm_actions       = var.alarms.topic_arns
  ok_actions          = var.alarms.topic_arns
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "missing_tasks" {
  alarm_name          = "${var.name}-missing-tasks"
  alarm_description   = "Fewer tasks run than should: the service’s events say why they don’t start."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  evaluation_periods  = 10
  datapoints_to_alarm = 10
  alarm_actions       = var.alarms.topic_arns
  ok_actions          = var.alarms.topic_arns
  tags                = var.tags

  metric_query {
    id          = "missing"
    label       = "Tasks that should run and don’t"
    expression  = "desired - running"
    return_data = true
  }

  metric_query {
    id = "desired"

    metric {
      namespace   = "ECS/ContainerInsights"
      metric_name = "DesiredTaskCount"
      dimensions  = local.service_dimensions
      stat        = "Average"
      period      = 60
    }
  }

  metric_query {
    id = "running"

    metric {
      namespace   = "ECS/ContainerInsights"
      metric_name = "RunningTaskCount"
      dimensions  = local.service_dimensions
      stat        = "Average"
      period      = 60
    }
  }
}
