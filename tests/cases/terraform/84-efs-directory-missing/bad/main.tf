resource "aws_security_group" "task" {
  name   = "task"
  vpc_id = "vpc-0123456789abcdef0"
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "efs" {
  name   = "efs"
  vpc_id = "vpc-0123456789abcdef0"
  ingress {
    from_port       = 2049
    to_port         = 2049
    protocol        = "tcp"
    security_groups = [aws_security_group.task.id]
  }
}

resource "aws_efs_file_system" "grafana" {
  encrypted = true
}

resource "aws_efs_mount_target" "grafana" {
  file_system_id  = aws_efs_file_system.grafana.id
  subnet_id       = "subnet-0123456789abcdef0"
  security_groups = [aws_security_group.efs.id]
}

resource "aws_iam_role" "execution" {
  name = "execution"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn

  volume {
    name = "grafana-db"
    efs_volume_configuration {
      file_system_id = aws_efs_file_system.grafana.id
      root_directory = "/grafana"
    }
  }

  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "grafana/grafana:11.1.0"
      portMappings = [{ containerPort = 3000 }]
      mountPoints = [{ sourceVolume = "grafana-db", containerPath = "/var/lib/grafana" }]
    }
  ])
}

resource "aws_ecs_service" "grafana" {
  name            = "grafana"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = ["subnet-0123456789abcdef0"]
    security_groups = [aws_security_group.task.id]
  }
  depends_on = [aws_efs_mount_target.grafana]
}
