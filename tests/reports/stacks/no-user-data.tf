# rule: ECS671
# severity: error
# source: https://github.com/terraform-aws-modules/terraform-aws-ecs/issues/11
# error: EC2 instances are created but not added to the cluster
#@ net fleet
resource "aws_ecs_cluster" "this" {
  name = "my-ecs"
}

resource "aws_launch_configuration" "this" { #!
  image_id                    = data.aws_ssm_parameter.image.value
  instance_type               = "t3.medium"
  iam_instance_profile        = aws_iam_instance_profile.instance.id
  associate_public_ip_address = true
  user_data                   = "#!/bin/bash\necho ECS_CLUSTER=my-ecs >> /etc/ecs/ecs.config" #+
}

resource "aws_autoscaling_group" "this" {
  launch_configuration = aws_launch_configuration.this.name
  vpc_zone_identifier  = aws_subnet.public[*].id
  health_check_type    = "EC2"
  min_size             = 1
  max_size             = 3
  desired_capacity     = 1
}

resource "aws_ecs_task_definition" "hello" {
  family                = "hello"
  container_definitions = jsonencode([{ name = "hello", image = "hello-world:latest", memory = 128 }])
}

resource "aws_ecs_service" "hello" {
  name            = "hello"
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.hello.arn
  desired_count   = 1
  launch_type     = "EC2"
}
