resource "aws_ecs_task_definition" "example" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::111122223333:role/exec"

  container_definitions = jsonencode([{
    name         = "app"
    image        = "nginx:1.27"
    essential    = true
    portMappings = [{ containerPort = 8080 }]
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-group" = "/ecs/app", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "app" }
    }
  }])
}

resource "aws_ecs_service" "example" {
  name            = "example_service"
  launch_type     = "FARGATE"
  cluster         = "arn:aws:ecs:eu-central-1:111122223333:cluster/example"
  task_definition = aws_ecs_task_definition.example.arn
  desired_count   = 1
}
