# rule: ECS620
# severity: error
# source: https://github.com/umotif-public/terraform-aws-ecs-fargate/issues/50
# error: ResourceInitializationError: unable to retrieve secrets from ssm: RequestCanceled: context deadline exceeded
#@ net roles
resource "aws_ssm_parameter" "key" {
  name  = "/shop/key"
  type  = "String"
  value = "set elsewhere"
}

resource "aws_iam_role_policy" "parameters" {
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "ssm:GetParameters", Resource = aws_ssm_parameter.key.arn }]
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
  name = "shop"
}

resource "aws_ecs_task_definition" "task" {
  family                   = "shop"
  execution_role_arn       = aws_iam_role.execution.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name    = "shop"
    image   = "public.ecr.aws/nginx/nginx:1.27"
    secrets = [{ name = "KEY", valueFrom = aws_ssm_parameter.key.arn }]
  }])
}

resource "aws_ecs_service" "service" {
  name             = "shop"
  cluster          = aws_ecs_cluster.main.id
  task_definition  = aws_ecs_task_definition.task.arn
  desired_count    = 1
  launch_type      = "FARGATE"
  platform_version = "1.4.0"
  depends_on       = [aws_route_table_association.public]

  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.task.id]
    assign_public_ip = false #-!
    assign_public_ip = true #+
  }
}
