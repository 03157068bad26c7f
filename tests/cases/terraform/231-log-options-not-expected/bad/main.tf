module "container" {
  source  = "cloudposse/ecs-container-definition/aws"
  version = "0.61.1"

  container_name  = "web"
  container_image = "public.ecr.aws/nginx/nginx:1.27"

  log_options = {
    "awslogs-region"        = "eu-west-1"
    "awslogs-group"         = "/ecs/web"
    "awslogs-stream-prefix" = "ecs"
  }
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::111122223333:role/execution"
  container_definitions    = module.container.json_map_encoded_list
}
