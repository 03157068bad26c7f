"""Modules as they are linted: what is found, where, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.config.lookup import Configuration
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.finding import Finding, Severity
from tests.command import invoke

TASK = """
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = %s
  memory                   = %s

  container_definitions = %s
}
"""
CONTAINERS = 'jsonencode([{ name = "web", image = "public.ecr.aws/nginx/nginx:1.27", essential = true }])'


DECLARED = """
variable "memory" {}
data "aws_x" "y" {}
module "z" {
  source = "example/z/aws"
}
"""


def lint(folder: Path, severity: Severity = Severity.ERROR) -> list[Finding]:
    result = run(list(Inputs([str(folder)])), Configuration())
    assert result.crashes == []
    return [finding for finding in result.findings if finding.severity >= severity]


def shown(findings: list[Finding]) -> list[tuple[str, str, int]]:
    return [(f.rule, Path(f.path).name, f.span.start.line) for f in findings]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".tf")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_size_that_fargate_does_not_have(tmp_path: Path) -> None:
    write(tmp_path, main=TASK % (256, 4096, CONTAINERS))
    (finding,) = lint(tmp_path)
    assert (finding.rule, finding.span.start.line) == ("ECS101", 7)
    assert finding.pointer == "/resource/aws_ecs_task_definition/web/memory"


def test_defaults_of_variables_are_assumptions(tmp_path: Path) -> None:
    write(
        tmp_path,
        main=TASK % ("var.cpu", "local.memory", CONTAINERS),
        variables='variable "cpu" {\n  default = 256\n}\nvariable "memory" {\n  default = 4096\n}\n',
        locals="locals {\n  memory = var.memory\n}\n",
    )
    (finding,) = lint(tmp_path)
    assert shown([finding]) == [("ECS101", "variables.tf", 5)]
    assert "variable memory defaults to 4096" in finding.message
    assert ("main.tf", "used here") in [(Path(r.path).name, r.message) for r in finding.related]


def test_tfvars_that_load_by_themselves_win(tmp_path: Path) -> None:
    write(tmp_path, main=TASK % ("var.cpu", 512, CONTAINERS) + 'variable "cpu" {\n  default = 4096\n}\n')
    assert [finding.rule for finding in lint(tmp_path)] == ["ECS101"]
    (tmp_path / "terraform.tfvars").write_text("cpu = 256\n", encoding="utf-8")
    assert lint(tmp_path) == []


@pytest.mark.parametrize("memory", ["var.memory", "data.aws_x.y.memory", "module.z.memory", "aws_x.y.z"])
def test_what_is_not_known_is_no_error(tmp_path: Path, memory: str) -> None:
    write(tmp_path, main=TASK % (256, memory, CONTAINERS) + DECLARED)
    assert lint(tmp_path) == []


def test_places_in_a_heredoc(tmp_path: Path) -> None:
    heredoc = """<<-JSON
    [
      {
        "name": "web",
        "image": "${var.image}",
        "essential": true,
        "command": "run"
      }
    ]
  JSON"""
    write(tmp_path, main=TASK % (256, 512, heredoc) + 'variable "image" {}\n')
    (finding,) = lint(tmp_path)
    assert shown([finding]) == [("ECS011", "main.tf", 15)]
    assert finding.pointer.endswith("/container_definitions/0/command")


def test_places_in_a_template_file(tmp_path: Path) -> None:
    (tmp_path / "web.json.tftpl").write_text(
        '[\n  {\n    "name": "web",\n    "image": "${image}",\n    "cpu": "256"\n  }\n]\n', encoding="utf-8"
    )
    call = 'templatefile("${path.module}/web.json.tftpl", { image = "busybox:1.36" })'
    write(tmp_path, main=TASK % (256, 512, call))
    assert shown(lint(tmp_path)).count(("ECS011", "web.json.tftpl", 5)) == 1


def test_nothing_is_read_outside_the_tree(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text('[{"name": "web", "cpu": "256"}]', encoding="utf-8")
    inner = tmp_path / "tree"
    inner.mkdir()
    write(inner, main=TASK % (256, 512, 'file("${path.module}/../outside.json")'))
    assert lint(inner) == []


def test_modules_get_their_inputs(tmp_path: Path) -> None:
    write(
        tmp_path,
        main='module "web" {\n  source = "./modules/task"\n  memory = 4096\n}\n',
        modules__task__main=TASK % (256, "var.memory", CONTAINERS)
        + 'variable "memory" {\n  default = 512\n}\n',
    )
    assert shown(lint(tmp_path)) == [("ECS101", "main.tf", 3)]


def test_copies_of_which_one_is_made_are_not_duplicates(tmp_path: Path) -> None:
    service = """
