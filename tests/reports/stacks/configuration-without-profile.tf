# rule: ECS670
# severity: warning
# source: https://github.com/terraform-aws-modules/terraform-aws-ecs/issues/42
# error: the example does not configure the IAM role in the group, so no instance joins
#@ net fleet
resource "aws_ecs_cluster" "main" {
  name = "main"
}
resource "aws_launch_configuration" "main" { #!
  image_id             = data.aws_ssm_parameter.image.value
  instance_type        = "t3.small"
  iam_instance_profile = aws_iam_instance_profile.instance.name #+
  user_data            = "#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config\n"
}
resource "aws_autoscaling_group" "main" {
  min_size             = 1
  max_size             = 2
  vpc_zone_identifier  = aws_subnet.public[*].id
  launch_configuration = aws_launch_configuration.main.name
}
