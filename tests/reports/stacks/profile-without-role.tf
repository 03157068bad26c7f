# rule: ECS670
# severity: warning
# source: https://github.com/hashicorp/terraform/issues/7198
# error: an instance profile with no roles attached
#@ net
data "aws_ssm_parameter" "image" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}
resource "aws_iam_role" "instance" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
resource "aws_iam_role_policy_attachment" "instance" {
  role       = aws_iam_role.instance.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}
resource "aws_iam_instance_profile" "instance" { #!
  name = "sa-demo-ecs-dev-instance-profile"
  role = aws_iam_role.instance.name #+
}
resource "aws_ecs_cluster" "main" {
  name = "main"
}
resource "aws_launch_configuration" "main" {
  image_id             = data.aws_ssm_parameter.image.value
  instance_type        = "t3.small"
  iam_instance_profile = aws_iam_instance_profile.instance.name #!
  user_data            = "#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config\n"
}
resource "aws_autoscaling_group" "main" {
  min_size             = 1
  max_size             = 2
  vpc_zone_identifier  = aws_subnet.public[*].id
  launch_configuration = aws_launch_configuration.main.name
}