resource "aws_ecs_service" "%s" {
  count           = var.autoscaled ? %s
  name            = "web"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets = ["subnet-0123456789abcdef0"]
  }
}
"""
    for variable in ('variable "autoscaled" {}\n', 'variable "autoscaled" {\n  default = true\n}\n'):
        text = TASK % (256, 512, CONTAINERS) + service % ("a", "1 : 0") + service % ("b", "0 : 1")
        write(tmp_path, main=text + variable)
        assert lint(tmp_path) == []


def test_broken_files_leave_the_others(tmp_path: Path) -> None:
    write(tmp_path, main=TASK % (256, 4096, CONTAINERS), other='resource "x" "y" {\n  a = [1\n}\n')
    assert sorted(shown(lint(tmp_path))) == [("ECS001", "other.tf", 3), ("ECS101", "main.tf", 7)]


def test_cycles_and_large_counts_end(tmp_path: Path) -> None:
    text = """
locals {
  a = local.b
  b = local.a
  l = [for i in range(1000000000) : i]
}
resource "aws_ecs_service" "web" {
  for_each = toset([for i in range(2000000) : tostring(i)])
  name     = local.a
}
module "self" {
  source = "./"
}
"""
    write(tmp_path, main=text + TASK % (256, 4096, CONTAINERS))
    assert "ECS101" in [finding.rule for finding in lint(tmp_path)]


def test_comments_suppress(tmp_path: Path) -> None:
    text = (TASK % (256, 4096, CONTAINERS)).replace(
        "  memory ", "  # ecslint: ignore[ECS101] the account has a special quota\n  memory "
    )
    write(tmp_path, main=text)
    assert lint(tmp_path) == []


OPTIONAL = """
variable "kind" {
  default = "application"
}
resource "aws_lb" "web" {
  name               = "web"
  load_balancer_type = var.kind
  subnets            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}
resource "aws_lb_listener" "tls" {
  count             = var.kind == "network" ? 1 : 0
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "TLS"
  certificate_arn   = "arn:aws:acm:eu-west-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef"
}
"""


def test_what_exists_only_under_another_assumption_is_not_compared(tmp_path: Path) -> None:
    write(tmp_path, main=TASK % (256, 512, CONTAINERS) + OPTIONAL)
    assert lint(tmp_path) == []


def test_blocks_that_may_be_none_are_not_known(tmp_path: Path) -> None:
    service = """
