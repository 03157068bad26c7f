"""``--parameters prod.tfvars``: the variables of an environment in place of defaults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke

MODULE = """
variable "tasks" { default = 2 }
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
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = var.tasks
  network_configuration { subnets = ["subnet-0123456789abcdef0"] }
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(MODULE)
    (tmp_path / "infra" / "terraform.tfvars").write_text("tasks = 1\n")
    (tmp_path / "dev.tfvars").write_text("tasks = 3\n")
    (tmp_path / "prod.tfvars.json").write_text('{"tasks": 6}')
    (tmp_path / "torn.tfvars").write_text("tasks = = 3\n")
    return tmp_path


def test_a_file_goes_over_those_that_load_by_themselves(folder: Path) -> None:
    options = ["--isolated", "--format", "json", "--parameters", folder / "prod.tfvars.json"]
    found = json.loads(invoke(["cost", "--region", "eu-west-1", *options, folder / "infra"]).stdout)
    assert found["total"]["monthly"]["low"] == "54.06"
    (deployment,) = json.loads(invoke(["rollout", *options, folder / "infra"]).stdout)["deployments"]
    assert deployment["peak_tasks"] == {"low": 12, "high": 12}


def test_environments_side_by_side(folder: Path) -> None:
    files = [word for name in ("dev.tfvars", "prod.tfvars.json") for word in ("--parameters", folder / name)]
    shown = invoke(["cost", "--isolated", "--region", "eu-west-1", *files, folder / "infra"]).stdout
    (row,) = [line.split() for line in shown.splitlines() if line.startswith("total")]
    assert row == ["total", "$27.03", "$54.06"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--parameters", "torn.tfvars"], "torn.tfvars: a value is expected here"),
        (["--parameters", "gone.tfvars"], "gone.tfvars: no such file"),
        (["--var", "tasks=3"], "values for Terraform come from a .tfvars file"),
    ],
)
def test_what_cannot_be_used_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.chdir(folder)
    for command in ("cost", "rollout", "capacity"):
        done = invoke([command, "--isolated", *options, "infra"])
        assert done.exit_code == 2
        assert said in done.stderr


def test_each_environment_beside_the_module_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE.replace("{ default = 2 }", "{}"))
    for name, tasks in (("dev", 2), ("prod", 6)):
        (tmp_path / f"{name}.tfvars").write_text(f"tasks = {tasks}\n")
    shown = invoke(["rollout", "--isolated", str(tmp_path)]).stdout
    assert "aws_ecs_service.web (with dev.tfvars)" in shown
    assert "aws_ecs_service.web (with prod.tfvars)" in shown
    text = (
        tmp_path / "main.tf"
    ).read_text() + 'resource "aws_subnet" "a" {\n  cidr_block = "10.0.0.0/28"\n}\n'
    (tmp_path / "main.tf").write_text(text.replace('["subnet-0123456789abcdef0"]', "[aws_subnet.a.id]"))
    shown = invoke(["capacity", "--isolated", str(tmp_path)]).stdout
    assert "main.tf with dev.tfvars:" in shown
    assert "main.tf with prod.tfvars:" in shown
