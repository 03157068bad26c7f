# rule: ECS671
# severity: error
# source: https://github.com/skkuding/codedang/issues/840
# error: the instance is not among the container instances of its cluster (user data of cloudinit_config)
#@ net fleet
resource "aws_ecs_cluster" "api" {
  name = "Codedang-Api"
}

data "cloudinit_config" "config" {
  gzip          = false
  base64_encode = true
  part {
    content_type = "text/x-shellscript"
    content      = <<-EOF
      #!/bin/bash
      echo ECS_CLUSTER=Codedang >> /etc/ecs/ecs.config #-!
      echo ECS_CLUSTER=${aws_ecs_cluster.api.name} >> /etc/ecs/ecs.config #+
    EOF
  }
}

resource "aws_launch_template" "api" {
  image_id      = data.aws_ssm_parameter.image.value
  instance_type = "t3.medium"
  user_data     = data.cloudinit_config.config.rendered #!
  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }
}

resource "aws_autoscaling_group" "api" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = aws_subnet.public[*].id
  launch_template {
    id      = aws_launch_template.api.id
    version = "$Latest"
  }
}

resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = jsonencode([{ name = "api", image = "nginx:1.27", memory = 256 }])
}

resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = aws_ecs_cluster.api.id
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = 1
  launch_type     = "EC2"
}
