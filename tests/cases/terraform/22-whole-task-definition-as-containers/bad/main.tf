variable "name" {}

resource "aws_ecs_task_definition" "ecs-task" {
  family                = var.name
  container_definitions = file("${path.module}/grafana_ecs_task.json")
}
