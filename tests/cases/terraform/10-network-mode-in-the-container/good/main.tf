variable "environment" {}

resource "aws_ecs_task_definition" "datadog" {
  family        = "${var.environment}-datadog-agent-task"
  network_mode  = "awsvpc"
  task_role_arn = "arn:aws:iam::111122223333:role/datadog-role"

  container_definitions = <<EOF
[
  {
    "name": "${var.environment}-datadog-agent",
    "image": "datadog/agent:7",
    "cpu": 10,
    "memory": 256,
    "essential": true
  }
]
EOF
}

resource "aws_ecs_service" "datadog" {
  name                = "${var.environment}-datadog"
  cluster             = "main"
  task_definition     = aws_ecs_task_definition.datadog.arn
  scheduling_strategy = "DAEMON"

  network_configuration {
    subnets = ["subnet-0123456789abcdef0"]
  }
}
