variable "enable_volume" {
  type    = bool
  default = true
}

locals {
  volumes = var.enable_volume ? [1] : []
}

resource "aws_ecs_task_definition" "fargate" {
  family                   = "files"
  cpu                      = 256
  memory                   = 512
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"

  container_definitions = jsonencode([
    {
      name  = "files"
      image = "public.ecr.aws/nginx/nginx:1.27"
      mountPoints = [
        {
          sourceVolume = "files"
          readOnly     = true
          containerPath = "/srv/files"
        }
      ]
    }
  ])

  dynamic "volume" {
    for_each = local.volumes

    content {
      name = "files"

      efs_volume_configuration {
        file_system_id = "fs-0123456789abcdef0"
      }
    }
  }
}
