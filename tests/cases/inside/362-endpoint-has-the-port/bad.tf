resource "aws_db_instance" "main" {
  engine         = "mysql"
  instance_class = "db.t4g.micro"
}
resource "aws_ecs_task_definition" "rancher" {
  family                   = "rancher"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  container_definitions = jsonencode([{
    name  = "rancher"
    image = "ghcr.io/example/rancher:1"
    environment = [
      { name = "DB_HOST", value = aws_db_instance.main.endpoint },
      { name = "DB_PORT", value = "3306" },
    ]
  }])
}
