resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  container_definitions = jsonencode([{
    name = "web", image = "public.ecr.aws/nginx/nginx:1.27", memory = 256
    mountPoints = [{ sourceVolume = "files", containerPath = "/files" }]
  }])
  volume {
    name = "files"
    efs_volume_configuration {
      file_system_id          = "fs-123123123"
      root_directory          = "/"
      transit_encryption      = "ENABLED"
      transit_encryption_port = 2999
      authorization_config {
        access_point_id = "fsap-1231231231231231a"
        iam             = "DISABLED"
      }
    }
  }
}
