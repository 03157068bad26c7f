resource "aws_ecs_task_definition" "agent" {
  family                   = "agent"
  network_mode             = "awsvpc"
  requires_compatibilities = ["EC2"]
  container_definitions    = <<TASK
[
  {
    "name": "agent",
    "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/agent:7",
    "memory": 256,
    "essential": true
  }
]
TASK
}

resource "aws_ecs_service" "agent" {
  name                = "agent"
  cluster             = "main"
  task_definition     = aws_ecs_task_definition.agent.arn
  launch_type         = "EC2"
  scheduling_strategy = "DAEMON"
  network_configuration {
    subnets = ["subnet-0123456789abcdef0"]
  }
}
