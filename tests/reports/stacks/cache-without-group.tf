# rule: ECS626
# severity: warning
# source: https://github.com/hashicorp/terraform-elasticache-example/issues/2
# error: the cache cannot be reached: it has no security group of its own
#@ net roles
resource "aws_security_group" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "api" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_egress_rule" "api" {
  security_group_id = aws_security_group.api.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "redis" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port       = 6379
    to_port         = 6379
    protocol        = "tcp"
    security_groups = [aws_security_group.api.id]
  }
}



resource "aws_elasticache_subnet_group" "redis" {
  name       = "redis"
  subnet_ids = aws_subnet.public[*].id
}

resource "aws_elasticache_replication_group" "redis" { #!
  replication_group_id = "forms"
  description          = "Redis"
  engine               = "redis"
  node_type            = "cache.t4g.micro"
  subnet_group_name    = aws_elasticache_subnet_group.redis.name
  security_group_ids   = [aws_security_group.redis.id] #+
}

resource "aws_ecs_cluster" "main" {
  name = "forms"
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  execution_role_arn       = aws_iam_role.execution.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name        = "api"
    image       = "public.ecr.aws/nginx/nginx:1.27"
    environment = [{ name = "REDIS_HOST", value = aws_elasticache_replication_group.redis.primary_endpoint_address }]
  }])
}

resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.api.id]
    assign_public_ip = true
  }
}
