variable "subnet_ids" {
  type = list(string)
}

resource "aws_ecs_cluster" "main" {
  name = "my-first-cluster"
}

resource "aws_lb" "web" {
  name               = "web-alb"
  load_balancer_type = "application"
  subnets            = var.subnet_ids
}

resource "aws_ecs_task_definition" "web" {
  family = "web"

  container_definitions = jsonencode([
    {
      name         = "web"
      image        = "public.ecr.aws/nginx/nginx:1.27"
      memory       = 128
      portMappings = [{ containerPort = 80 }]
    }
  ])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  launch_type     = "EC2"

  load_balancer {
    elb_name       = aws_lb.web.name
    container_name = "web"
    container_port = 80
  }
}
