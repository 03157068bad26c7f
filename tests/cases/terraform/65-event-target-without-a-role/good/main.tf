variable "ecs_cluster" {
  default = "arn:aws:ecs:us-east-1:111122223333:cluster/jobs"
}

variable "public_subnets" {
  type = list(string)
}

variable "execution_role_arn" {}

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

resource "aws_cloudwatch_event_rule" "test" {
  name                = "test"
  schedule_expression = "rate(5 minutes)"
}

resource "aws_cloudwatch_event_target" "test" {
  rule = aws_cloudwatch_event_rule.test.name
  arn  = var.ecs_cluster

  role_arn = "arn:aws:iam::111122223333:role/ecsEventsRole"

  ecs_target {
    launch_type         = "FARGATE"
    task_count          = 1
    task_definition_arn = aws_ecs_task_definition.app.arn

    network_configuration {
      assign_public_ip = true
      subnets          = var.public_subnets
    }
  }
}
