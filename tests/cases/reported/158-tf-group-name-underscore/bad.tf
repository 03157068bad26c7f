resource "aws_lb" "web" {
  name     = "web"
  internal = true
  subnets  = ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]
}
resource "aws_lb_target_group" "web" {
  name        = "web_tasks"
  port        = 80
  protocol    = "HTTP"
  vpc_id      = "vpc-0a1b2c3d"
  target_type = "ip"
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-west-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "main"
  task_definition = "web:3"
  desired_count   = 2
  launch_type     = "FARGATE"
  network_configuration {
    subnets = ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
  depends_on = [aws_lb_listener.web]
}
