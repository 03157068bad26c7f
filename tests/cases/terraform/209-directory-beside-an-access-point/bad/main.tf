resource "aws_efs_file_system" "data" {
  encrypted = true
}

resource "aws_efs_access_point" "data" {
  file_system_id = aws_efs_file_system.data.id
}

locals {
  volumes = {
    data = { path = "/srv/data" }
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
      mountPoints = [{ sourceVolume = "data", containerPath = "/data" }]
    }
  ])

  dynamic "volume" {
    for_each = local.volumes

    content {
      name = volume.key

      efs_volume_configuration {
        file_system_id     = aws_efs_file_system.data.id
        root_directory     = volume.value.path
        transit_encryption = "ENABLED"

        authorization_config {
          access_point_id = aws_efs_access_point.data.id
        }
      }
    }
  }
}
