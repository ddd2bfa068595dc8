# What stands around Sluice, and how much of it there is. How Sluice inspects: variables-inspection.tf.

variable "name" {
  description = "Name of everything that is made, and of the protected service in events. At most 20 characters, since names of target groups end at 32."
  type        = string
  default     = "sluice"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.name))
    error_message = "Use 2 to 20 lower-case letters, digits and hyphens; begin with a letter, end with no hyphen."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}

# ── Network ──────────────────────────────────────────────────────────────────────────────────────────────────────────

variable "vpc_id" {
  description = "VPC of the load balancer, Sluice and Kong."
  type        = string

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "Give the id of a VPC: vpc-…"
  }
}

variable "load_balancer_subnet_ids" {
  description = "Subnets of the load balancer, in two availability zones at least: public ones, or private ones if it is internal. Sluice believes X-Forwarded-* from their address ranges alone, so nothing else should stand in them."
  type        = list(string)

  validation {
    condition     = length(var.load_balancer_subnet_ids) >= 2 && alltrue([for id in var.load_balancer_subnet_ids : startswith(id, "subnet-")])
    error_message = "Give two subnets at least: subnet-…"
  }
}

variable "service_subnet_ids" {
  description = "Private subnets of Sluice, in two availability zones at least. They need a way to ECR, CloudWatch Logs and Secrets Manager: VPC endpoints or NAT."
  type        = list(string)

  validation {
    condition     = length(var.service_subnet_ids) >= 2 && alltrue([for id in var.service_subnet_ids : startswith(id, "subnet-")])
    error_message = "Give two subnets at least: subnet-…"
  }
}

variable "aws_api_egress" {
  description = "Where Sluice may reach AWS’s own services on port 443, to pull its image, read its secrets and write its log: security groups of VPC endpoints, prefix lists (S3, where ECR keeps layers), or address ranges (0.0.0.0/0 with NAT)."
  type = object({
    security_group_ids = optional(list(string), [])
    prefix_list_ids    = optional(list(string), [])
    cidrs              = optional(list(string), [])
  })

  validation {
    condition     = length(var.aws_api_egress.security_group_ids) + length(var.aws_api_egress.prefix_list_ids) + length(var.aws_api_egress.cidrs) > 0
    error_message = "Name at least one way; without any, no task can start."
  }

  validation {
    condition     = alltrue([for cidr in var.aws_api_egress.cidrs : can(cidrnetmask(cidr))])
    error_message = "cidrs must be IPv4 ranges such as 10.0.0.0/16."
  }
}

variable "monitoring_security_group_ids" {
  description = "Security groups, such as Prometheus’s, that may read the admin port: metrics and status."
  type        = list(string)
  default     = []
}

# ── Load balancer ────────────────────────────────────────────────────────────────────────────────────────────────────

variable "certificate_arn" {
  description = "Certificate of the HTTPS listener, in ACM."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:(acm|iam):", var.certificate_arn))
    error_message = "Give the ARN of a certificate in ACM (or of a server certificate in IAM)."
  }
}

variable "ssl_policy" {
  description = "TLS versions and ciphers of the HTTPS listener. The default speaks TLS 1.2 and 1.3."
  type        = string
  default     = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  validation {
    condition     = can(regex("^ELBSecurityPolicy-(TLS13-1-[23]|FS-1-2)", var.ssl_policy))
    error_message = "Choose a policy without TLS 1.0 and 1.1: ELBSecurityPolicy-TLS13-1-2-…, ELBSecurityPolicy-TLS13-1-3-… or ELBSecurityPolicy-FS-1-2-…"
  }
}

variable "client_cidrs" {
  description = "Address ranges that may reach the load balancer."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.client_cidrs) > 0 && alltrue([for cidr in var.client_cidrs : can(cidrnetmask(cidr))])
    error_message = "Give IPv4 ranges such as 203.0.113.0/24."
  }
}

variable "internal" {
  description = "Whether the load balancer has private addresses only."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Whether the load balancer must be released by hand before Terraform may delete it."
  type        = bool
  default     = true
}

variable "idle_timeout_seconds" {
  description = "Seconds after which the load balancer closes a silent connection. Sluice keeps its side open for 15 more, so that it never closes first."
  type        = number
  default     = 60

  validation {
    condition     = var.idle_timeout_seconds >= 10 && var.idle_timeout_seconds <= 4000
    error_message = "Use 10 to 4000 seconds."
  }
}

variable "access_logs" {
  description = "S3 bucket for the load balancer’s access logs; null: none. Its policy must let the load balancer write."
  type = object({
    bucket = string
    prefix = optional(string)
  })
  default = null
}

variable "bypass" {
  description = "A way round Sluice, prepared for the night on which you need it: a target group of Kong’s own that the listener knows too, with the share of requests that go through Sluice. 100 is normal, 0 takes Sluice out of the path, less than 100 is a first look at few requests. null: the load balancer can’t reach Kong at all."
  type = object({
    target_group_arn = string
    sluice_percent   = optional(number, 100)
  })
  default = null

  validation {
    condition     = var.bypass == null || try(startswith(var.bypass.target_group_arn, "arn:"), false)
    error_message = "target_group_arn must be an ARN."
  }

  validation {
    condition     = var.bypass == null || try(var.bypass.sluice_percent >= 0 && var.bypass.sluice_percent <= 100 && floor(var.bypass.sluice_percent) == var.bypass.sluice_percent, false)
    error_message = "sluice_percent must be a whole number from 0 to 100."
  }
}

