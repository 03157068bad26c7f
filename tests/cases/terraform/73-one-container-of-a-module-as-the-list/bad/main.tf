module "my_own_name" {
  source  = "cloudposse/ecs-container-definition/aws"
  version = "0.46.0"

  container_name  = "app"
  container_image = "nginx:1.27"
}

resource "aws_ecs_task_definition" "task_definition" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = module.my_own_name.json_map_encoded
}
