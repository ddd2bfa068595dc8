# The analysis backend, if it is wanted.

module "analysis" {
  source = "../analysis"
  count  = var.analysis == null ? 0 : 1

  name                      = var.name
  tags                      = var.tags
  vpc_id                    = var.vpc_id
  subnet_ids                = var.service_subnet_ids
  cluster_arn               = local.cluster_arn
  image                     = var.image
  cpu_architecture          = var.cpu_architecture
  cpu                       = var.analysis.cpu
  memory                    = var.analysis.memory
  run_as                    = var.run_as
  port                      = local.analysis_port
  max_events                = var.analysis.max_events
  retain_days               = var.analysis.retain_days
  assume_role_policy        = data.aws_iam_policy_document.assume.json
  log_group_name            = aws_cloudwatch_log_group.this.name
  log_group_arn             = aws_cloudwatch_log_group.this.arn
  image_repository_arn      = var.image_repository_arn
  secrets_kms_key_arn       = var.secrets_kms_key_arn
  ingest_token_secret_arn   = var.ingest_token_secret_arn
  view_token_secret_arn     = var.analysis.view_token_secret_arn
  aws_api_egress            = var.aws_api_egress
  alarm_topic_arns          = var.alarms.topic_arns
  proxy_security_group_id   = aws_security_group.sluice.id
  viewer_security_group_ids = var.analysis.viewer_security_group_ids
}
