variable "cpu" {
  default = 1
}

resource "aws_ecs_task_definition" "this" {
  family                   = "mongo"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"

  container_definitions = jsonencode([{
    name         = "mongo"
    image        = "mongo:3.6"
    cpu          = var.cpu
    memory       = 512
    portMappings = [{ containerPort = 27017 }]
    environment  = [{ name = "MONGO_INITDB_ROOT_USERNAME", value = "root" }]
  }])
}
