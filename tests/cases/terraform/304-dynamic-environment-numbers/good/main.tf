variable "settings" {
  type = any
  default = {
    PORT = "8080"
    MODE = "live"
  }
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name        = "app"
      image       = "public.ecr.aws/nginx/nginx:1.27"
      environment = [for name, value in var.settings : { name = name, value = value }]
    }
  ])
}
