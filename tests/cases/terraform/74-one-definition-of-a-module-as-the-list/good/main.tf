variable "execution_role_arn" {}

module "ecs_container_definition" {
  source  = "terraform-aws-modules/ecs/aws//modules/container-definition"
  version = "~> 6.0"

  name      = "test"
  cpu       = 512
  memory    = 256
  essential = true
  image     = "hello-world:latest"
}

resource "aws_ecs_task_definition" "this" {
  family                   = "test"
  container_definitions    = "[${module.ecs_container_definition.container_definition_json}]"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  execution_role_arn       = var.execution_role_arn
  cpu                      = 512
  memory                   = 1024
}
