terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}
resource "aws_ecs_cluster" "cluster" {
  name = "example"
  capacity_providers = ["FARGATE_SPOT", "FARGATE"]
}
