resource "aws_efs_file_system" "ecs_service_storage" {
  encrypted = true
}

resource "aws_ecs_task_definition" "grafana" {
  family                   = "grafana"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
  task_role_arn            = "arn:aws:iam::111122223333:role/app-task"
  container_definitions = jsonencode([{
    name         = "grafana"
    image        = "grafana/grafana:10.3.3"
    essential    = true
    portMappings = [{ containerPort = 3000 }]
    mountPoints  = [{ sourceVolume = "grafana-db", containerPath = "/var/lib/grafana" }]
    logConfiguration = { logDriver = "awslogs", options = { "awslogs-group" = "/ecs/g", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "g" } }
  }])

  volume {
    name = "grafana-db"
    efs_volume_configuration {
      file_system_id     = aws_efs_file_system.ecs_service_storage.id
      transit_encryption = "ENABLED"
      root_directory     = "/grafana"
    }
  }
}
