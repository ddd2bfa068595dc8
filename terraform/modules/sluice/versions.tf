terraform {
  # 1.9 lets the validation of a variable look at others.
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # The version whose schema the tests check this code against, and what stays compatible with it.
      version = ">= 6.66.0, < 7.0.0"
    }
  }
}
