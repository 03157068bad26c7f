resource "aws_ecs_cluster" "example" {
  name = "example-cluster"
}

resource "aws_ecs_capacity_provider" "asg" {
  name = "asg"
  auto_scaling_group_provider {
    auto_scaling_group_arn = "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:3daf2d5c-a6bc-4c44-8615-c87cf562863f:autoScalingGroupName/ecs"
  }
}

resource "aws_ecs_capacity_provider" "managed" {
  name    = "managed"
  cluster = aws_ecs_cluster.example.name
  managed_instances_provider {
    infrastructure_role_arn = "arn:aws:iam::111122223333:role/ecsInfrastructureRole"
    instance_launch_template {
      ec2_instance_profile_arn = "arn:aws:iam::111122223333:instance-profile/ecsInstanceRole"
      network_configuration {
        subnets         = ["subnet-0123456789abcdef0"]
        security_groups = ["sg-0123456789abcdef0"]
      }
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "all" {
  cluster_name = aws_ecs_cluster.example.name
  capacity_providers = [
    aws_ecs_capacity_provider.asg.name,
    aws_ecs_capacity_provider.managed.name,
  ]
}
