resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([
    {
      name         = "app"
      portMappings = [{ containerPort = 8080 }]
    }
  ])
  execution_role_arn = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
}
