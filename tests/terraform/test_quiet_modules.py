"""Modules of public repositories on which nothing may be said, rebuilt small."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint import api

SUBNETS = """
variable "zones" { type = list(string) }
data "aws_availability_zones" "all" {}
resource "aws_vpc" "this" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "this" {
  count             = 3
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 4, count.index)
  availability_zone = ZONE
}
resource "aws_ecs_service" "this" {
  name            = "web"
  cluster         = "main"
  task_definition = "web:1"
  launch_type     = "FARGATE"
  desired_count   = 2
  network_configuration { subnets = aws_subnet.this.*.id }
}
"""
SCALING = """
resource "aws_ecs_service" "this" {
  name            = "web"
  cluster         = "main"
  task_definition = "web:1"
  launch_type     = "FARGATE"
  desired_count   = 0
  lifecycle { ignore_changes = [IGNORED] }
}
resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/main/${aws_ecs_service.this.name}"
  min_capacity       = 3
  max_capacity       = 6
}
"""


def found(folder: Path, text: str, rule: str) -> list[str]:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    report = api.lint_paths([str(folder)])
    return [finding.message for finding in report.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("zone", "warned"),
    [
        ("element(data.aws_availability_zones.all.names, count.index)", False),
        ("element(data.aws_availability_zones.all.names, 1)", True),
        ("data.aws_availability_zones.all.names[count.index]", False),
        ("element(var.zones, count.index)", False),
        ("var.zones[count.index]", False),
        ("var.zones[0]", True),
    ],
)
def test_subnets_of_a_count_lie_in_zones_of_their_own(tmp_path: Path, zone: str, warned: bool) -> None:
    # cds-snc/covid-alert-portal, config/terraform/aws/networking.tf
    assert bool(found(tmp_path, SUBNETS.replace("ZONE", zone), "ECS561")) is warned


@pytest.mark.parametrize(("ignored", "warned"), [("desired_count", False), ("task_definition", True)])
def test_a_count_that_terraform_leaves_alone_is_only_the_first(
    tmp_path: Path, ignored: str, warned: bool
) -> None:
    # mpon/tf-ecs-fargate-pipeline-example, terraform/prod/ecs_service_api.tf
    assert bool(found(tmp_path, SCALING.replace("IGNORED", ignored), "ECS591")) is warned


def test_a_variable_that_is_never_null_takes_its_default_in_place_of_null(tmp_path: Path) -> None:
    (tmp_path / "scaling").mkdir()
    variable = 'variable "most" {\n  type     = number\n  nullable = NULLABLE\n  default  = 4\n}\n'
    target = """
    resource "aws_appautoscaling_target" "this" {
      service_namespace  = "ecs"
      scalable_dimension = "ecs:service:DesiredCount"
      resource_id        = "service/main/web"
      min_capacity       = 1
      max_capacity       = var.most
    }
    """
    call = 'module "scaling" {\n  source = "./scaling"\n  most   = null\n}\n'
    inner = tmp_path / "scaling" / "main.tf"
    inner.write_text(variable.replace("NULLABLE", "false") + target)
    assert not found(tmp_path, call, "ECS595")
    inner.write_text(variable.replace("NULLABLE", "true") + target)
    assert found(tmp_path, call, "ECS595")


@pytest.mark.parametrize(
    ("default", "is_told"), [("0", False), ("70000", True)], ids=["a port to fill in", "no port at all"]
)
def test_a_port_of_0_is_one_to_fill_in(tmp_path: Path, default: str, is_told: bool) -> None:
    # shunsukeaihara/ecs-terraform, app_modules/service/variables.tf
    text = """
    variable "host_port" { default = DEFAULT }
    variable "group" {}
    resource "aws_ecs_service" "this" {
      name            = "web"
      cluster         = "main"
      task_definition = "web:1"
      load_balancer {
        target_group_arn = var.group
        container_name   = "web"
        container_port   = var.host_port
      }
    }
    """
    assert bool(found(tmp_path, text.replace("DEFAULT", default), "ECS542")) is is_told


@pytest.mark.parametrize(("default", "is_told"), [("arn:...", False), ("arn:aws", True)])
def test_a_default_with_dots_is_one_to_fill_in(tmp_path: Path, default: str, is_told: bool) -> None:
    # riboseinc/terraform-aws-ecs-gitlab, vars.tf
    text = """
    variable "certificate_arn" { default = "DEFAULT" }
    resource "aws_lb_listener" "this" {
      load_balancer_arn = aws_lb.this.arn
      port              = 443
      protocol          = "HTTPS"
      certificate_arn   = var.certificate_arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.this.arn
      }
    }
    resource "aws_lb" "this" { subnets = ["subnet-1", "subnet-2"] }
    resource "aws_lb_target_group" "this" {
      port     = 80
      protocol = "HTTP"
    }
    resource "aws_ecs_cluster" "this" { name = "main" }
    """
    assert bool(found(tmp_path, text.replace("DEFAULT", default), "ECS558")) is is_told
