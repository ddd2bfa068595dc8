# Sluice between a load balancer and Kong, with its backend, in a VPC of yours or one made here.

module "network" {
  source = "../../modules/network"
  count  = var.network == null ? 1 : 0

  name = var.name
}

# Stands in for Kong's in a VPC made here.
resource "aws_security_group" "kong_stand_in" {
  count = var.kong == null ? 1 : 0

  name        = "${var.name}-kong-stand-in"
  description = "Stands in for the group of Kong"
  vpc_id      = local.network.vpc_id
}

locals {
  network = var.network != null ? var.network : {
    vpc_id             = module.network[0].vpc_id
    public_subnet_ids  = module.network[0].public_subnet_ids
    private_subnet_ids = module.network[0].private_subnet_ids
    aws_api_egress     = module.network[0].aws_api_egress
  }

  kong = var.kong != null ? var.kong : {
    url               = "http://kong.internal:8000"
    security_group_id = aws_security_group.kong_stand_in[0].id
  }
}

module "sluice" {
  source = "../../modules/sluice"

  name                     = var.name
  vpc_id                   = local.network.vpc_id
  load_balancer_subnet_ids = local.network.public_subnet_ids
  service_subnet_ids       = local.network.private_subnet_ids
  aws_api_egress           = local.network.aws_api_egress

  certificate_arn     = var.certificate_arn
  access_logs         = var.access_log_bucket == null ? null : { bucket = var.access_log_bucket, prefix = var.name }
  deletion_protection = var.deletion_protection

  image                = var.image
  image_repository_arn = var.image_repository_arn

  upstream_url               = local.kong.url
  upstream_security_group_id = local.kong.security_group_id
  mode                       = var.mode
  config                     = file("${path.module}/sluice.yaml")

  ingest_token_secret_arn = var.ingest_token_secret_arn
  analysis = {
    view_token_secret_arn     = var.view_token_secret_arn
    viewer_security_group_ids = var.console_security_group_ids
  }

  alarms = { topic_arns = var.alarm_topic_arns }
}
