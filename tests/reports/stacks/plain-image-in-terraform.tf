# rule: ECS679
# severity: warning
# source: https://github.com/sumeetninawe/ecsec2/issues/2
# error: the ecs-init and docker package was not installed, the instance does not register
#@ net fleet
data "aws_ami" "plain" { #!
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["al2023-ami-2023*-x86_64"] #-!
    values = ["al2023-ami-ecs-hvm-2023*-x86_64"] #+
  }
}
resource "aws_ecs_cluster" "main" {
  name = "main"
}
resource "aws_launch_template" "main" {
  image_id      = data.aws_ami.plain.id #!
  instance_type = "t3.micro"
  iam_instance_profile {
    name = aws_iam_instance_profile.instance.name
  }
  user_data = base64encode("#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config\n")
}
resource "aws_autoscaling_group" "main" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = aws_subnet.public[*].id
  launch_template {
    id      = aws_launch_template.main.id
    version = "$Latest"
  }
}
