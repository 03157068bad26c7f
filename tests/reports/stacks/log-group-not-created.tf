# rule: ECS319
# severity: error
# source: https://github.com/terraform-aws-modules/terraform-aws-ecs/pull/313
# error: ResourceInitializationError: failed to validate logger args: failed to create Cloudwatch log group: AccessDeniedException
#@ net roles
resource "aws_security_group" "task" {
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_iam_role_policy" "logs" { #+
  role = aws_iam_role.execution.id #+
  policy = jsonencode({ #+
    Version   = "2012-10-17" #+
    Statement = [{ Effect = "Allow", Action = "logs:CreateLogGroup", Resource = "*" }] #+
  }) #+
} #+

resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_task_definition" "task" {
  family                   = "shop"
  execution_role_arn       = aws_iam_role.execution.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{ #!
    name  = "shop"
    image = "public.ecr.aws/nginx/nginx:1.27"
    logConfiguration = { #!
      logDriver = "awslogs"
      options = { #!
        awslogs-group         = "/aws/ecs/shop"
        awslogs-region        = "eu-central-1"
        awslogs-stream-prefix = "shop"
        awslogs-create-group  = "true" #!
      }
    }
  }])
}

resource "aws_ecs_service" "service" {
  name            = "shop"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.task.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  depends_on      = [aws_iam_role_policy.logs] #+
  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.task.id]
    assign_public_ip = true
  }
}
