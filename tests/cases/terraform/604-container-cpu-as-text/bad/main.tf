resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1.4"
      cpu          = "256"
      portMappings = [{ containerPort = 8080 }]
    }
  ])
  execution_role_arn = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
}
