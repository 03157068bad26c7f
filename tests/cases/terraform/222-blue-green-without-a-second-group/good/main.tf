variable "subnet_ids" {
  type = list(string)
}

variable "blue_arn" {
  type = string
}

variable "green_arn" {
  type = string
}

variable "rule_arn" {
  type = string
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "public.ecr.aws/nginx/nginx:1.27"
      portMappings = [{ containerPort = 80 }]
    }
  ])
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 2
  launch_type     = "FARGATE"

  deployment_configuration {
    strategy             = "BLUE_GREEN"
    bake_time_in_minutes = 5
  }

  network_configuration {
    subnets = var.subnet_ids
  }

  load_balancer {
    target_group_arn = var.blue_arn
    container_name   = "app"
    container_port   = 80

    advanced_configuration {
      alternate_target_group_arn = var.green_arn
      production_listener_rule   = var.rule_arn
      role_arn                   = "arn:aws:iam::111122223333:role/ecsInfrastructure"
    }
  }
}
