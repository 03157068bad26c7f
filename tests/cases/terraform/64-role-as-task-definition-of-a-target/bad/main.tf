variable "subnets" {
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

resource "aws_iam_role" "event" {
  name = "perf-test-event"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
    }]
  })
}

resource "aws_cloudwatch_event_rule" "perf_test" {
  name                = "perf-test"
  schedule_expression = "cron(0 0 * * ? *)"
}

resource "aws_cloudwatch_event_target" "ecs_scheduled_task" {
  rule     = aws_cloudwatch_event_rule.perf_test.name
  arn      = "arn:aws:ecs:ca-central-1:111122223333:cluster/perf"
  role_arn = aws_iam_role.event.arn

  ecs_target {
    launch_type         = "FARGATE"
    platform_version    = "1.4.0"
    task_count          = 1
    task_definition_arn = aws_iam_role.event.arn

    network_configuration {
      subnets = var.subnets
    }
  }
}
