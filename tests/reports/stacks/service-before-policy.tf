# rule: none
# severity: error
# source: https://github.com/telia-oss/terraform-aws-ecs-fargate/pull/58
# error: service X failed to launch a task with (error ECS was unable to assume the role 'X-task-execution-role' that was provided for this task.
data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}
data "aws_iam_policy_document" "execution" {
  statement {
    actions   = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["*"]
  }
}
resource "aws_iam_role" "execution" {
  name               = "x-task-execution-role"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}
resource "aws_iam_role_policy" "execution" {
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}
resource "aws_ecs_task_definition" "task" {
  family                   = "x"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn
  container_definitions    = jsonencode([{ name = "x", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1" }])
}
resource "aws_ecs_service" "service" { #!
  name            = "x"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.task.arn #!
  launch_type     = "FARGATE"
  desired_count   = 1
  network_configuration {
    subnets          = ["subnet-0a1b2c3d4e5f60718"]
    assign_public_ip = true
  }
  depends_on = [aws_iam_role_policy.execution] #+
}
