resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1.4"
      portMappings = [{ containerPort = 8080 }]
    }
  ])
  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.availability-zone == us-east-1a"
  }
  execution_role_arn = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
}
