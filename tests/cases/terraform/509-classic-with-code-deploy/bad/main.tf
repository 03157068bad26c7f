resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name = "web", image = "public.ecr.aws/nginx/nginx:1.27", memory = 256, essential = true
    portMappings = [{ containerPort = 80, hostPort = 80 }]
  }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "shop"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2
  launch_type     = "EC2"
  load_balancer {
    elb_name       = "prod-edge-elb"
    container_name = "web"
    container_port = 80
  }
  deployment_controller {
    type = "CODE_DEPLOY"
  }
}
