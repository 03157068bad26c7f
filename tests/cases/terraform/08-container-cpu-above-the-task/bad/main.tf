resource "aws_ecs_task_definition" "task_keycloak" {
  cpu                      = "512"
  family                   = "keycloak-service"
  memory                   = "1024"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = "arn:aws:iam::111122223333:role/exec"

  container_definitions = jsonencode(
    [
      {
        "name" : "keycloak",
        "image" : "quay.io/keycloak/keycloak:22.0",
        "logConfiguration" : {
          "logDriver" : "awslogs",
          "options" : {
            "awslogs-group" : "/ecs/${terraform.workspace}-keycloak",
            "awslogs-region" : "sa-east-1",
            "awslogs-stream-prefix" : "ecs"
          }
        },
        "portMappings" : [{ "hostPort" : 8080, "protocol" : "tcp", "containerPort" : 8080 }],
        "cpu" : 1024,
        "environment" : [
          { "name" : "DB_ADDR", "value" : "${data.aws_db_instance.database_endpoint.endpoint}" }
        ]
      }
    ]
  )
}

data "aws_db_instance" "database_endpoint" {
  db_instance_identifier = "keycloak"
}
