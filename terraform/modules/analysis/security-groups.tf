# Sluice and viewers → backend → its store and AWS's services.

resource "aws_security_group" "this" {
  name        = "${var.name}-analysis"
  description = "Analysis backend of Sluice"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-analysis" })
}

resource "aws_vpc_security_group_ingress_rule" "from_proxy" {
  security_group_id            = aws_security_group.this.id
  description                  = "Sluice sends events"
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
  referenced_security_group_id = var.proxy_security_group_id
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "from_viewers" {
  count = length(var.viewer_security_group_ids)

  security_group_id            = aws_security_group.this.id
  description                  = "People open the console"
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
  referenced_security_group_id = var.viewer_security_group_ids[count.index]
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "to_aws_by_group" {
  count = length(var.aws_api_egress.security_group_ids)

  security_group_id            = aws_security_group.this.id
  description                  = "VPC endpoints of ECR, logs and secrets"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = var.aws_api_egress.security_group_ids[count.index]
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "to_aws_by_prefix_list" {
  count = length(var.aws_api_egress.prefix_list_ids)

  security_group_id = aws_security_group.this.id
  description       = "S3, where ECR keeps layers"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = var.aws_api_egress.prefix_list_ids[count.index]
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "to_aws_by_cidr" {
  count = length(var.aws_api_egress.cidrs)

  security_group_id = aws_security_group.this.id
  description       = "AWS services"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.aws_api_egress.cidrs[count.index]
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "to_store" {
  security_group_id            = aws_security_group.this.id
  description                  = "Store"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = aws_security_group.store.id
  tags                         = var.tags
}

resource "aws_security_group" "store" {
  name        = "${var.name}-analysis-store"
  description = "Store of the analysis backend of Sluice"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-analysis-store" })
}

resource "aws_vpc_security_group_ingress_rule" "store_from_task" {
  security_group_id            = aws_security_group.store.id
  description                  = "Analysis backend"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = aws_security_group.this.id
  tags                         = var.tags
}
