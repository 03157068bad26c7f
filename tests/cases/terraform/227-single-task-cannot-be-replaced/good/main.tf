variable "subnet_ids" {
  type = list(string)
}

variable "deployment" {
  type = object({
    min = optional(number, 100)
    max = optional(number, 200)
  })
  default = {
    max = 200
  }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name  = "app"
      image = "public.ecr.aws/nginx/nginx:1.27"
    }
  ])
}

resource "aws_ecs_service" "app" {
  name                               = "app"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.app.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = var.deployment.min
  deployment_maximum_percent         = var.deployment.max

  network_configuration {
    subnets = var.subnet_ids
  }
}
