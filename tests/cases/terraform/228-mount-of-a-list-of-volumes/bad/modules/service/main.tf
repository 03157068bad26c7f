variable "name" {
  type = string
}

variable "host_path_volumes" {
  type    = list(map(string))
  default = []
}

variable "mountpoints" {
  type    = list(map(string))
  default = []
}

resource "aws_ecs_task_definition" "app" {
  family       = var.name
  network_mode = "bridge"

  container_definitions = jsonencode([
    {
      name   = var.name
      image  = "public.ecr.aws/docker/library/redis:7.4"
      memory = 128
      mountPoints = [
        for mount in var.mountpoints : {
          sourceVolume  = lookup(mount, "sourceVolume", null)
          containerPath = lookup(mount, "container_path", null)
        }
      ]
    }
  ])

  dynamic "volume" {
    for_each = var.host_path_volumes

    content {
      name      = volume.value.name
      host_path = lookup(volume.value, "host_path", null)
    }
  }
}
