# rule: ECS620
# severity: error
# source: https://github.com/mendhak/selenium-grid-ecs/issues/5
# error: CannotPullContainerError ... dial tcp ... i/o timeout
#@ net roles
variable "private_cidrs" {
  default = ["10.0.10.0/24", "10.0.11.0/24"]
}
resource "aws_subnet" "private" {
  for_each   = toset(var.private_cidrs)
  vpc_id     = aws_vpc.main.id
  cidr_block = each.value
}
resource "aws_eip" "nat" { #+
  domain = "vpc" #+
} #+
resource "aws_nat_gateway" "nat" { #+
  allocation_id = aws_eip.nat.id #+
  subnet_id     = aws_subnet.public[0].id #+
} #+
resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
  route { #+
    cidr_block     = "0.0.0.0/0" #+
    nat_gateway_id = aws_nat_gateway.nat.id #+
  } #+
}
resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}
resource "aws_ecs_cluster" "main" {
  name = "grid"
}
resource "aws_ecs_task_definition" "chrome" {
  family                   = "chrome"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  container_definitions    = jsonencode([{ name = "chrome", image = "selenium/node-chrome:4.20" }])
}
resource "aws_ecs_service" "chrome" {
  name            = "chrome"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.chrome.arn
  desired_count   = 2
  network_configuration {
    subnets          = [for s in aws_subnet.private : s.id] #!
    assign_public_ip = false #!
  }
  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 1
  }
}
