variable "subnets" {}

variable "execution_role_arn" {}

variable "vpc_id" {}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = var.execution_role_arn

  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "nginx:1.27"
      essential    = true
      portMappings = [{ name = "http", containerPort = 80 }]
    }
  ])
}

resource "aws_service_discovery_private_dns_namespace" "this" {
  name = "internal.example.com"
  vpc  = var.vpc_id
}

resource "aws_ecs_service" "service" {
  name            = "resdash"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets = var.subnets
  }

  service_registries {
    registry_arn = aws_service_discovery_private_dns_namespace.this.arn
  }
}
