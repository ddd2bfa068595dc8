# Called by the module `sluice`, which validates what people give; here only what it doesn't see.

variable "name" {
  description = "Name of Sluice’s own module; everything here gets it with `-analysis`."
  type        = string
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}

variable "vpc_id" {
  description = "VPC of Sluice."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the task and of the file system’s mount targets, each in an availability zone of its own."
  type        = list(string)
}

variable "cluster_arn" {
  description = "ECS cluster."
  type        = string
}

variable "image" {
  description = "Image of Sluice; the backend is in it too."
  type        = string
}

variable "image_repository_arn" {
  description = "ECR repository of the image; null if it is public."
  type        = string
  default     = null
}

variable "cpu_architecture" {
  description = "X86_64 or ARM64."
  type        = string
}

variable "cpu" {
  description = "CPU units of the task."
  type        = number
  default     = 512
}

variable "memory" {
  description = "MiB of the task, 2 to 8 for each unit of CPU."
  type        = number
  default     = 1024

  validation {
    condition     = var.memory >= 2 * var.cpu && var.memory <= 8 * var.cpu
    error_message = "Fargate takes from 2 to 8 GiB for each core."
  }
}

variable "run_as" {
  description = "User and group of the container, and owner of the store."
  type = object({
    uid = number
    gid = number
  })

  validation {
    condition     = var.run_as.uid > 0 && var.run_as.gid > 0
    error_message = "uid and gid must not be 0, which is root."
  }
}

variable "port" {
  description = "Port of ingest and console."
  type        = number
  default     = 8090
}

variable "max_events" {
  description = "Events kept; older ones are dropped."
  type        = number
  default     = 1000000

  validation {
    condition     = var.max_events >= 1 && var.max_events <= 1000000000
    error_message = "Use 1 to 1000000000."
  }
}

variable "retain_days" {
  description = "Days that events are kept."
  type        = number
  default     = 30

  validation {
    condition     = var.retain_days >= 1 && var.retain_days <= 36500
    error_message = "Use 1 to 36500."
  }
}

variable "assume_role_policy" {
  description = "Policy, as JSON, that lets ECS tasks of this account take a role."
  type        = string
}

variable "log_group_name" {
  description = "Log group to write to."
  type        = string
}

variable "log_group_arn" {
  description = "ARN of the log group."
  type        = string
}

variable "ingest_token_secret_arn" {
  description = "Secret with the token that proxies send events with."
  type        = string
}

variable "view_token_secret_arn" {
  description = "Secret with the token that people read with; another value than the ingest token."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:secretsmanager:[^:]+:[0-9]+:secret:[^:]+(:[^:]*:[^:]*:[^:]*)?$", var.view_token_secret_arn))
    error_message = "Give the ARN of a secret: arn:aws:secretsmanager:…:secret:NAME-xxxxxx, if need be with :key:: behind it."
  }

  validation {
    condition     = var.view_token_secret_arn != var.ingest_token_secret_arn
    error_message = "The view token must be another than the ingest token, else whoever sends events could read them all."
  }
}

variable "secrets_kms_key_arn" {
  description = "KMS key of the secrets; null: AWS’s own."
  type        = string
  default     = null
}

variable "aws_api_egress" {
  description = "Where the task may reach AWS’s own services on port 443."
  type = object({
    security_group_ids = list(string)
    prefix_list_ids    = list(string)
    cidrs              = list(string)
  })
}

variable "proxy_security_group_id" {
  description = "Security group of Sluice, which sends the events."
  type        = string
}

variable "viewer_security_group_ids" {
  description = "Security groups that may open the console."
  type        = list(string)
  default     = []
}

variable "alarm_topic_arns" {
  description = "SNS topics that hear of a backend that doesn’t run."
  type        = list(string)
  default     = []
}
