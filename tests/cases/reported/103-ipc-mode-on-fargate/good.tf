resource "aws_ecs_task_definition" "td" {
  family                   = "td"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "td", image = "example/td:1", essential = true }])
}
