# rule: ECS685
# severity: info
# source: https://github.com/cloudposse/terraform-aws-ecs-cluster/issues/18
# error: spot instances end without draining: ECS_ENABLE_SPOT_INSTANCE_DRAINING is false
#@ net fleet
resource "aws_ecs_cluster" "main" {
  name = "main"
}
resource "aws_launch_template" "spot" {
  image_id      = data.aws_ssm_parameter.image.value
  instance_type = "t3.small"
  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }
  instance_market_options { #!
    market_type = "spot" #!
  }
  user_data = base64encode(<<-EOF #!
    #!/bin/bash
    echo ECS_CLUSTER=main >> /etc/ecs/ecs.config
    echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=false >> /etc/ecs/ecs.config #-!
    echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config #+
  EOF
  )
}
resource "aws_autoscaling_group" "spot" {
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = aws_subnet.public[*].id
  launch_template {
    id      = aws_launch_template.spot.id
    version = "$Latest"
  }
}
resource "aws_ecs_capacity_provider" "spot" {
  name = "spot"
  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.spot.arn
  }
}
resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.spot.name]
}
