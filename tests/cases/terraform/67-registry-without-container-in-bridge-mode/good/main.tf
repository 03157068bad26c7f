variable "namespace_id" {}

resource "aws_service_discovery_service" "default" {
  name = "api"

  dns_config {
    namespace_id = var.namespace_id

    dns_records {
      ttl  = 60
      type = "SRV"
    }
  }
}

resource "aws_ecs_task_definition" "default" {
  family       = "api"
  network_mode = "bridge"
  container_definitions = jsonencode([
    { name = "api", image = "nginx:1.27", memory = 128, portMappings = [{ containerPort = 80 }] }
  ])
}

resource "aws_ecs_service" "all" {
  name            = "api"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.default.arn
  desired_count   = 1
  launch_type     = "EC2"

  service_registries {
    registry_arn   = aws_service_discovery_service.default.arn
    container_name = "api"
    container_port = 80
  }
}
