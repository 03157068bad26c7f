data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}

variable "subnet_ids" {
  type = list(string)
}

resource "aws_ecs_cluster" "main" {
  name = "dev-hello"
}

resource "aws_launch_template" "node" {
  name_prefix   = "dev-hello"
  image_id      = data.aws_ssm_parameter.ami.value
  instance_type = "t3.small"
  user_data     = base64encode("#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config\n")

  iam_instance_profile {
    name = "ecsInstanceRole"
  }
}

resource "aws_autoscaling_group" "nodes" {
  name_prefix         = "dev-hello"
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = var.subnet_ids

  launch_template {
    id      = aws_launch_template.node.id
    version = "$Latest"
  }
}

resource "aws_ecs_capacity_provider" "nodes" {
  name = "dev-hello-nodes"

  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.nodes.arn
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.nodes.name]
}
