resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = var.execution_role_arn
  container_definitions = jsonencode([{
    name         = "app"
    image        = "public.ecr.aws/nginx/nginx:1.27"
    portMappings = [{ containerPort = 80 }]
    logConfiguration = {
      logDriver = "awslogs"
      options   = { awslogs-group = "/app", awslogs-region = "eu-west-1", awslogs-stream-prefix = "app" }
    }
  }])
}
variable "execution_role_arn" { type = string }
variable "subnets" { type = list(string) }
variable "vpc_id" { type = string }

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 2
  launch_type     = "FARGATE"
  network_configuration {
    subnets = var.subnets
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
