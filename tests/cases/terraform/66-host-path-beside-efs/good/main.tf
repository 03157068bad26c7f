variable "volumes" {
  default = [
    {
      name = "test123-efs"
      efs_volume_configuration = [
        {
          file_system_id          = "fs-0123456789abcdef0"
          root_directory          = "/"
          transit_encryption      = "ENABLED"
          transit_encryption_port = 2999
        }
      ]
    }
  ]
}

resource "aws_ecs_task_definition" "default" {
  family = "app"
  container_definitions = jsonencode([
    {
      name        = "app"
      image       = "nginx:1.27"
      memory      = 256
      mountPoints = [{ sourceVolume = "test123-efs", containerPath = "/data" }]
    }
  ])

  dynamic "volume" {
    for_each = var.volumes
    content {
      host_path = lookup(volume.value, "host_path", null)
      name      = volume.value.name

      dynamic "efs_volume_configuration" {
        for_each = lookup(volume.value, "efs_volume_configuration", [])
        content {
          file_system_id          = lookup(efs_volume_configuration.value, "file_system_id", null)
          root_directory          = lookup(efs_volume_configuration.value, "root_directory", null)
          transit_encryption      = lookup(efs_volume_configuration.value, "transit_encryption", null)
          transit_encryption_port = lookup(efs_volume_configuration.value, "transit_encryption_port", null)
        }
      }
    }
  }
}
