locals {
  logging = {
    logDriver = "awslogs"
    options = {
      "awslogs-group"         = "/ecs/app"
      "awslogs-region"        = "eu-west-1"
      "awslogs-stream-prefix" = "app"
    }
  }
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::111122223333:role/execution"

  container_definitions = jsonencode([
    {
      name             = "app"
      image            = "public.ecr.aws/nginx/nginx:1.27"
      logConfiguration = local.logging
    }
  ])
}
