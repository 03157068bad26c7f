# rule: ECS319
# severity: error
# source: https://github.com/GiamPy5/terraform-aws-directus/issues/10
# error: failed to fetch secret from secrets manager: AccessDeniedException: Access to KMS is not allowed
#@ net roles
resource "aws_kms_key" "secrets" {
  description = "secrets"
}

resource "aws_secretsmanager_secret" "directus" { #!
  name_prefix = "directus-secret"
  kms_key_id  = aws_kms_key.secrets.arn
}

resource "aws_iam_role_policy" "secrets" {
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.directus.arn },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.secrets.arn }, #+
    ]
  })
}

resource "aws_security_group" "task" {
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_ecs_cluster" "main" {
  name = "directus"
}

resource "aws_ecs_task_definition" "task" {
  family                   = "directus"
  execution_role_arn       = aws_iam_role.execution.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{ #!
    name    = "directus"
    image   = "directus/directus:11"
    secrets = [{ name = "SECRET", valueFrom = aws_secretsmanager_secret.directus.arn }] #!
  }])
}

resource "aws_ecs_service" "service" {
  name            = "directus"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.task.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  depends_on      = [aws_iam_role_policy.secrets]
  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.task.id]
    assign_public_ip = true
  }
}
