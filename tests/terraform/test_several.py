"""Resources and modules that ``for_each`` and ``count`` make several of, used as the collections they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.finding import Severity
from tests.terraform.test_modules import lint, shown, write

NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "a" {
  for_each = toset(["a", "b"])

  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, each.key == "a" ? 0 : 1)
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "a" {
  for_each = aws_subnet.a

  subnet_id      = each.value.id
  route_table_id = aws_route_table.a.id
}
%s
resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "app", image = "nginx:1.27" }])
}

resource "aws_ecs_service" "app" {
  name            = "app"
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets          = %s
    assign_public_ip = true
  }
}
"""
ROUTE = """
resource "aws_route" "out" {
  route_table_id         = aws_route_table.a.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
"""
LISTS = (
    "[for subnet in aws_subnet.a : subnet.id]",
    "values(aws_subnet.a)[*].id",
    "[for key in keys(aws_subnet.a) : aws_subnet.a[key].id]",
    "length(aws_subnet.a) == 2 ? [for key, subnet in aws_subnet.a : subnet.id] : []",
)


@pytest.mark.parametrize("subnets", LISTS)
def test_for_each_over_another_resource(tmp_path: Path, subnets: str) -> None:
    write(tmp_path, main=NETWORK % ("", subnets))
    assert [rule for rule, *_ in shown(lint(tmp_path))] == ["ECS620"]
    write(tmp_path, main=NETWORK % (ROUTE, subnets))
    assert lint(tmp_path) == []


CALL = """
module "task" {
  source   = "./task"
  for_each = { small = %s, large = 4096 }
  memory   = each.value
}

resource "aws_ecs_task_definition" "all" {
  family                   = "all"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = %s
  memory                   = %s
  container_definitions    = jsonencode([{ name = "app", image = "nginx:1.27" }])
}
"""
TASK = """
variable "memory" {
  type = number
}

output "memory" {
  value = var.memory
}
"""


@pytest.mark.parametrize(
    ("cpu", "memory"),
    [
        ("256", 'module.task["small"].memory'),
        ("256", "values(module.task)[1].memory"),
        ("256", "[for task in module.task : task.memory][1]"),
        ("length(module.task) * 128", 'module.task["small"].memory'),
    ],
)
def test_outputs_of_several_modules(tmp_path: Path, cpu: str, memory: str) -> None:
    (tmp_path / "task").mkdir()
    write(tmp_path / "task", main=TASK)
    write(tmp_path, main=CALL % (512, cpu, memory))
    assert lint(tmp_path) == []
    write(tmp_path, main=CALL % (700, cpu, memory))
    assert [rule for rule, *_ in shown(lint(tmp_path))] == ["ECS101"]


def test_an_instance_that_is_not_known_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "task").mkdir()
    write(tmp_path / "task", main=TASK)
    write(tmp_path, main='variable "name" {}\n' + CALL % (700, 256, "module.task[var.name].memory"))
    assert lint(tmp_path) == []


LISTENER = """
resource "aws_lb" "web" {
  name               = "web"
  load_balancer_type = "application"
  subnets            = ["subnet-1", "subnet-2"]
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}
"""


def test_a_listener_without_protocol_takes_the_default_of_the_provider(tmp_path: Path) -> None:
    write(tmp_path, main=LISTENER)
    assert lint(tmp_path, Severity.WARNING) == []


IMAGE = """
resource "aws_ecr_repository" "app" {
  name = "app"
}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  %s                       = "arn:aws:iam::111122223333:role/app"
  container_definitions = jsonencode([{
    name  = "app"
    image = "${aws_ecr_repository.app.repository_url}:1.0"
  }])
}
"""


def test_images_of_repositories_of_the_module_are_private(tmp_path: Path) -> None:
    write(tmp_path, main=IMAGE % "execution_role_arn")
    assert lint(tmp_path) == []
    write(tmp_path, main=IMAGE % "task_role_arn")
    assert [rule for rule, *_ in shown(lint(tmp_path))] == ["ECS301"]


ZONES = """
variable "zones" {
  type = list(string)
}

resource "aws_subnet" "a" {
  for_each = { for index, block in ["10.0.0.0/24", "10.0.1.0/24"] : index => { block = block, zone = %s } }

  vpc_id            = "vpc-1"
  cidr_block        = each.value.block
  availability_zone = each.value.zone
}

resource "aws_ecs_service" "app" {
  name            = "app"
  task_definition = "app:1"
  desired_count   = 2
  launch_type     = "FARGATE"

  network_configuration {
    subnets = values(aws_subnet.a)[*].id
  }
}
"""


def test_items_of_unknown_lists_differ_by_their_index(tmp_path: Path) -> None:
    write(tmp_path, main=ZONES % "var.zones[index]")
    assert "ECS561" not in [finding.rule for finding in lint(tmp_path, Severity.WARNING)]
    write(tmp_path, main=ZONES % "var.zones[0]")
    assert "ECS561" in [finding.rule for finding in lint(tmp_path, Severity.WARNING)]


UNMADE = """
variable "certificate_arn" {
  type    = string
  default = null
}

resource "aws_lb" "web" {
  name    = "web"
  subnets = ["subnet-1", "subnet-2"]
}

resource "aws_lb_listener" "https" {
  count = %s

  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/6d0ecf831eec9f09"
  }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}
"""


def test_arguments_that_are_null_where_a_resource_is_not_made(tmp_path: Path) -> None:
    write(tmp_path, main=UNMADE % "var.certificate_arn != null ? 1 : 0")
    assert lint(tmp_path) == []
    (tmp_path / "dev.tfvars").write_text("certificate_arn = null\n", encoding="utf-8")
    (tmp_path / "prod.tfvars").write_text("certificate_arn = null\n", encoding="utf-8")
    assert lint(tmp_path) == []
    write(tmp_path, main=UNMADE % "1")
    assert [rule for rule, *_ in shown(lint(tmp_path))] == ["ECS558"]
