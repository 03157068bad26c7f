variable "cluster" {}

resource "aws_ecs_task_definition" "logging" {
  family                = "logging"
  container_definitions = jsonencode([{ name = "fluentd", image = "fluent/fluentd:v1.17", memory = 128 }])
}

resource "aws_ecs_service" "logging_service" {
  name                = "staging-logging_service"
  cluster             = var.cluster
  task_definition     = aws_ecs_task_definition.logging.arn
  launch_type         = "EC2"
  scheduling_strategy = "DAEMON"

  lifecycle {
    ignore_changes = [tags]
  }
}
