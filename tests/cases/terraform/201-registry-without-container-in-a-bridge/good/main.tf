variable "cluster_arn" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "namespace_id" {
  type = string
}

resource "aws_service_discovery_service" "jenkins" {
  name = "jenkins"

  dns_config {
    namespace_id = var.namespace_id

    dns_records {
      ttl  = 10
      type = "SRV"
    }
  }
}

module "service" {
  source  = "cloudposse/ecs-alb-service-task/aws"
  version = "0.64.1"

  name            = "jenkins"
  ecs_cluster_arn = var.cluster_arn
  vpc_id          = var.vpc_id
  subnet_ids      = var.subnet_ids
  launch_type     = "EC2"
  network_mode    = "bridge"
  task_cpu        = null
  task_memory     = null

  container_definition_json = jsonencode([
    {
      name         = "jenkins"
      image        = "jenkins/jenkins:2.462.3-lts"
      memory       = 2048
      portMappings = [{ containerPort = 8080, hostPort = 0 }]
    }
  ])

  service_registries = [
    {
      registry_arn   = aws_service_discovery_service.jenkins.arn
      port           = null
      container_name = "jenkins"
      container_port = 8080
    }
  ]
}
