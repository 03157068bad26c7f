resource "aws_ecs_task_definition" "files" {
  family = "files"

  volume {
    name = "data"
    efs_volume_configuration {
      file_system_id = "fs-01234567"
    }
  }
  container_definitions = jsonencode([{
    name        = "files", image = "busybox:1.36", memory = 64
    mountPoints = [{ sourceVolume = "data", containerPath = "/data" }]
  }])
}

resource "aws_ecs_service" "files" {
  name             = "files"
  cluster          = "main"
  task_definition  = aws_ecs_task_definition.files.arn
  desired_count    = 1
  launch_type      = "EC2"
  platform_version = "1.4.0"
}
