variable "name" {
  type = string
}

variable "app" {
  type = any
}

locals {
  sidecar = {
    name      = "envoy"
    image     = "envoyproxy/envoy:v1.31-latest"
    essential = true
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  container_definitions    = jsonencode(flatten([var.app, local.sidecar]))
}
