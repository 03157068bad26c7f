locals {
  container = {
    name   = "app"
    image  = "public.ecr.aws/nginx/nginx:1.27"
    memory = 128
    logConfiguration = {
      logDriver = "json-file"
      options   = { max-size = "10m" }
    }
  }
}
resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = jsonencode([local.container])
}
