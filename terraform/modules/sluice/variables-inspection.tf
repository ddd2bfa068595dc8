# What Sluice is told: where requests go, what it does with them, where events go.

variable "upstream_url" {
  description = "Kong, as Sluice reaches it: scheme, host and port, without a path, such as http://kong.internal:8000."
  type        = string

  validation {
    condition     = can(regex("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$", var.upstream_url))
    error_message = "Give an origin such as http://kong.internal:8000, without a path or a slash at the end."
  }
}

variable "upstream_security_group_id" {
  description = "Security group of Kong (or of the load balancer before it). It gets a rule that lets Sluice in. Whatever else it lets in goes round Sluice."
  type        = string

  validation {
    condition     = startswith(var.upstream_security_group_id, "sg-")
    error_message = "Give the id of a security group: sg-…"
  }
}

variable "mode" {
  description = "off: forward uninspected. monitor: inspect and report, refuse nothing. block: refuse attacks. Begin with monitor."
  type        = string
  default     = "monitor"

  validation {
    condition     = contains(["off", "monitor", "block"], var.mode)
    error_message = "Use off, monitor or block."
  }
}

variable "config" {
  description = "Any other options, as the text of a sluice.yaml: `file(\"sluice.yaml\")`. Check it first: `sluice check --config sluice.yaml`. It reaches Sluice in environment variables, of which ECS takes some 60 KB. What this module sets itself (address, ports, mode, trusted proxies, upstream.url, events.url, tokens, drain) can’t stand in it, nor can tokens."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = trimspace(var.config) == "" || can(keys(yamldecode(var.config)))
    error_message = "The text must be YAML that holds options, such as `threshold: 5`."
  }

  validation {
    condition     = length(var.config) <= 50000
    error_message = "ECS takes task definitions of 64 KB; this text leaves too little for the rest."
  }

  # Terraform reads YAML 1.1, Sluice 1.2: what they would understand differently needs quotation marks.

  validation {
    condition     = !can(regex("expires:\\s*[0-9]", var.config))
    error_message = "Put quotation marks around dates: expires: \"2027-03-31\"."
  }

  validation {
    condition     = !can(regex("(?im)(:[ \\t]+|-[ \\t]+|[,\\[][ \\t]*)(off|on|yes|no)[ \\t]*($|[,}\\]#])", var.config))
    error_message = "Put quotation marks around off, on, yes and no, as in mode: \"off\"; Terraform would read true or false."
  }
}

variable "extra_trusted_proxies" {
  description = "Address ranges, besides the load balancer’s subnets, whose X-Forwarded-* are believed, such as a CDN’s. Only with client_cidrs that let nobody else in."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.extra_trusted_proxies : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Give address ranges such as 10.0.0.0/16, never everybody (/0)."
  }
}

variable "events_url" {
  description = "Where events go if you run the backend elsewhere: …/api/v1/events. null: to the backend that `analysis` makes, or nowhere but the log (events.stdout)."
  type        = string
  default     = null

  validation {
    condition     = var.events_url == null || can(regex("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/", var.events_url))
    error_message = "Give a URL such as https://analysis.example.com/api/v1/events."
  }

  validation {
    condition     = var.events_url == null || var.analysis == null
    error_message = "Set events_url or analysis, not both."
  }

  validation {
    condition     = var.events_url == null || var.ingest_token_secret_arn != null
    error_message = "events_url needs ingest_token_secret_arn."
  }
}

variable "events_egress_cidrs" {
  description = "Address ranges of the backend at `events_url`, which Sluice may then reach."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.events_egress_cidrs : can(cidrnetmask(cidr))])
    error_message = "Give IPv4 ranges such as 10.0.0.0/16."
  }

  validation {
    condition     = var.events_url == null || length(var.events_egress_cidrs) > 0
    error_message = "events_url needs events_egress_cidrs: no other way out is open."
  }
}

variable "ingest_token_secret_arn" {
  description = "Secret with the token that Sluice sends events with, in Secrets Manager; of one that holds JSON, ARN:key::. Only its ARN comes here: the token itself never is in Terraform’s state."
  type        = string
  default     = null

  validation {
    condition     = var.ingest_token_secret_arn == null || can(regex("^arn:[a-z-]+:secretsmanager:[^:]+:[0-9]+:secret:[^:]+(:[^:]*:[^:]*:[^:]*)?$", var.ingest_token_secret_arn))
    error_message = "Give the ARN of a secret: arn:aws:secretsmanager:…:secret:NAME-xxxxxx, if need be with :key:: behind it."
  }

  validation {
    condition     = var.analysis == null || var.ingest_token_secret_arn != null
    error_message = "analysis needs ingest_token_secret_arn."
  }
}

variable "secrets_kms_key_arn" {
  description = "KMS key of the secrets, if it is one of yours; null: AWS’s own."
  type        = string
  default     = null

  validation {
    condition     = var.secrets_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]+:key/", var.secrets_kms_key_arn))
    error_message = "Give the ARN of a KMS key: arn:aws:kms:…:key/…"
  }
}

variable "analysis" {
  description = "The analysis backend with its console, as one task with its store on EFS; null: none. `view_token_secret_arn` is the token that people read with; `viewer_security_group_ids` may open the console, such as a VPN’s."
  type = object({
    view_token_secret_arn     = string
    viewer_security_group_ids = optional(list(string), [])
    cpu                       = optional(number, 512)
    memory                    = optional(number, 1024)
    max_events                = optional(number, 1000000)
    retain_days               = optional(number, 30)
  })
  default = null
}
