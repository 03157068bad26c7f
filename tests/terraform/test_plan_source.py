"""What a plan says, at the line of the module that it was made of, where that lies beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.config.lookup import Configuration
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.finding import WORKED_OUT, Finding, Severity
from tests.terraform.test_plan import change, plan

MODULE = """
variable "sizes" {
  type = map(object({ cpu = number, memory = number }))
}

variable "command" {
  type = list(string)
}

resource "aws_ecs_task_definition" "app" {
  for_each = var.sizes

  family                   = each.key
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory

  container_definitions = jsonencode([
    {
      name  = "web"
      image = "nginx:1.27"
    },
    {
      name        = "agent"
      image       = "busybox:1.36"
      stopTimeout = 300
    }
  ])
}
"""
CONTAINERS = json.dumps(
    [{"image": "busybox:1.36", "name": "agent", "stopTimeout": 300}, {"image": "nginx:1.27", "name": "web"}]
)
TASK = change(
    'aws_ecs_task_definition.app["large"]',
    {
        "family": "large",
        "cpu": "256",
        "memory": "4096",
        "network_mode": "awsvpc",
        "requires_compatibilities": ["FARGATE"],
        "container_definitions": CONTAINERS,
    },
)


def lint(*paths: Path) -> list[Finding]:
    result = run(list(Inputs([str(path) for path in paths])), Configuration())
    assert result.crashes == []
    return [finding for finding in result.findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("folder", ["", "infra"])
def test_findings_of_a_plan_stand_in_the_module_beside_it(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "main.tf").write_text(MODULE, encoding="utf-8")
    plan(tmp_path, [TASK])
    found = lint(tmp_path / "plan.json")
    assert [(each.rule, each.span.start.line) for each in found] == [("ECS101", 17), ("ECS125", 27)]
    assert all(each.path.endswith("main.tf") for each in found)
    (where,) = (each for each in found[0].related if each.message == WORKED_OUT)
    assert where.path.endswith("plan.json")
    text = (tmp_path / "plan.json").read_text(encoding="utf-8")
    assert text[where.span.start_offset : where.span.end_offset] == '"4096"'


def test_what_the_module_says_itself_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE, encoding="utf-8")
    plan(tmp_path, [TASK])
    found = lint(tmp_path)
    assert [(each.rule, each.span.start.line) for each in found] == [("ECS101", 17), ("ECS125", 27)]


def test_the_module_of_another_plan_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE.replace('"app"', '"other"'), encoding="utf-8")
    plan(tmp_path, [TASK])
    assert {Path(each.path).name for each in lint(tmp_path / "plan.json")} == {"plan.json"}
    (tmp_path / "main.tf").write_text('resource "aws_ecs_task_definition" "app" {', encoding="utf-8")
    assert {each.rule for each in lint(tmp_path / "plan.json")} == {"ECS101", "ECS125"}


def test_modules_that_are_called_are_followed(tmp_path: Path) -> None:
    (tmp_path / "task").mkdir()
    (tmp_path / "task" / "main.tf").write_text(MODULE, encoding="utf-8")
    call = 'module "web" {\n  source  = "./task"\n  sizes   = var.sizes\n  command = []\n}\n'
    call += 'resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\nvariable "sizes" {}\n'
    (tmp_path / "main.tf").write_text(call, encoding="utf-8")
    inner = {**TASK, "address": f"module.web.{TASK['address']}"}
    plan(tmp_path, [change("aws_ecs_cluster.main", {"name": "main"}), inner])
    found = lint(tmp_path / "plan.json")
    assert [(each.rule, Path(each.path).parent.name, each.span.start.line) for each in found] == [
        ("ECS101", "task", 17),
        ("ECS125", "task", 27),
    ]
