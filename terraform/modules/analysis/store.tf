# The store: SQLite on EFS, encrypted at rest and on its way, reachable through one access point by one role.

resource "aws_efs_file_system" "this" {
  creation_token  = "${var.name}-analysis"
  encrypted       = true
  throughput_mode = "elastic"
  tags            = merge(var.tags, { Name = "${var.name}-analysis" })
}

resource "aws_efs_backup_policy" "this" {
  file_system_id = aws_efs_file_system.this.id

  backup_policy {
    status = "ENABLED"
  }
}

resource "aws_efs_access_point" "this" {
  file_system_id = aws_efs_file_system.this.id
  tags           = var.tags

  posix_user {
    uid = var.run_as.uid
    gid = var.run_as.gid
  }

  root_directory {
    path = "/analysis"

    creation_info {
      owner_uid   = var.run_as.uid
      owner_gid   = var.run_as.gid
      permissions = "0700"
    }
  }
}

resource "aws_efs_mount_target" "this" {
  count = length(var.subnet_ids)

  file_system_id  = aws_efs_file_system.this.id
  subnet_id       = var.subnet_ids[count.index]
  security_groups = [aws_security_group.store.id]
}

data "aws_iam_policy_document" "store" {
  statement {
    sid       = "OnlyTheTaskAndOnlyItsFolder"
    actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    resources = [aws_efs_file_system.this.arn]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.task.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "elasticfilesystem:AccessPointArn"
      values   = [aws_efs_access_point.this.arn]
    }
  }

  statement {
    sid       = "NeverWithoutTls"
    effect    = "Deny"
    actions   = ["*"]
    resources = [aws_efs_file_system.this.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_efs_file_system_policy" "this" {
  file_system_id = aws_efs_file_system.this.id
  policy         = data.aws_iam_policy_document.store.json
}
