resource "aws_ecs_cluster" "shop" {
  name = "shop"
}
resource "aws_ecs_capacity_provider" "managed" {
  name    = "managed"
  cluster = aws_ecs_cluster.shop.name
  managed_instances_provider {
    infrastructure_role_arn = "arn:aws:iam::111122223333:role/infrastructure"
    instance_launch_template {
      ec2_instance_profile_arn = "arn:aws:iam::111122223333:instance-profile/ecsInstanceRole"
      network_configuration {
        subnets = ["subnet-0a1b2c3d4e5f60718"]
      }
    }
  }
}
resource "aws_ecs_cluster_capacity_providers" "shop" {
  cluster_name       = aws_ecs_cluster.shop.name
  capacity_providers = ["FARGATE", aws_ecs_capacity_provider.managed.name]
}
