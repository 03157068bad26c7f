resource "aws_ecs_task_definition" "perf_test_task" {
  family                   = "perf-tests"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  memory                   = 2048
  execution_role_arn       = "arn:aws:iam::111122223333:role/exec"

  container_definitions = jsonencode([{
    name      = "perf_test"
    cpu       = 0
    image     = "example/perf-test:1"
    essential = true
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-group" = "/perf", "awslogs-region" = "ca-central-1", "awslogs-stream-prefix" = "ecs" }
    }
  }])
}
