# Clients → load balancer → Sluice → Kong, and nothing else. The admin port: the load balancer's health checks and
# monitoring. A group without a rule for a direction lets nothing through in it.

resource "aws_security_group" "load_balancer" {
  name        = "${var.name}-load-balancer"
  description = "Load balancer in front of Sluice"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-load-balancer" })
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  # By place in the list: the ranges may be known at apply only.
  count = length(var.client_cidrs) * 2

  security_group_id = aws_security_group.load_balancer.id
  description       = "Clients"
  ip_protocol       = "tcp"
  from_port         = count.index % 2 == 0 ? 443 : 80
  to_port           = count.index % 2 == 0 ? 443 : 80
  cidr_ipv4         = var.client_cidrs[floor(count.index / 2)]
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_sluice" {
  for_each = { data = local.data_port, admin = local.admin_port }

  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Sluice, ${each.key} port"
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
  referenced_security_group_id = aws_security_group.sluice.id
  tags                         = var.tags
}

resource "aws_security_group" "sluice" {
  name        = "${var.name}-proxy"
  description = "Sluice"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-proxy" })
}

resource "aws_vpc_security_group_ingress_rule" "sluice_from_load_balancer" {
  for_each = { data = local.data_port, admin = local.admin_port }

  security_group_id            = aws_security_group.sluice.id
  description                  = "Load balancer, ${each.key} port"
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
  referenced_security_group_id = aws_security_group.load_balancer.id
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "sluice_from_monitoring" {
  count = length(var.monitoring_security_group_ids)

  security_group_id            = aws_security_group.sluice.id
  description                  = "Monitoring reads metrics"
  ip_protocol                  = "tcp"
  from_port                    = local.admin_port
  to_port                      = local.admin_port
  referenced_security_group_id = var.monitoring_security_group_ids[count.index]
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "sluice_to_upstream" {
  security_group_id            = aws_security_group.sluice.id
  description                  = "Kong"
  ip_protocol                  = "tcp"
  from_port                    = local.upstream_port
  to_port                      = local.upstream_port
  referenced_security_group_id = var.upstream_security_group_id
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "upstream_from_sluice" {
  security_group_id            = var.upstream_security_group_id
  description                  = "Sluice"
  ip_protocol                  = "tcp"
  from_port                    = local.upstream_port
  to_port                      = local.upstream_port
  referenced_security_group_id = aws_security_group.sluice.id
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "sluice_to_analysis" {
  count = var.analysis == null ? 0 : 1

  security_group_id            = aws_security_group.sluice.id
  description                  = "Analysis backend"
  ip_protocol                  = "tcp"
  from_port                    = local.analysis_port
  to_port                      = local.analysis_port
  referenced_security_group_id = module.analysis[0].security_group_id
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "sluice_to_events_backend" {
  count = var.events_url == null ? 0 : length(var.events_egress_cidrs)

  security_group_id = aws_security_group.sluice.id
  description       = "Analysis backend elsewhere"
  ip_protocol       = "tcp"
  from_port         = local.events_port
  to_port           = local.events_port
  cidr_ipv4         = var.events_egress_cidrs[count.index]
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "sluice_to_aws_by_group" {
  count = length(var.aws_api_egress.security_group_ids)

  security_group_id            = aws_security_group.sluice.id
  description                  = "VPC endpoints of ECR, logs and secrets"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = var.aws_api_egress.security_group_ids[count.index]
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "sluice_to_aws_by_prefix_list" {
  count = length(var.aws_api_egress.prefix_list_ids)

  security_group_id = aws_security_group.sluice.id
  description       = "S3, where ECR keeps layers"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = var.aws_api_egress.prefix_list_ids[count.index]
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "sluice_to_aws_by_cidr" {
  count = length(var.aws_api_egress.cidrs)

  security_group_id = aws_security_group.sluice.id
  description       = "AWS services"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.aws_api_egress.cidrs[count.index]
  tags              = var.tags
}

# The way round Sluice, if `bypass` prepares one: open beforehand, so that taking it is one step.

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_upstream" {
  count = var.bypass == null ? 0 : 1

  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Kong, round Sluice"
  ip_protocol                  = "tcp"
  from_port                    = local.upstream_port
  to_port                      = local.upstream_port
  referenced_security_group_id = var.upstream_security_group_id
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "upstream_from_load_balancer" {
  count = var.bypass == null ? 0 : 1

  security_group_id            = var.upstream_security_group_id
  description                  = "Load balancer, round Sluice"
  ip_protocol                  = "tcp"
  from_port                    = local.upstream_port
  to_port                      = local.upstream_port
  referenced_security_group_id = aws_security_group.load_balancer.id
  tags                         = var.tags
}
