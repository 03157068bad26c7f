resource "aws_ecs_task_definition" "vpn" {
  family = "vpn"
  container_definitions = jsonencode([{
    name   = "vpn"
    image  = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/vpn:2"
    memory = 512
    portMappings = [
      { containerPort = 943, hostPort = 943 },
      { containerPort = 443, hostPort = 443 },
    ]
  }])
}

resource "aws_ecs_service" "vpn" {
  name            = "vpn"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.vpn.arn
  desired_count   = 1
  launch_type     = "EC2"
  load_balancer {
    elb_name       = "vpn-elb"
    container_name = "vpn"
    container_port = 443
  }
  load_balancer {
    elb_name = "vpn-admin"
    container_name = "vpn"
    container_port = 943
  }
}
