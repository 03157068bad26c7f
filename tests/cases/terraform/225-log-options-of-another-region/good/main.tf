provider "aws" {
  region = "eu-central-1"
}

resource "aws_cloudwatch_log_group" "router" {
  name              = "/ecs/router"
  retention_in_days = 7
}

resource "aws_ecs_task_definition" "router" {
  family                   = "router"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::111122223333:role/execution"

  container_definitions = jsonencode([
    {
      name  = "router"
      image = "tailscale/tailscale:v1.76.1"
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.router.name
          awslogs-region        = "eu-central-1"
          awslogs-stream-prefix = "router"
        }
      }
    }
  ])
}
