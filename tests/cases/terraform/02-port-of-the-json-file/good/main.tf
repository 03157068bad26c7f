resource "aws_ecs_task_definition" "http" {
  family                = "test-http"
  container_definitions = file("${path.module}/test-http.json")
}

resource "aws_ecs_service" "http" {
  name            = "test-http"
  cluster         = "default"
  task_definition = aws_ecs_task_definition.http.arn
  desired_count   = 1

  load_balancer {
    elb_name       = "test-http"
    container_name = "test-http"
    container_port = 8000
  }
}
