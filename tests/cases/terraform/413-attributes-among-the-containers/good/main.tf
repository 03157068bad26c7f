resource "aws_ecs_task_definition" "wordpress" {
  family                   = "hello_world"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE", "EC2"]
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = var.role
  container_definitions    = <<DEFINITION
[
  {
    "name": "wordpress",
    "image": "wordpress:6",
    "portMappings": [{ "containerPort": 80, "hostPort": 80 }],
    "logConfiguration": {
      "logDriver": "awslogs",
      "options": { "awslogs-group": "/ecs/wordpress", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "ecs" }
    }
  }
]
DEFINITION
}
variable "role" { type = string }
