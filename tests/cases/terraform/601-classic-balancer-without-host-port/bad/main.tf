resource "aws_ecs_task_definition" "splash" {
  family                = "splash"
  container_definitions = <<DEFINITION
[
  {
    "name": "splash",
    "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/splash:2.2",
    "cpu": 10,
    "memory": 250,
    "essential": true,
    "portMappings": [
      {
        "containerPort": 8050,
        "protocol": "tcp"
      }
    ]
  }
]
DEFINITION
}

resource "aws_elb" "splash" {
  name    = "splash"
  subnets = ["subnet-0123456789abcdef0"]
  listener {
    instance_port     = 8050
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}

resource "aws_ecs_service" "splash" {
  name            = "splash"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.splash.arn
  desired_count   = 1
  launch_type     = "EC2"
  load_balancer {
    elb_name       = aws_elb.splash.name
    container_name = "splash"
    container_port = 8050
  }
}