# ── Tasks ────────────────────────────────────────────────────────────────────────────────────────────────────────────

variable "cluster_arn" {
  description = "ECS cluster to run in; null: one is made. The alarm on missing tasks needs Container Insights there."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_arn == null || can(regex("^arn:[a-z-]+:ecs:[^:]+:[0-9]+:cluster/.+$", var.cluster_arn))
    error_message = "Give the ARN of an ECS cluster: arn:aws:ecs:…:cluster/NAME"
  }
}

variable "image" {
  description = "Image of Sluice, with a version or better a digest. Its entry point takes the command: proxy, analysis."
  type        = string

  validation {
    condition     = can(regex("(:[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "Name a version (…:0.1.0) or a digest (…@sha256:…), not latest: what runs must be what was tested."
  }
}

variable "image_repository_arn" {
  description = "ECR repository of the image, which tasks may then pull from; null if the image is public."
  type        = string
  default     = null

  validation {
    condition     = var.image_repository_arn == null || can(regex("^arn:[a-z-]+:ecr:[^:]+:[0-9]+:repository/.+$", var.image_repository_arn))
    error_message = "Give the ARN of an ECR repository: arn:aws:ecr:…:repository/NAME"
  }
}

variable "cpu_architecture" {
  description = "X86_64 or ARM64; the image has both."
  type        = string
  default     = "ARM64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "Use X86_64 or ARM64."
  }
}

variable "cpu" {
  description = "CPU units of a task; 1024 are a core. Sluice runs one worker for each full core."
  type        = number
  default     = 1024

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "Fargate has 256, 512, 1024, 2048, 4096, 8192 and 16384."
  }
}

variable "memory" {
  description = "MiB of a task: 2 to 8 GiB for each core. A worker holds up to 64 MiB of bodies (body.heldBytesTotal) beside what Node takes."
  type        = number
  default     = 2048

  validation {
    condition     = var.memory >= 2 * var.cpu && var.memory <= (var.cpu >= 4096 ? 7.5 : 8) * var.cpu && var.memory % (var.cpu >= 8192 ? var.cpu / 2 : 1024) == 0
    error_message = "Fargate takes from 2 to 8 GiB for each core (7.5 from 4 cores on), in whole GiB; in steps of 4 for 8 cores and of 8 for 16."
  }
}

variable "run_as" {
  description = "User and group that the containers run as. Never root."
  type = object({
    uid = optional(number, 10001)
    gid = optional(number, 10001)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.run_as.uid > 0 && var.run_as.gid > 0
    error_message = "uid and gid must not be 0, which is root."
  }
}

variable "tasks" {
  description = "Fewest and most tasks; the service scales between them. Two at least, so that one may fail."
  type = object({
    min = optional(number, 2)
    max = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.tasks.min >= 2 && var.tasks.max >= var.tasks.min
    error_message = "min must be 2 at least and max no less than min."
  }
}

variable "scaling" {
  description = "What the service scales to: CPU in percent of a task, and requests a minute for each task (about a third of what a task of this size did in a load test of your own)."
  type = object({
    cpu_percent                  = optional(number, 50)
    requests_per_minute_per_task = optional(number, 30000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.scaling.cpu_percent >= 10 && var.scaling.cpu_percent <= 90 && var.scaling.requests_per_minute_per_task > 0
    error_message = "cpu_percent must be from 10 to 90, requests_per_minute_per_task above 0."
  }
}

variable "drain" {
  description = "Seconds of a shutdown: how long readiness fails while requests are still served, how long those in flight may take, and how long queued events may. Deregistration delay and stop timeout follow from them. An upload that takes longer than delay and flight together is cut off when its task is replaced."
  type = object({
    delay  = optional(number, 5)
    flight = optional(number, 20)
    events = optional(number, 5)
  })
  default  = {}
  nullable = false

  validation {
    condition     = min(var.drain.delay, var.drain.flight, var.drain.events) >= 1 && var.drain.delay + var.drain.flight + var.drain.events <= 110
    error_message = "Each must be 1 at least, and all together 110 at most: Fargate kills a task after 120 seconds, and Sluice takes up to 5 more to exit."
  }
}

# ── Watching ─────────────────────────────────────────────────────────────────────────────────────────────────────────

variable "log_retention_days" {
  description = "Days that CloudWatch keeps the log."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch has 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 and 3653."
  }
}

variable "log_kms_key_arn" {
  description = "KMS key that encrypts the log; null: CloudWatch’s own. Its policy must let CloudWatch Logs use it."
  type        = string
  default     = null
}

variable "alarms" {
  description = "Who hears of trouble (SNS topics), and from when on: percent of answers that are 5xx, the 99th percentile of seconds that an answer takes, CPU in percent. Set the latency to what your API without Sluice has, and some."
  type = object({
    topic_arns           = optional(list(string), [])
    server_error_percent = optional(number, 1)
    latency_p99_seconds  = optional(number, 2)
    cpu_percent          = optional(number, 85)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for arn in var.alarms.topic_arns : can(regex("^arn:[a-z-]+:sns:", arn))])
    error_message = "topic_arns must be ARNs of SNS topics."
  }

  validation {
    condition     = min(var.alarms.server_error_percent, var.alarms.latency_p99_seconds, var.alarms.cpu_percent) > 0 && var.alarms.cpu_percent <= 100
    error_message = "Thresholds must be above 0, cpu_percent 100 at most."
  }
}
