variable "name" {
  description = "Name of everything that is made."
  type        = string
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}

variable "cidr" {
  description = "Address range of the VPC; /16 to /20."
  type        = string
  default     = "10.40.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 20, false)
    error_message = "Give an IPv4 range from /16 to /20, such as 10.40.0.0/16."
  }
}

variable "zones" {
  description = "Availability zones to use."
  type        = number
  default     = 2

  validation {
    condition     = var.zones >= 2 && var.zones <= 3
    error_message = "Use 2 or 3."
  }
}
