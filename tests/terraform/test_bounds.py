"""Modules that nobody writes: what grows without end is cut off after some steps, and nothing crashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.documents.terraform import measure
from ecslint.finding import Severity
from tests.command import invoke
from tests.steps import calls
from tests.terraform.test_modules import lint as findings

TASK = """
resource "aws_ecs_task_definition" "t" {
  family                = local.x
  container_definitions = jsonencode([{ name = "a", image = "b:1", command = [local.x] }])
}
"""
MOST = 3_000_000
"""Calls of functions that a hostile module takes at most, with an eightieth of the steps that it may take."""


def doubled(by: str) -> str:
    return "".join(f"  a{n + 1} = {by.format(f'local.a{n}')}\n" for n in range(40))


BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\\n" + "".join(
    f"{'bcdefghijk'[n]}: &{'bcdefghijk'[n]} [{', '.join(['*' + 'abcdefghij'[n]] * 9)}]\\n" for n in range(10)
)
LOCALS = {
    "circle": "  x = local.y\n  y = local.x\n",
    "own": '  x = "${local.x}y"\n',
    "concat": f'  a0 = ["y"]\n{doubled("concat({0}, {0})")}  x = local.a40\n',
    "nested": f'  a0 = ["y"]\n{doubled("[{0}, {0}]")}  x = jsonencode(local.a40)\n',
    "equal": f'  a0 = ["y"]\n{doubled("[{0}, {0}]")}  x = local.a40 == local.a39 ? 1 : 2\n',
    "text": '  a0 = "yyyyyyyyyy"\n' + doubled('"${{{0}}}${{{0}}}"') + "  x = local.a40\n",
    "deep": "  a0 = 1\n"
    + "".join(f"  a{n + 1} = [local.a{n}]\n" for n in range(3000))
    + "  x = local.a3000\n",
    "loops": "  x = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]\n",
    "join": '  x = join("", [for a in range(999) : join("", [for b in range(999) : "yyyyyyyyyyyy"])])\n',
    "format": '  x = format("%9999999999d", 1)\n',
    "precision": '  x = format("%.9999999999f", 1)\n',
    "indent": '  x = indent(999999999, "a\\nb")\n',
    "replace": f'  a = "{"y" * 5000}"\n  x = replace(local.a, "y", local.a)\n',
    "product": "  x = setproduct(range(999), range(999), range(999))\n",
    "power": "  x = pow(10, 999999999)\n",
    "powers": "  x = pow(pow(pow(pow(10, 99), 99), 99), 99)\n",
    "aliases": f'  x = yamldecode("{BOMB}")\n',
    "circle of aliases": '  x = yamldecode("&a [*a]")\n',
    "deep yaml": f'  x = yamldecode("{"[" * 20_000}")\n',
    "no such item": "  x = element([1], 1e400)\n  y = [1][1e400]\n",
    "pattern": f'  x = regex("(a+)+$", "{"a" * 60}b")\n',
    "sum": f"  x = {'1 + ' * 20_000}1\n",
    "members": f"  x = a{'.b' * 5000}\n",
    "splats": f"  x = a{'[*]' * 5000}{'.b' * 5000}\n",
    "old splats": f"  x = a.*{'.b' * 5000}\n",
    "brackets": f"  x = {'[' * 5000}{']' * 5000}\n",
}


def lint(folder: Path, locals_: str, task: str = TASK) -> str:
    (folder / "main.tf").write_text(f"locals {{\n{locals_}}}\n{task}")
    (folder / "other.json").write_text('{"family": "web", "containerDefinitions": [{"bogus": 1}]}')
    done = invoke(["check", "--isolated", "--format", "concise", str(folder)])
    assert done.exit_code == 1, done.output
    assert "bogus" in done.output, "the other file is linted"
    return done.output


@pytest.mark.parametrize("name", LOCALS)
def test_what_grows_without_end_is_cut_off(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "MAX_STEPS", measure.MAX_STEPS // 80)
    taken = calls(lambda: lint(tmp_path, LOCALS[name]))
    assert taken < MOST


@pytest.mark.parametrize("how", ["for_each = toset([for n in range(1024) : tostring(n)])", "count = 1000000"])
def test_a_million_instances_are_a_few(how: str, tmp_path: Path) -> None:
    task = TASK.replace("family ", f"{how}\n  family ")
    assert calls(lambda: lint(tmp_path, "  x = 1\n", task)) < MOST


def test_nothing_outside_the_tree_is_read(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / ".git").mkdir(parents=True)
    (tmp_path / "outside.json").write_text('[{"name": "SHOWN", "image": "SHOWN", "bogus": 1}]')
    (tree / "link.json").symlink_to("../outside.json")
    for number, path in enumerate(
        ("../outside.json", "link.json", str(tmp_path / "outside.json"), "/dev/zero")
    ):
        task = TASK.replace("jsonencode([{ name", f'file("{path}") # ([{{ name')
        assert "SHOWN" not in lint(tree, '  x = "a"\n', task), number
        task = TASK.replace("jsonencode([{ name", f'templatefile("{path}", {{}}) # ([{{ name')
        assert "SHOWN" not in lint(tree, '  x = "a"\n', task), number


def test_parts_of_a_value_are_counted_as_often_as_they_occur() -> None:
    value = measure.Value([measure.Value("a" * 1000)])
    for _ in range(10):
        value = measure.Value([value, value])
    assert measure.measure(value) == (2**11 - 1 + 2**10 * 11, 11)


def test_files_outside_of_the_tree_are_named_and_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "secret.json"
    outside.write_text("[]", encoding="utf-8")
    module = tmp_path / "tree" / "infra"
    module.mkdir(parents=True)
    (tmp_path / "tree" / ".git").mkdir()
    (module / "here.json").write_text("[]", encoding="utf-8")
    text = """
    locals {
      outside = file("${path.module}/../../secret.json")
      gone    = file("${path.module}/gone.json")
      here    = file("here.json")
    }

    resource "aws_ecs_cluster" "main" {
      name = "main"
    }
    """
    (module / "main.tf").write_text(text, encoding="utf-8")
    found = [(finding.severity, finding.span.start.line) for finding in findings(module, Severity.INFO)]
    assert found == [(Severity.INFO, 3), (Severity.WARNING, 4)]


def test_more_instances_than_are_looked_at_are_named(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_ecs_service" "a" {\n'
        "  for_each        = toset([for i in range(2000000) : tostring(i)])\n"
        '  name            = each.key\n  task_definition = "w:1"\n}\n'
        'resource "aws_ecs_service" "b" {\n  count           = 5000000\n'
        '  name            = "b-${count.index}"\n  task_definition = "w:1"\n}\n',
        encoding="utf-8",
    )
    found = {(each.rule, each.severity, each.span.start.line) for each in findings(tmp_path, Severity.INFO)}
    assert ("ECS787", Severity.ERROR, 2) in found
    assert ("ECS787", Severity.INFO, 7) in found
