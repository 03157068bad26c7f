# rule: ECS319
# severity: error
# source: https://github.com/provectus/awos-recruitment/pull/36
# error: ResourceInitializationError: unable to retrieve secrets from ssm: AccessDeniedException: kms:Decrypt
#@ net roles
resource "aws_kms_key" "parameters" {
  description = "parameters"
}

resource "aws_ssm_parameter" "posthog" { #!
  name   = "/awos/posthog"
  type   = "SecureString"
  key_id = aws_kms_key.parameters.arn
  value  = "set elsewhere"
}

resource "aws_iam_role_policy" "parameters" {
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ssm:GetParameters"], Resource = aws_ssm_parameter.posthog.arn },
      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = aws_kms_key.parameters.arn }, #+
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
  name = "awos"
}

resource "aws_ecs_task_definition" "task" {
  family                   = "awos"
  execution_role_arn       = aws_iam_role.execution.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{ #!
    name    = "awos"
    image   = "public.ecr.aws/nginx/nginx:1.27"
    secrets = [{ name = "POSTHOG_API_KEY", valueFrom = aws_ssm_parameter.posthog.arn }] #!
  }])
}

resource "aws_ecs_service" "service" {
  name            = "awos"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.task.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  depends_on      = [aws_iam_role_policy.parameters]
  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.task.id]
    assign_public_ip = true
  }
}
