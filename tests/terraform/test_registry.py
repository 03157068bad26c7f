"""Modules of the registry that are known by their inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.finding import Severity
from tests.terraform.test_modules import lint, shown, write

SERVICE = """
module "web" {
  source  = "%s"
  name    = "web"
  cpu     = 512
  memory  = %s

  container_definitions = {
    web = {
      image         = "nginx:1.27"
      cpu           = %s
      port_mappings = [{ containerPort = "80", name = "web" }]
    }
  }
}
"""
TASK = """
module "definition" {
  source           = "cloudposse/ecs-container-definition/aws"
  container_name   = "app"
  container_image  = "nginx:1.27"
  container_memory = %s
}

module "task" {
  source                    = "cloudposse/ecs-alb-service-task/aws"
  version                   = "0.78.0"
  container_definition_json = %s
  task_cpu                  = 256
  task_memory               = 512
}
"""
SOURCES = (
    "terraform-aws-modules/ecs/aws//modules/service",
    "git::https://github.com/terraform-aws-modules/terraform-aws-ecs.git//modules/service?ref=v6.0.0",
)


@pytest.mark.parametrize("source", SOURCES)
def test_services_of_terraform_aws_modules(tmp_path: Path, source: str) -> None:
    write(tmp_path, main=SERVICE % (source, 1024, 256))
    assert lint(tmp_path) == []
    write(tmp_path, main=SERVICE % (source, 512, 1024))
    assert shown(lint(tmp_path)) == [("ECS101", "main.tf", 6), ("ECS105", "main.tf", 11)]


def test_containers_of_cloudposse(tmp_path: Path) -> None:
    for output in (
        "module.definition.json_map_encoded_list",
        "jsonencode([module.definition.json_map_object])",
    ):
        write(tmp_path, main=TASK % (512, output))
        assert lint(tmp_path) == []
        write(tmp_path, main=TASK % (1024, output))
        assert shown(lint(tmp_path)) == [("ECS105", "main.tf", 6)]


def test_other_modules_and_unknown_inputs_are_no_error(tmp_path: Path) -> None:
    write(tmp_path, main=SERVICE % ("example/ecs/aws//modules/service", 512, 1024))
    assert lint(tmp_path) == []
    unknown = (TASK % ("var.memory", "module.definition.other")) + 'variable "memory" {}\n'
    write(tmp_path, main=unknown)
    assert lint(tmp_path) == []


def test_inputs_are_converted_as_their_types_are(tmp_path: Path) -> None:
    text = """
    module "web" {
      source                   = "cloudposse/ecs-container-definition/aws"
      container_name           = "web"
      container_image          = "nginx:1.27"
      essential                = "true"
      readonly_root_filesystem = "false"
      port_mappings            = [{ containerPort = "80", hostPort = "80", protocol = "tcp" }]
      environment              = [{ name = "PORT", value = 80 }]
    }

    resource "aws_ecs_task_definition" "web" {
      family                   = "web"
      requires_compatibilities = ["FARGATE"]
      network_mode             = "awsvpc"
      cpu                      = 256
      memory                   = 512
      container_definitions    = module.web.json_map_encoded_list
    }
    """
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    assert lint(tmp_path) == []


BALANCED = """
module "web" {
  source  = "terraform-aws-modules/ecs/aws//modules/service"
  version = "%s"
  name    = "web"

  container_definitions = {
    web = {
      image = "nginx:1.27"
      %s    = [{ containerPort = 8080, name = "web" }]
    }
  }

  load_balancer = {
    service = {
      target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/6d0ecf83"
      container_name   = "web"
      container_port   = %s
    }
  }

  subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
}
"""


@pytest.mark.parametrize(
    ("version", "name"), [("5.12.1", "port_mappings"), ("~> 6.0", "portMappings"), (">= 5", "port_mappings")]
)
def test_load_balancers_of_services(tmp_path: Path, version: str, name: str) -> None:
    write(tmp_path, main=BALANCED % (version, name, 8080))
    assert lint(tmp_path, Severity.WARNING) == []
    write(tmp_path, main=BALANCED % (version, name, 80))
    assert shown(lint(tmp_path)) == [("ECS545", "main.tf", 18)]


def test_a_spelling_that_the_version_drops_is_not_what_it_has(tmp_path: Path) -> None:
    write(tmp_path, main=BALANCED % ("~> 6.0", "port_mappings", 80))
    assert [(finding.rule, finding.severity) for finding in lint(tmp_path, Severity.WARNING)] == [
        ("ECS781", Severity.WARNING)
    ]
    write(tmp_path, main=BALANCED % ("5.12.1", "portMappings", 80))
    assert [finding.rule for finding in lint(tmp_path, Severity.WARNING)] == ["ECS781"]


SERVICES = """
module "ecs" {
  source       = "terraform-aws-modules/ecs/aws"
  cluster_name = "main"

  services = {
    web = {
      launch_type           = %s
      container_definitions = { web = { image = "nginx:1.27" } }
      subnet_ids            = ["subnet-0a1b2c3d4e5f60718"]

      capacity_provider_strategy = {
        spot = { capacity_provider = "FARGATE_SPOT", weight = %s }
      }
    }
  }
}
"""


def test_strategies_of_services_of_the_root_module(tmp_path: Path) -> None:
    write(tmp_path, main=SERVICES % ('"FARGATE"', 1))  # which the module leaves out beside a strategy
    assert lint(tmp_path, Severity.WARNING) == []
    write(tmp_path, main=SERVICES % ("null", 0))
    assert [finding.rule for finding in lint(tmp_path, Severity.WARNING)] == ["ECS502"]


CLOUDPOSSE = """
locals {
  web = { name = "web", image = "nginx:1.27", portMappings = [{ containerPort = 80 }] }
}

module "task" {
  source                    = "cloudposse/ecs-alb-service-task/aws"
  container_definition_json = jsonencode([local.web])
  ecs_cluster_arn           = "main"

  ecs_load_balancers = [{
    container_name   = "%s"
    container_port   = 80
    elb_name         = ""
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/6d0ecf83"
  }]
}
"""


def test_load_balancers_of_cloudposse(tmp_path: Path) -> None:
    write(tmp_path, main=CLOUDPOSSE % "web")
    assert lint(tmp_path) == []
    write(tmp_path, main=CLOUDPOSSE % "app")
    assert [rule for rule, *_ in shown(lint(tmp_path))] == ["ECS545"]
