variable "vpc_id" {}

variable "subnets" {
  type = "list"
}

variable "lb_arn" {}

resource "aws_lb_target_group" "example" {
  name        = "example"
  port        = "80"
  protocol    = "HTTP"
  vpc_id      = "${var.vpc_id}"
  target_type = "instance" # NOTE: should be "ip"
}

resource "aws_lb_listener" "example" {
  load_balancer_arn = "${var.lb_arn}"
  port              = "80"
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = "${aws_lb_target_group.example.arn}"
  }
}

resource "aws_ecs_cluster" "example" {
  name = "example"
}

resource "aws_ecs_task_definition" "example" {
  family                   = "example"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = "256"
  memory                   = "512"

  container_definitions = <<EOF
[
  {
    "name": "example",
    "image": "nginx:1.27",
    "essential": true,
    "portMappings": [{"containerPort": 80, "hostPort": 80}]
  }
]
EOF
}

resource "aws_ecs_service" "example" {
  name            = "example"
  cluster         = "${aws_ecs_cluster.example.id}"
  task_definition = "${aws_ecs_task_definition.example.arn}"
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    assign_public_ip = true
    subnets          = ["${var.subnets}"]
  }

  load_balancer {
    target_group_arn = "${aws_lb_target_group.example.arn}"
    container_name   = "example"
    container_port   = 80
  }

  depends_on = ["aws_lb_listener.example"]
}
