# To start the task: this image, this log, these two secrets. A role of its own, so that what starts a proxy can't read
# the token that people read with.

locals {
  secret_arns = [for arn in [var.ingest_token_secret_arn, var.view_token_secret_arn] : join(":", slice(split(":", arn), 0, 7))]
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "WriteTheLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${var.log_group_arn}:*"]
  }

  statement {
    sid       = "ReadTheTokens"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = local.secret_arns
  }

  dynamic "statement" {
    for_each = var.image_repository_arn[*]

    content {
      sid       = "PullTheImage"
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.image_repository_arn[*]

    content {
      # AWS knows no resource for this one.
      sid       = "SignInToTheRegistry"
      actions   = ["ecr:GetAuthorizationToken"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.secrets_kms_key_arn[*]

    content {
      sid       = "DecryptTheTokens"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${data.aws_region.current.region}.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "execution" {
  name_prefix        = "${var.name}-analysis-exec-"
  description        = "Starts the task of the analysis backend of Sluice"
  assume_role_policy = var.assume_role_policy
  tags               = var.tags
}

resource "aws_iam_role_policy" "execution" {
  name   = "start-task"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

# What the running task may do: mount its own folder.

data "aws_iam_policy_document" "task" {
  statement {
    sid       = "MountTheStore"
    actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    resources = [aws_efs_file_system.this.arn]

    condition {
      test     = "StringEquals"
      variable = "elasticfilesystem:AccessPointArn"
      values   = [aws_efs_access_point.this.arn]
    }
  }
}

resource "aws_iam_role" "task" {
  name_prefix        = "${var.name}-analysis-task-"
  description        = "The analysis backend of Sluice"
  assume_role_policy = var.assume_role_policy
  tags               = var.tags
}

resource "aws_iam_role_policy" "task" {
  name   = "mount-store"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}
