variable "efs_id" {
  type    = string
  default = ""
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    merge({
      name  = "app"
      image = "public.ecr.aws/nginx/nginx:1.27"
    }, {
      mountPoints = [{ sourceVolume = "date", containerPath = "/data" }]
    })
  ])

  volume {
    name = "data"
  }
}
