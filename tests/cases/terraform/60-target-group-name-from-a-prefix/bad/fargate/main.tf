variable "name_prefix" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "port" {
  type    = number
  default = 80
}

resource "aws_lb_target_group" "task" {
  name        = "${var.name_prefix}-${var.port}"
  vpc_id      = var.vpc_id
  protocol    = "HTTP"
  port        = var.port
  target_type = "ip"

  lifecycle {
    create_before_destroy = true
  }

  tags = {
    Name = "${var.name_prefix}-target-${var.port}"
  }
}

resource "aws_ecs_cluster" "this" {
  name = "${var.name_prefix}-cluster"
}
