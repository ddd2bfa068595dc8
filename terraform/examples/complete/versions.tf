terraform {
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.66.0, < 7.0.0"
    }
  }

  # State holds no token, but it tells how everything is built. Keep it in a bucket of your own:
  # backend "s3" {
  #   bucket       = "…"
  #   key          = "sluice/terraform.tfstate"
  #   region       = "…"
  #   encrypt      = true
  #   use_lockfile = true
  # }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { Service = var.name, ManagedBy = "terraform" }
  }
}
