variable "vpc_id" {}

variable "load_balancer_arn" {}

variable "container_image_url" {
  default = "nginx:1.27"
}

variable "ecs_task_port_mappings" {
  default = [
    {
      containerPort = 8080
      hostPort      = 8080
      protocol      = "tcp"
    }
  ]
}

locals {
  ecs_task_container_definition_template = "${path.module}/definition.json.tpl"
}

resource "aws_lb_target_group" "this" {
  count       = 1
  name_prefix = "test"
  vpc_id      = "${var.vpc_id}"
  target_type = "instance"
  port        = 8080
  protocol    = "TCP"

  health_check {
    healthy_threshold   = "3"
    unhealthy_threshold = "3"
    interval            = "30"
    port                = "traffic-port"
    protocol            = "TCP"
    enabled             = true
  }
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = var.load_balancer_arn
  port              = 8080
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }
}

resource "aws_ecs_task_definition" "this" {
  family = "project_dev_api"
  container_definitions = templatefile(local.ecs_task_container_definition_template, {
    image         = "${var.container_image_url}"
    cpu_units     = "256"
    memory_units  = "512"
    port_mappings = jsonencode(var.ecs_task_port_mappings)
  })
}

resource "aws_ecs_service" "this" {
  name            = "api"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = 1

  load_balancer {
    target_group_arn = aws_lb_target_group.this[0].arn
    container_name   = "api"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener.this]
}
