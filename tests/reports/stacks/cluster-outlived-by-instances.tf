# rule: ECS693
# severity: warning
# source: https://github.com/hashicorp/terraform-provider-aws/issues/18849
# error: aws_ecs_cluster deletion does not complete while EC2 capacity is registered
#@ net fleet
resource "aws_ecs_cluster" "this" {
  name = "my-ecs"
}

resource "aws_launch_template" "this" {
  image_id      = data.aws_ssm_parameter.image.value
  instance_type = "t3.medium"
  user_data     = base64encode("#!/bin/bash\necho ECS_CLUSTER=my-ecs >> /etc/ecs/ecs.config") #-!
  user_data     = base64encode("#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.this.name} >> /etc/ecs/ecs.config") #+
  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }
}

resource "aws_autoscaling_group" "this" {
  vpc_zone_identifier = aws_subnet.public[*].id
  min_size            = 1
  max_size            = 3
  launch_template {
    id      = aws_launch_template.this.id
    version = "$Latest"
  }
}
