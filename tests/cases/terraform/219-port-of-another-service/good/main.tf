variable "subnet_ids" {
  type = list(string)
}

variable "target_groups" {
  type = map(string)
}

locals {
  services = {
    api = { port = 3000, lb_port = 3000 }
    web = { port = 8080, lb_port = 8080 }
  }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "this" {
  for_each = local.services

  family                   = each.key
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name         = each.key
      image        = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/${each.key}:1.0"
      portMappings = [{ containerPort = each.value.port }]
    }
  ])

  execution_role_arn = "arn:aws:iam::111122223333:role/execution"
}

resource "aws_ecs_service" "this" {
  for_each = local.services

  name            = each.key
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.this[each.key].arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets = var.subnet_ids
  }

  load_balancer {
    target_group_arn = var.target_groups[each.key]
    container_name   = each.key
    container_port   = each.value.lb_port
  }
}
