resource "aws_ecs_task_definition" "aws-ecs-task" {
  family                   = "app-task"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  memory                   = "512"
  cpu                      = "256"

  container_definitions = <<DEFINITION
  [
    {
      "name": "app-container",
      "image": "nginx:1.27",
      "environment": ${file("env_vars.json")},
      "essential": true
    }
  ]
  DEFINITION
}
