variable "subnet_ids" {
  type = list(string)
}

variable "image_id" {
  type = string
}

resource "aws_alb_target_group" "web" {
  port        = 4010
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d"

  lifecycle {
    create_before_destroy = true
  }

  health_check {
    path = "/up/elb"
  }
}

resource "aws_launch_template" "ecs" {
  name_prefix   = "ecs-"
  image_id      = var.image_id
  instance_type = "m5.large"
}

resource "aws_autoscaling_group" "ecs" {
  name_prefix         = "ecs-"
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = var.subnet_ids

  launch_template {
    id      = aws_launch_template.ecs.id
    version = "$Latest"
  }
}

resource "aws_ecs_task_definition" "web" {
  family       = "dr-prod-layserbeam"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    { name = "web", image = "nginx:1.27", memory = 128, portMappings = [{ containerPort = 4010 }] }
  ])
}
