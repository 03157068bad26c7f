variable "service_name" {
  type    = string
  default = "shop.web"
}

resource "aws_ecs_task_definition" "task" {
  family       = "shop-web"
  network_mode = "bridge"

  container_definitions = <<-DEFINITION
    [
      {
        "name": "${var.service_name}",
        "image": "public.ecr.aws/nginx/nginx:1.27",
        "memory": 128,
        "essential": true
      }
    ]
  DEFINITION
}
