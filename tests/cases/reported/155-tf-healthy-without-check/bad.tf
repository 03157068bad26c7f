resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::111122223333:role/x"
  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "public.ecr.aws/nginx/nginx:1.27"
      essential    = true
      portMappings = [{ containerPort = 80, hostPort = 80 }]
    },
    {
      name      = "worker"
      image     = "public.ecr.aws/nginx/nginx:1.27"
      dependsOn = [{ containerName = "app", condition = "HEALTHY" }]
    }
  ])
}
