# rule: ECS612
# severity: error
# source: https://github.com/tryretool/terraform-retool-modules/issues/10
# error: The closest matching container-instance is already using a port required by your task
#@ net fleet
resource "aws_ecs_cluster" "main" {
  name = "retool"
}

resource "aws_launch_template" "instances" {
  image_id      = data.aws_ssm_parameter.image.value
  instance_type = "t3.medium"
  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }
  user_data = base64encode("#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config\n")
}

resource "aws_autoscaling_group" "instances" {
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = aws_subnet.public[*].id
  launch_template {
    id      = aws_launch_template.instances.id
    version = "$Latest"
  }
}

resource "aws_ecs_task_definition" "main" {
  family = "retool"
  container_definitions = jsonencode([{
    name         = "retool"
    image        = "tryretool/backend:3.33.10"
    memory       = 1024
    portMappings = [{ containerPort = 3000, hostPort = 80 }] #-!
    portMappings = [{ containerPort = 3000, hostPort = 0 }] #+
  }])
}

resource "aws_ecs_service" "main" {
  name                               = "main-service"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.main.arn
  desired_count                      = 1 #!
  deployment_minimum_healthy_percent = 100 #!
  deployment_maximum_percent         = 250
  launch_type                        = "EC2"
}
