# rule: ECS332
# severity: warning
# source: https://github.com/cn-terraform/terraform-aws-ecs-fargate-scheduled-task/pull/42
# error: AccessDeniedException: is not authorized to perform: ecs:TagResource
#@ net roles
resource "aws_ecs_cluster" "main" {
  name = "jobs"
}

resource "aws_ecs_task_definition" "task" {
  family                   = "job"
  execution_role_arn       = aws_iam_role.execution.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "job", image = "public.ecr.aws/nginx/nginx:1.27" }])
}

resource "aws_iam_role" "events" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "events.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "events" {
  role = aws_iam_role.events.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ecs:RunTask", Resource = "*" }, #!
      { Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.execution.arn },
      { Effect = "Allow", Action = "ecs:TagResource", Resource = "*" }, #+
    ]
  })
}

resource "aws_cloudwatch_event_rule" "daily" {
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_target" "job" {
  rule     = aws_cloudwatch_event_rule.daily.name
  arn      = aws_ecs_cluster.main.arn
  role_arn = aws_iam_role.events.arn #!
  ecs_target {
    launch_type             = "FARGATE"
    task_definition_arn     = aws_ecs_task_definition.task.arn
    enable_ecs_managed_tags = true
    propagate_tags          = "TASK_DEFINITION" #!
    network_configuration {
      subnets          = aws_subnet.public[*].id
      assign_public_ip = true
    }
  }
}
