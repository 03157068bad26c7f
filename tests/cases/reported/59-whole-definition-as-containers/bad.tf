resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = <<EOF
{
  "family": "web",
  "containerDefinitions": [
    {"name": "prod-app-container", "image": "my-registry/app:1", "memory": 7200, "essential": true}
  ]
}
EOF
}
