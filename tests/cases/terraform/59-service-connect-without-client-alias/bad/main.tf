variable "execution_role_arn" {}

variable "subnets" {}

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

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets = var.subnets
  }

  service_connect_configuration {
    enabled   = true
    namespace = "arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-0abcdefghijklmno"

    service {
      port_name = "http"
    }
  }
}
