# rule: ECS502
# severity: error
# source: https://github.com/cds-snc/covid-alert-portal/pull/632
# error: Specifying both a launch type and capacity provider strategy is not supported
locals {
  provider = "FARGATE"
}
resource "aws_ecs_service" "portal" {
  name            = "portal"
  cluster         = "portal"
  task_definition = "portal:12"
  launch_type     = "FARGATE" #-!
  desired_count   = 2
  capacity_provider_strategy { #!
    capacity_provider = local.provider
    weight            = 1
  }
  network_configuration {
    subnets = ["subnet-0a1b2c3d4e5f60718"]
  }
  lifecycle {
    ignore_changes = [task_definition]
  }
}
