resource "aws_iam_role" "service" {
  name = "ecs-elb"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
resource "aws_iam_role_policy_attachment" "service" {
  role       = aws_iam_role.service.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceRole"
}
resource "aws_elb" "app" {
  name    = "app"
  subnets = var.subnets
  listener {
    instance_port     = 8000
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}
resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = jsonencode([{ name = "app", image = "public.ecr.aws/nginx/nginx:1.27", memory = 256, portMappings = [{ containerPort = 80, hostPort = 8000 }] }])
}
variable "subnets" { type = list(string) }
resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 1
  iam_role        = aws_iam_role.service.arn
  load_balancer {
    elb_name       = aws_elb.app.name
    container_name = "app"
    container_port = 80
  }
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100
  health_check_grace_period_seconds  = 120
  depends_on = [aws_iam_role_policy_attachment.service]
}
