variable "subnet_ids" {
  type = list(string)
}

variable "namespace_arn" {
  type = string
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

module "container" {
  source  = "cloudposse/ecs-container-definition/aws"
  version = "0.61.1"

  container_name   = "api"
  container_image  = "public.ecr.aws/nginx/nginx:1.27"
  container_memory = 512

  port_mappings = [
    {
      containerPort = 80
      hostPort      = 80
      protocol      = "tcp"
    },
  ]
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = module.container.json_map_encoded_list
}

resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets = var.subnet_ids
  }

  service_connect_configuration {
    enabled   = true
    namespace = var.namespace_arn

    service {
      port_name = "http-80-tcp"

      client_alias {
        port     = 80
        dns_name = "api"
      }
    }
  }
}
