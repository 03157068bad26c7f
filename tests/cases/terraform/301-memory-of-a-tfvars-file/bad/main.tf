variable "services" {
  type = map(object({
    cpu    = number
    memory = number
    image  = string
  }))
}

resource "aws_ecs_task_definition" "this" {
  for_each = var.services

  family                   = each.key
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory

  container_definitions = jsonencode([
    {
      name  = each.key
      image = each.value.image
    }
  ])
}
