variable "spot" {
  type    = bool
  default = true
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "main"
  task_definition = "web:3"
  desired_count   = 2
  launch_type     = var.spot ? null : "FARGATE"
  dynamic "capacity_provider_strategy" {
    for_each = var.spot ? ["FARGATE_SPOT"] : []
    content {
      capacity_provider = capacity_provider_strategy.value
      weight            = 1
    }
  }
  network_configuration {
    subnets = ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]
  }
}
