# rule: none
# severity: error
# source: https://github.com/hashicorp/terraform-provider-aws/issues/45693
# error: InvalidParameterException: The specified capacity provider 'cluster-cp' is not in an ACTIVE state. Specify a valid capacity provider and try again.
resource "aws_ecs_cluster" "main" {
  name = "cluster"
}
resource "aws_ecs_capacity_provider" "managed" {
  name    = "cluster-cp"
  cluster = aws_ecs_cluster.main.name
  managed_instances_provider {
    infrastructure_role_arn = "arn:aws:iam::123456789012:role/infrastructure"
    instance_launch_template {
      ec2_instance_profile_arn = "arn:aws:iam::123456789012:instance-profile/ecsInstanceRole"
      network_configuration {
        subnets         = ["subnet-0a1b2c3d4e5f60718"]
        security_groups = ["sg-0a1b2c3d4e5f60718"]
      }
    }
  }
}
resource "time_sleep" "active" { #+
  create_duration = "30s" #+
  depends_on = [aws_ecs_capacity_provider.managed] #+
} #+
resource "aws_ecs_cluster_capacity_providers" "main" { #!
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.managed.name] #!
  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.managed.name
    weight            = 1
  }
  depends_on = [time_sleep.active] #+
}
