resource "aws_vpc" "aws_vpc" {
  cidr_block           = "192.168.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_internet_gateway" "network_gateway" {
  vpc_id = aws_vpc.aws_vpc.id
}
resource "aws_subnet" "subnet1" {
  vpc_id            = aws_vpc.aws_vpc.id
  cidr_block        = "192.168.0.0/24"
  availability_zone = "sa-east-1a"
}
resource "aws_subnet" "subnet2" {
  vpc_id            = aws_vpc.aws_vpc.id
  cidr_block        = "192.168.1.0/24"
  availability_zone = "sa-east-1b"
}
resource "aws_security_group" "task" {
  vpc_id = aws_vpc.aws_vpc.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "exec" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "exec" {
  role       = aws_iam_role.exec.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
resource "aws_ecs_cluster" "c" {
  name = "api"
}
resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.exec.arn
  container_definitions    = jsonencode([{ name = "api", image = "nginx:1.27", essential = true }])
}
resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = aws_ecs_cluster.c.id
  task_definition = aws_ecs_task_definition.api.arn
  launch_type     = "FARGATE"
  desired_count   = 1
  network_configuration {
    subnets          = [aws_subnet.subnet1.id, aws_subnet.subnet2.id]
    security_groups  = [aws_security_group.task.id]
    assign_public_ip = true
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
