# rule: ECS307
# severity: error
# source: https://github.com/tmknom/terraform-aws-codedeploy-for-ecs/pull/18
# error: ECS was unable to assume the role 'arn:aws:iam::ACCOUNT:role/SERVICE-ecs-codedeploy' that was provided for this task
#@ net roles
resource "aws_iam_role" "codedeploy" {
  name = "shop-ecs-codedeploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codedeploy.amazonaws.com" } #-!
      Principal = { Service = ["codedeploy.amazonaws.com", "ecs-tasks.amazonaws.com"] } #+
    }]
  })
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
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

resource "aws_ecs_task_definition" "task" {
  family                   = "shop"
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.codedeploy.arn #!
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "shop", image = "public.ecr.aws/nginx/nginx:1.27" }])
}

resource "aws_ecs_service" "service" {
  name            = "shop"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.task.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.task.id]
    assign_public_ip = true
  }
}
