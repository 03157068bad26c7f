locals {
  container_cpu = 512
}

resource "aws_ecs_task_definition" "keycloak" {
  family                   = "keycloak"
  cpu                      = "512"
  memory                   = "1024"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([{
    name         = "keycloak"
    image        = "quay.io/keycloak/keycloak:26.0"
    cpu          = local.container_cpu
    portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
  }])
}
