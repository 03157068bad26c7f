"""Networks whose parts tfvars files switch on and off: ``check`` says with which, ``reach`` shows one."""

from __future__ import annotations

from pathlib import Path

from tests.command import invoke
from tests.terraform.test_modules import lint

MODULE = """
variable "public" { DEFAULT }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_internet_gateway" "main" { vpc_id = aws_vpc.main.id }
resource "aws_route_table" "a" { vpc_id = aws_vpc.main.id }
resource "aws_route" "out" {
  count                  = var.public ? 1 : 0
  route_table_id         = aws_route_table.a.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
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
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "nginx:1.27" }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  desired_count   = 1
  network_configuration {
    subnets          = [aws_subnet.a.id]
    security_groups  = [aws_security_group.task.id]
    assign_public_ip = true
  }
}
"""


def write(folder: Path, default: str = "type = bool", **tfvars: str) -> None:
    (folder / "main.tf").write_text(MODULE.replace("DEFAULT", default), encoding="utf-8")
    for name, text in tfvars.items():
        (folder / f"{name}.tfvars").write_text(f"public = {text}\n", encoding="utf-8")


def test_a_route_that_one_environment_leaves_out(tmp_path: Path) -> None:
    write(tmp_path, dev="false", prod="true")
    done = invoke(["check", "--isolated", "--no-cache", "--format", "concise", str(tmp_path)])
    (line,) = (each for each in done.stdout.splitlines() if " error " in each)
    assert "ECS620" in line
    assert "(with dev.tfvars)" in line


def test_what_only_a_default_leaves_out_is_no_error(tmp_path: Path) -> None:
    write(tmp_path, "default = false")
    assert lint(tmp_path) == []


def test_ways_with_the_tfvars_that_load(tmp_path: Path) -> None:
    write(tmp_path, terraform="true")
    assert invoke(["reach", "--isolated", str(tmp_path)]).exit_code == 0
    write(tmp_path, terraform="false")
    done = invoke(["reach", "--isolated", str(tmp_path)])
    assert done.exit_code == 1
    assert "aws_subnet.a" in done.stdout
