# rule: ECS615
# severity: error
# source: https://github.com/telia-oss/terraform-aws-ecs-fargate/issues/57
# error: tasks come up in an unhealthy state; health checks time out
#@ net roles
resource "aws_security_group" "balancer" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "balancer_in" {
  security_group_id = aws_security_group.balancer.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "balancer_out" {
  security_group_id = aws_security_group.balancer.id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group" "ecs_service" { #!
  vpc_id      = aws_vpc.main.id
  name        = "shop-sg"
  description = "Fargate service security group"
}

resource "aws_security_group_rule" "egress_service" {
  security_group_id = aws_security_group.ecs_service.id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "ingress_service" { #+
  security_group_id        = aws_security_group.ecs_service.id #+
  type                     = "ingress" #+
  protocol                 = "tcp" #+
  from_port                = 8000 #+
  to_port                  = 8000 #+
  source_security_group_id = aws_security_group.balancer.id #+
} #+

resource "aws_lb" "main" {
  subnets         = aws_subnet.public[*].id
  security_groups = [aws_security_group.balancer.id]
  depends_on      = [aws_route_table_association.public]
}

resource "aws_lb_target_group" "task" {
  vpc_id      = aws_vpc.main.id
  protocol    = "HTTP"
  port        = 8000
  target_type = "ip"
}

resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.task.arn
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
    name         = "shop"
    image        = "public.ecr.aws/nginx/nginx:1.27"
    portMappings = [{ containerPort = 8000 }]
  }])
}

resource "aws_ecs_service" "service" {
  name            = "shop"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.task.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  depends_on      = [aws_lb_listener.main]

  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.ecs_service.id]
    assign_public_ip = true
  }

  load_balancer {
    container_name   = "shop"
    container_port   = 8000
    target_group_arn = aws_lb_target_group.task.arn
  }
}
