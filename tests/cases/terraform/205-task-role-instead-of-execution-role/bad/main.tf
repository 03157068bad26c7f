data "aws_caller_identity" "me" {}

variable "region" {
  type    = string
  default = "eu-west-1"
}

resource "aws_ecr_repository" "quest" {
  name = "quest"
}

resource "aws_iam_role" "task" {
  name = "quest-task"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "task" {
  role       = aws_iam_role.task.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_ecs_task_definition" "quest" {
  family                   = "quest"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([
    {
      name  = "quest"
      image = "${aws_ecr_repository.quest.repository_url}:latest"
      portMappings = [
        { containerPort = 3000 }
      ]
    }
  ])
}
