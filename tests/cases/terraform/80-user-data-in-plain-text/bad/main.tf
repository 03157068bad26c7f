resource "aws_launch_template" "ecs" {
  name_prefix   = "ecs-"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.medium"
  user_data = <<-EOF
    #!/bin/bash
    echo ECS_CLUSTER=web >> /etc/ecs/ecs.config
  EOF
}

resource "aws_ecs_cluster" "web" {
  name = "web"
}

resource "aws_autoscaling_group" "ecs" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = ["subnet-0123456789abcdef0"]
  launch_template {
    id      = aws_launch_template.ecs.id
    version = "$Latest"
  }
}
