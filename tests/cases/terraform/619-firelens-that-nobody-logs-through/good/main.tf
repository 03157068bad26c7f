resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([
    {
      name      = "log_router"
      image     = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/fluent-bit:2.32"
      essential = true
      firelensConfiguration = { type = "fluentbit" }
      logConfiguration = { logDriver = "awslogs", options = { "awslogs-group" = "/ecs/app", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "router" } }
    },
    {
      name         = "app"
      image        = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1.4"
      essential    = true
      portMappings = [{ containerPort = 8080 }]
      logConfiguration = { logDriver = "awsfirelens", options = { Name = "cloudwatch", region = "eu-west-1", log_group_name = "app", log_stream_prefix = "app-" } }
    }
  ])
  execution_role_arn = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
}
