resource "aws_ecs_task_definition" "frontend" {
  family = "Frontend"

  container_definitions = jsonencode([
    { name = "nginx", image = "nginx:1.27", memory = 128, portMappings = [{ containerPort = 80 }] },
    { name = "php01", image = "php:8.3-fpm", memory = 128 },
    { name = "php02", image = "php:8.3-fpm", memory = 128 },
  ])
}

resource "aws_ecs_service" "ecs-service" {
  name            = "frontend-service"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.frontend.arn
  desired_count   = 1

  load_balancer {
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef"
    container_name   = "Frontend"
    container_port   = 80
  }
}
