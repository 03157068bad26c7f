variable "allowed_hosts" {
  type    = list(string)
  default = ["*"]
}

data "template_file" "api_container_definitions" {
  template = file("templates/ecs/container-definitions.json.tpl")

  vars = {
    app_image     = "111122223333.dkr.ecr.us-east-1.amazonaws.com/recipe:1"
    allowed_hosts = jsonencode(var.allowed_hosts)
  }
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  container_definitions    = data.template_file.api_container_definitions.rendered
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::111122223333:role/execution"

  volume {
    name = "static"
  }
}
