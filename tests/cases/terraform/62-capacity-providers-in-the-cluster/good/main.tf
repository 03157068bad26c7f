terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

resource "aws_ecs_cluster" "jenkins_controller" {
  name = "jenkins-main"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_cluster_capacity_providers" "jenkins_controller" {
  cluster_name       = aws_ecs_cluster.jenkins_controller.name
  capacity_providers = ["FARGATE"]
}
