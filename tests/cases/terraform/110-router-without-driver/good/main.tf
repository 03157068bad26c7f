resource "aws_iam_role" "execution" {
  name_prefix = "execution-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role" "task" {
  name_prefix        = "task-"
  assume_role_policy = aws_iam_role.execution.assume_role_policy
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions = jsonencode([
    {
      name      = "log_router"
      image     = "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable"
      essential = true
      firelensConfiguration = { type = "fluentbit", options = { "enable-ecs-log-metadata" = "true" } }
      logConfiguration = { logDriver = "awslogs", options = { awslogs-group = "/ecs/router", awslogs-region = "eu-west-1", awslogs-stream-prefix = "r" } }
    },
    {
      name      = "app"
      image     = "nginx:1.27"
      essential = true
      logConfiguration = { logDriver = "awsfirelens", options = { Name = "datadog", Host = "http-intake.logs.datadoghq.eu", TLS = "on", apikey = var.key } }
    }
  ])
}

variable "key" {
  type      = string
  sensitive = true
}
