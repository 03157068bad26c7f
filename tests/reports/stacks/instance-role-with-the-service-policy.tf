# rule: ECS670
# severity: warning
# source: https://github.com/RobotsAndPencils/terraform-ecs-autoscaling/issues/2
# error: AccessDeniedException: not authorized to perform ecs:RegisterContainerInstance
#@ net
resource "aws_iam_role" "instance" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
resource "aws_iam_policy_attachment" "instance" {
  name       = "instance"
  roles      = [aws_iam_role.instance.name]
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceRole" #-!
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role" #+
}
resource "aws_iam_instance_profile" "instance" {
  role = aws_iam_role.instance.name
}
data "aws_ssm_parameter" "image" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}
resource "aws_ecs_cluster" "main" {
  name = "main"
}
resource "aws_launch_template" "main" {
  image_id      = data.aws_ssm_parameter.image.value
  instance_type = "t3.small"
  iam_instance_profile { #!
    arn = aws_iam_instance_profile.instance.arn #!
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
