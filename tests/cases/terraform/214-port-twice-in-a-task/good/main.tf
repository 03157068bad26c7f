locals {
  app = {
    name         = "app"
    image        = "public.ecr.aws/docker/library/httpd:2.4"
    portMappings = [{ containerPort = 80 }]
  }
  envoy = {
    name         = "envoy"
    image        = "envoyproxy/envoy:v1.31-latest"
    portMappings = [{ containerPort = 9901, protocol = "tcp" }]
  }
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  container_definitions    = jsonencode(concat([local.app], [local.envoy]))
}
