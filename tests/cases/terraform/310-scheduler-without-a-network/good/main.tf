resource "aws_ecs_cluster" "jobs" {
  name = "jobs"
}

resource "aws_ecs_task_definition" "job" {
  family                   = "job"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name  = "job"
      image = "public.ecr.aws/docker/library/busybox:1.36"
    }
  ])
}

resource "aws_scheduler_schedule" "job" {
  name                = "job"
  schedule_expression = "rate(1 hours)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.jobs.arn
    role_arn = "arn:aws:iam::111122223333:role/scheduler"

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.job.arn
      launch_type         = "FARGATE"

      network_configuration {
        subnets = ["subnet-0a1b2c3d4e5f60718"]
      }
    }
  }
}