variable "strategies" {
  default = []
}
resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  network_configuration {
    subnets = ["subnet-0123456789abcdef0"]
  }
  dynamic "ordered_placement_strategy" {
    for_each = var.strategies
    content {
      type = ordered_placement_strategy.value
    }
  }
}
"""
    write(tmp_path, main=TASK % (256, 512, CONTAINERS) + service)
    assert lint(tmp_path) == []


OVERRIDE = 'resource "aws_ecs_task_definition" "web" {\n  memory = %s\n}\n'


def test_override_files_change_what_others_declare(tmp_path: Path) -> None:
    write(tmp_path, main=TASK % (256, 4096, CONTAINERS), override=OVERRIDE % 512)
    assert lint(tmp_path) == []
    (tmp_path / "override.tf").unlink()
    write(tmp_path, main=TASK % ("local.cpu", "var.memory", CONTAINERS) + "locals {\n  cpu = 512\n}\n")
    write(tmp_path, variables='variable "memory" {\n  default = 1024\n}\n')
    assert lint(tmp_path) == []
    write(tmp_path, size_override="locals {\n  cpu = 256\n}\n" + 'variable "memory" {\n  default = 4096\n}\n')
    assert [name for _, name, _ in shown(lint(tmp_path))] == ["size_override.tf"]


def test_blocks_of_override_files_replace_those_of_others(tmp_path: Path) -> None:
    volume = TASK.replace("  cpu ", '  volume {\n    name = "v"\n    host_path = "/v"\n  }\n  cpu ')
    write(tmp_path, main=volume % (256, 512, CONTAINERS))
    assert [rule for rule, _, _ in shown(lint(tmp_path))] == ["ECS120"]
    inner = '  volume {\n    name = "v"\n  }'
    write(tmp_path, other_override=(OVERRIDE % 512).replace("  memory = 512", inner))
    assert lint(tmp_path) == []


def test_files_for_var_file_are_environments(tmp_path: Path) -> None:
    variables = 'variable "cpu" {}\nvariable "memory" {\n  default = 100\n}\n'
    write(tmp_path, main=TASK % ("var.cpu", "var.memory", CONTAINERS) + variables)
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "test.tfvars").write_text("cpu    = 256\nmemory = 512\n", encoding="utf-8")
    (tmp_path / "env" / "prod.tfvars").write_text("cpu    = 256\nmemory = 4096\n", encoding="utf-8")
    (finding,) = lint(tmp_path)
    assert shown([finding]) == [("ECS101", "prod.tfvars", 2)]
    assert finding.when == "with env/prod.tfvars"
    (tmp_path / "env" / "test.tfvars").write_text("cpu    = 256\nmemory = 4096\n", encoding="utf-8")
    assert [each.when for each in lint(tmp_path)] == ["with env/prod.tfvars", "with env/test.tfvars"]


def test_values_for_other_modules_are_none_of_this(tmp_path: Path) -> None:
    write(tmp_path, main=TASK % (256, "var.memory", CONTAINERS) + 'variable "memory" {}\n')
    (tmp_path / "other.tfvars").write_text("memory = 4096\nsize = 3\n", encoding="utf-8")
    assert lint(tmp_path) == []


def test_names_that_terragrunt_declares_are_not_undeclared(tmp_path: Path) -> None:
    module = tmp_path / "aws" / "app"
    module.mkdir(parents=True)
    text = 'resource "aws_ecs_cluster" "main" {\n  name = "main"\n  tags = var.core_tags\n}\n'
    (module / "main.tf").write_text(text, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    assert [finding.rule for finding in lint(module)] == ["ECS031"]
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "terragrunt.hcl").write_text("", encoding="utf-8")
    assert lint(module) == []


def test_processes_and_the_cache_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for number in range(8):
        folder = tmp_path / f"m{number}"
        folder.mkdir()
        write(folder, main=SIZE % (256, 700 + number))
        (folder / "task.json").write_text('{"family": "x", "containerDefinitions": []}', encoding="utf-8")
    plain = invoke(["check", "--isolated", "--format", "json", "--no-cache", "--jobs", "1", "."]).stdout
    for more in (["--no-cache", "--jobs", "2"], ["--jobs", "1"], ["--jobs", "2"], ["--jobs", "1"]):
        assert invoke(["check", "--isolated", "--format", "json", *more, "."]).stdout == plain
    assert plain.count("ECS101") > 8


SIZE = """
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = %s
  memory                   = %s
  container_definitions    = jsonencode([{ name = "web", image = "nginx:1.27" }])
}
"""
