variable "name" {
  type    = string
  default = "harbour"
}

resource "aws_ecr_repository" "updater" {
  name = "${var.name}-updater"
}

resource "aws_iam_role" "execution" {
  name = "${var.name}-execution"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "execution" {
  name   = "pull"
  role   = aws_iam_role.execution.id
  policy = templatefile("${path.module}/role.json", { name = var.name })
}

resource "aws_ecs_task_definition" "updater" {
  family                   = "${var.name}-updater"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn

  container_definitions = jsonencode([
    {
      name  = "updater"
      image = "${aws_ecr_repository.updater.repository_url}:1.4.2"
    }
  ])
}
