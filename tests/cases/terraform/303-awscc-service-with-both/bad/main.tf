variable "subnet_ids" {
  type = list(string)
}

resource "awscc_ecs_cluster" "main" {
  cluster_name       = "main"
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

resource "awscc_ecs_service" "app" {
  service_name    = "app"
  cluster         = awscc_ecs_cluster.main.arn
  task_definition = "app:3"
  desired_count   = 2
  launch_type     = "FARGATE"

  capacity_provider_strategy = [
    {
      capacity_provider = "FARGATE_SPOT"
      weight            = 1
    }
  ]

  network_configuration = {
    awsvpc_configuration = {
      subnets = var.subnet_ids
    }
  }
}
