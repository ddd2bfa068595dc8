resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  internal           = var.internal
  subnets            = var.load_balancer_subnet_ids
  security_groups    = [aws_security_group.load_balancer.id]

  # What two servers could read in two ways ends here already; Sluice refuses it again.
  desync_mitigation_mode     = "strictest"
  drop_invalid_header_fields = true
  # Kong routes by host, and Sluice takes the client's address from the end of X-Forwarded-For.
  preserve_host_header       = true
  xff_header_processing_mode = "append"

  idle_timeout               = var.idle_timeout_seconds
  enable_deletion_protection = var.deletion_protection
  tags                       = var.tags

  dynamic "access_logs" {
    for_each = var.access_logs[*]

    content {
      enabled = true
      bucket  = access_logs.value.bucket
      prefix  = access_logs.value.prefix
    }
  }
}

resource "aws_lb_target_group" "this" {
  name             = "${var.name}-data"
  vpc_id           = var.vpc_id
  target_type      = "ip"
  port             = local.data_port
  protocol         = "HTTP"
  protocol_version = "HTTP1"
  # ECS takes a task out here first, waits this long and only then stops it.
  deregistration_delay          = local.deregistration_delay_seconds
  load_balancing_algorithm_type = "least_outstanding_requests"
  tags                          = var.tags

  health_check {
    port                = tostring(local.admin_port)
    protocol            = "HTTP"
    path                = "/readyz"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn
  ssl_policy        = var.ssl_policy
  tags              = var.tags

  default_action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.this.arn
        weight = var.bypass == null ? 100 : var.bypass.sluice_percent
      }

      dynamic "target_group" {
        for_each = var.bypass[*]

        content {
          arn    = target_group.value.target_group_arn
          weight = 100 - target_group.value.sluice_percent
        }
      }
    }
  }
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"
  tags              = var.tags

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
