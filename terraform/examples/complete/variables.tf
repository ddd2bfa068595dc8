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
  description = "Your VPC, with public and private subnets and the ways to AWS’s services; null: one is made, with VPC endpoints. Kong must be in it or be reached from it, so null is for a first look."
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
  default = null
}

variable "certificate_arn" {
  description = "Certificate of your API’s name, in ACM."
  type        = string
}

variable "kong" {
  description = "Kong, which this example doesn’t build: its origin as tasks in the VPC reach it, and its security group. null in a VPC made here: a group without members stands in for it, and requests get 502 or 504."
  type = object({
    url               = string
    security_group_id = string
  })
  default = null

  validation {
    condition     = var.kong != null || var.network == null
    error_message = "In a VPC of yours, say where Kong is."
  }
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

variable "mode" {
  description = "off, monitor or block."
  type        = string
  default     = "monitor"
}

variable "ingest_token_secret_arn" {
  description = "Secret with the ingest token; the README says how to make it."
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

variable "access_log_bucket" {
  description = "S3 bucket for the load balancer’s access logs; null: none."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "False lets `terraform destroy` remove a first look."
  type        = bool
  default     = true
}
