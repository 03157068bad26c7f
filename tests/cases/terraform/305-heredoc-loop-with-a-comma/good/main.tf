locals {
  names = ["DB_USER", "DB_PASS"]
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::111122223333:role/execution"
  container_definitions    = templatefile("${path.module}/task.json.tftpl", { names = local.names })
}
