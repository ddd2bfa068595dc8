variable "region" {
  description = "AWS region."
  type        = string
}

variable "name" {
  description = "Name of everything that is made."
  type        = string
  default     = "sluice"
}

variable "network" {
  description = "Your VPC, where Kong is: its subnets and the ways to AWS’s services."
  type = object({
    vpc_id             = string
    public_subnet_ids  = list(string)
    private_subnet_ids = list(string)
    aws_api_egress = object({
      security_group_ids = optional(list(string), [])
      prefix_list_ids    = optional(list(string), [])
      cidrs              = optional(list(string), [])
    })
  })
}

variable "certificate_arn" {
  description = "Certificate of your API’s name, in ACM."
  type        = string
}

variable "kong" {
  description = "Kong: its origin as tasks reach it, its security group, and its port."
  type = object({
    url               = string
    security_group_id = string
    port              = optional(number, 8000)
    health_path       = optional(string, "/status")
  })
}

variable "image" {
  description = "Image of Sluice, with version or digest."
  type        = string
}

variable "image_repository_arn" {
  description = "ECR repository of the image."
  type        = string
  default     = null
}

variable "ingest_token_secret_arn" {
  description = "Secret with the ingest token."
  type        = string
}

variable "view_token_secret_arn" {
  description = "Secret with the view token."
  type        = string
}

variable "console_security_group_ids" {
  description = "Security groups, such as a VPN’s, that may open the console."
  type        = list(string)
  default     = []
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms go to."
  type        = list(string)
  default     = []
}

# ── What a stage sets ────────────────────────────────────────────────────────────────────────────────────────────────

variable "mode" {
  description = "What Sluice does by default: off, monitor or block."
  type        = string
}

variable "blocking_routes" {
  description = "Routes that block while the rest is still watched: name, path and methods."
  type = list(object({
    name    = string
    path    = string
    methods = optional(list(string))
  }))
  default = []
}

variable "sluice_percent" {
  description = "Share of requests that go through Sluice; the rest goes to Kong as before."
  type        = number
}
