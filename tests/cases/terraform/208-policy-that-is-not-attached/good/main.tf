resource "aws_secretsmanager_secret" "backup" {
  name = "backup/database"
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "secrets" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.backup.arn]
  }
}

resource "aws_iam_role" "execution" {
  name               = "backup-execution"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_policy" "secrets" {
  name   = "backup-secrets"
  policy = data.aws_iam_policy_document.secrets.json
}

resource "aws_iam_role_policy_attachment" "secrets" {
  role       = aws_iam_role.execution.name
  policy_arn = aws_iam_policy.secrets.arn
}

resource "aws_ecs_task_definition" "backup" {
  family                   = "backup"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn

  container_definitions = <<EOF
[
  {
    "name": "backup",
    "image": "public.ecr.aws/docker/library/mysql:8.4",
    "secrets": [
      {
        "name": "DB_PASS",
        "valueFrom": "${aws_secretsmanager_secret.backup.arn}:password::"
      }
    ]
  }
]
EOF
}
