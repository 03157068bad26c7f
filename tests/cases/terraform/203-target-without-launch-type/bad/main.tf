variable "subnet_ids" {
  type = list(string)
}

resource "aws_ecs_cluster" "jobs" {
  name = "jobs"
}

resource "aws_ecs_task_definition" "dump" {
  family                   = "dump"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name  = "dump"
      image = "public.ecr.aws/docker/library/postgres:16"
    }
  ])
}

resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "dump"
  schedule_expression = "cron(5 7 * * ? *)"
}

resource "aws_cloudwatch_event_target" "dump" {
  rule     = aws_cloudwatch_event_rule.nightly.name
  arn      = aws_ecs_cluster.jobs.arn
  role_arn = "arn:aws:iam::111122223333:role/events"

  ecs_target {
    task_count          = 1
    task_definition_arn = aws_ecs_task_definition.dump.arn

    network_configuration {
      subnets = var.subnet_ids
    }
  }
}
