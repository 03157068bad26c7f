variable "subnet_ids" {
  type = list(string)
}

locals {
  volume = "scratch"
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  volume {
    name                = local.volume
    configure_at_launch = true
  }

  container_definitions = jsonencode([
    {
      name        = "app"
      image       = "public.ecr.aws/nginx/nginx:1.27"
      mountPoints = [{ sourceVolume = local.volume, containerPath = "/scratch" }]
    }
  ])
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets = var.subnet_ids
  }

  volume_configuration {
    name = local.volume

    managed_ebs_volume {
      role_arn   = "arn:aws:iam::111122223333:role/ecsInfrastructureRole"
      size_in_gb = 20
    }
  }
}
