variable "container_cpu" {
  default = 1024
}

variable "container_memory" {
  default = 4096
}

variable "additional" {
  default = { name = "sidecar", image = "example/sidecar:1", essential = true }
}

resource "aws_ecs_task_definition" "td" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.container_cpu
  memory                   = var.container_memory

  container_definitions = jsonencode([
    { name = "app", image = "example/app:1", cpu = var.container_cpu, memory = var.container_memory, essential = true },
    var.additional,
  ])
}
