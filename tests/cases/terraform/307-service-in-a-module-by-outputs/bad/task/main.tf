variable "name" {
  type = string
}

variable "port" {
  type = number
}

locals {
  container = {
    name         = "${var.name}-app"
    image        = "public.ecr.aws/nginx/nginx:1.27"
    portMappings = [{ containerPort = var.port }]
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([local.container])
}

output "arn" {
  value = aws_ecs_task_definition.this.arn
}

output "family" {
  value = var.name
}

output "container" {
  value = local.container.name
}

output "port" {
  value = var.port
}
