resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_capacity_provider" "nodes" {
  name = "nodes"
  auto_scaling_group_provider {
    auto_scaling_group_arn = "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:11111111-2222-3333-4444-555555555555:autoScalingGroupName/nodes"
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.nodes.name]
  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.nodes.name
    weight            = 1
  }
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  network_mode             = "bridge"
  requires_compatibilities = ["EC2"]
  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1.4"
      memory       = 512
    }
  ])
}

resource "aws_ecs_service" "agent" {
  name                = "agent"
  cluster             = aws_ecs_cluster.main.id
  task_definition     = aws_ecs_task_definition.app.arn
  scheduling_strategy = "DAEMON"
  placement_constraints {
    type = "distinctInstance"
  }
}
