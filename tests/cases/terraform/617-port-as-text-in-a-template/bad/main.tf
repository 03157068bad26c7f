resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
  container_definitions    = templatefile("${path.module}/app.json.tpl", { port = 8080, tag = "1.4" })
}
