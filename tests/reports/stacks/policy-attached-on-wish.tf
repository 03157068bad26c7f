# rule: none
# severity: error
# source: https://github.com/chanzuckerberg/cztack/pull/133
# error: permissions of the execution role that were made conditional; the policy should always be attached
variable "registry_secret" {
  default = ""
}
#@ roles
resource "aws_iam_role" "own" {
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}
resource "aws_iam_role_policy_attachment" "own" {
  count      = var.registry_secret == "" ? 0 : 1 #-!
  role       = aws_iam_role.own.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
resource "aws_cloudwatch_log_group" "app" {
  name = "app"
}
resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.own.arn #!
  container_definitions = jsonencode([{
    name  = "app"
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1" #!
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-group" = aws_cloudwatch_log_group.app.name, "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "app" }
    }
  }])
}
