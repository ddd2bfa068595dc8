# A roll-out in stages, each a file in stages/: some requests in monitor mode, all of them, some routes in block mode,
# everything. One number takes Sluice out of the path at any time.

# Kong beside Sluice. Register Kong's addresses here, by its ECS service or by hand.
resource "aws_lb_target_group" "kong" {
  name             = "${var.name}-kong"
  vpc_id           = var.network.vpc_id
  target_type      = "ip"
  port             = var.kong.port
  protocol         = "HTTP"
  protocol_version = "HTTP1"

  health_check {
    path    = var.kong.health_path
    matcher = "200-499"
  }
}

module "sluice" {
  source = "../../modules/sluice"

  name                     = var.name
  vpc_id                   = var.network.vpc_id
  load_balancer_subnet_ids = var.network.public_subnet_ids
  service_subnet_ids       = var.network.private_subnet_ids
  aws_api_egress           = var.network.aws_api_egress
  certificate_arn          = var.certificate_arn
  image                    = var.image
  image_repository_arn     = var.image_repository_arn

  upstream_url               = var.kong.url
  upstream_security_group_id = var.kong.security_group_id
  mode                       = var.mode
  config = yamlencode({
    routes = [for route in var.blocking_routes : merge({ for key, value in route : key => value if value != null }, { mode = "block" })]
  })

  bypass = {
    target_group_arn = aws_lb_target_group.kong.arn
    sluice_percent   = var.sluice_percent
  }

  ingest_token_secret_arn = var.ingest_token_secret_arn
  analysis = {
    view_token_secret_arn     = var.view_token_secret_arn
    viewer_security_group_ids = var.console_security_group_ids
  }

  alarms = { topic_arns = var.alarm_topic_arns }
}
