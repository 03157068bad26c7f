resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name         = "web"
    image        = "public.ecr.aws/nginx/nginx:1.27"
    essential    = true
    portMappings = [{ containerPort = 80 }]
  }])
}
resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "nightly"
  schedule_expression = "rate(1 day)"
}
resource "aws_cloudwatch_event_target" "nightly" {
  rule     = aws_cloudwatch_event_rule.nightly.name
  arn      = "arn:aws:ecs:us-east-1:111122223333:cluster/shop"
  ecs_target {
    task_count          = 1
    task_definition_arn = aws_ecs_task_definition.web.arn
    launch_type         = "FARGATE"
    network_configuration {
      subnets = ["subnet-0a1b2c3d4e5f60718"]
    }
  }
}
