variable "tag_name" {}

resource "aws_ecs_task_definition" "website" {
  family = var.tag_name

  container_definitions = <<EOF
[
    {
        "image": "domain/repository/website:latest",
        "name": "${var.tag_name}",
        "cpu": 0,
        "memory": 512,
        "essential": true,
        "portMappings": [
            {
                "hostPort": 0, // It seems this is the source of the issue
                "containerPort": 80,
                "protocol": "tcp"
            }
        ]
    }
]
EOF
}
