"""Fixes keep the text, lose nothing, and leave fewer findings."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from ecslint.base import atomic_write as files
from ecslint.config.lookup import Configuration
from ecslint.finding import Edit, Severity
from ecslint.fixing import many
from ecslint.fixing.edit import text_edit
from ecslint.fixing.fix import fix_text, is_better, lint
from ecslint.source.read import load
from tests.command import Done, invoke


def changed(
    text: str, op: Literal["set", "remove", "rename"], route: tuple[str | int, ...], value: object = None
) -> str:
    """Return the text after one change."""
    (document,) = load("x", text.encode())
    edit = text_edit(document, Edit(op, route, value, "x"))
    return text[: edit.start] + edit.text + text[edit.end :]


@pytest.mark.parametrize(
    ("text", "op", "route", "value", "expected"),
    [
        ('{\n  "a": 1,\n  "b": 2\n}', "remove", ("a",), None, '{\n  "b": 2\n}'),
        ('{\n  "a": 1,\n  "b": 2\n}', "remove", ("b",), None, '{\n  "a": 1\n}'),
        ('{"a": {"b": 2}}', "remove", ("a", "b"), None, '{"a": {}}'),
        ('{"a": [1, 2, 3]}', "remove", ("a", 1), None, '{"a": [1, 3]}'),
        ('{\r\n\t"a": 1\r\n}', "set", ("b",), "x", '{\r\n\t"a": 1,\r\n\t"b": "x"\r\n}'),
        ('{"a": 1}', "set", ("a",), "1", '{"a": "1"}'),
        ('{"a": {}}', "set", ("a", "b"), True, '{"a": {"b": true}}'),
        ('{"a": [1]}', "append", ("a",), 2, '{"a": [1, 2]}'),
        ('{"a": 1}', "rename", ("a",), "é", '{"é": 1}'),
        ("a: 1 # one\nb: 2\n", "remove", ("a",), None, "b: 2\n"),
        ("a: 1\nb: 2", "remove", ("b",), None, "a: 1\n"),
        ("- a: 1\n  b: 2\n", "remove", (0, "a"), None, "- b: 2\n"),
        ("x:\n  a: 1\n", "remove", ("x", "a"), None, "x:\n  {}\n"),
        ("x:\n- a\n- b\n", "remove", ("x", 0), None, "x:\n- b\n"),
        ("x:\n  - a\n\n# end\ny: 1\n", "append", ("x",), "256", 'x:\n  - a\n  - "256"\n\n# end\ny: 1\n'),
        ("x:\n  a: 1 # one\ny: 2\n", "set", ("x", "b"), "on", 'x:\n  a: 1 # one\n  b: "on"\ny: 2\n'),
        ("- a: 1\n- b: 2\n", "set", (0, "c"), "d", "- a: 1\n  c: d\n- b: 2\n"),
        ("a: 'x'\n", "set", ("a",), "y z", "a: 'y z'\n"),
        ("a: {b: 1}\n", "set", ("a", "c"), 2, "a: {b: 1, c: 2}\n"),
        ("a: |\n  text\nb: 1\n", "remove", ("a",), None, "b: 1\n"),
        ("b: 1\na: |\n  text\n", "set", ("c",), 1, "b: 1\na: |\n  text\nc: 1\n"),
    ],
)
def test_one_change_touches_nothing_else(
    text: str, op: str, route: tuple[str | int, ...], value: object, expected: str
) -> None:
    assert changed(text, op, route, value) == expected


BAD = """\
{
\t"family": "web",
\t"status": "ACTIVE",
\t"cpu": 256,
\t"networkMode": "awsvpc",
\t"volumes": null,
\t"containerDefinitions": [
\t\t{
\t\t\t"name": "wéb",
\t\t\t"image": "public.ecr.aws/nginx/nginx:1.27",
\t\t\t"memory": "512",
\t\t\t"portMappings": [{"containerPort": 80},],
\t\t}
\t]
}
"""


def test_everything_safe_is_mended_and_the_rest_of_the_text_stays() -> None:
    fixed = fix_text("td.json", BAD, Configuration(isolated=True)).text
    assert '\t"cpu": "256",\n\t"networkMode": "awsvpc",\n\t"containerDefinitions"' in fixed
    assert '\t\t\t"name": "wéb",\n' in fixed
    assert '\t\t\t"memory": 512,\n\t\t\t"portMappings": [{"containerPort": 80' in fixed
    assert "status" not in fixed
    assert "],\n\t\t}" not in fixed
    before = lint("td.json", BAD, Configuration(isolated=True))
    after = lint("td.json", fixed, Configuration(isolated=True))
    assert len(after) < len(before)
    assert fix_text("td.json", fixed, Configuration(isolated=True)).text == fixed


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, input: bytes | None = None) -> Done:
    return invoke(["check", "--isolated", *arguments], input=input)


def test_fix_keeps_mode_byte_order_mark_and_line_endings(folder: Path) -> None:
    path = folder / "td.json"
    path.write_bytes(b"\xef\xbb\xbf" + BAD.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    result = run("--fix", "td.json")
    assert "ecslint: fixed" in result.stderr
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf{\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(folder) == ["td.json"], "no temporary file is left"


def test_diff_writes_nothing(folder: Path) -> None:
    (folder / "td.json").write_text(BAD)
    result = run("--diff", "td.json")
    assert result.exit_code == 1
    assert '-\t"cpu": 256,\n+\t"cpu": "256",\n' in result.stdout
    assert (folder / "td.json").read_text() == BAD


def test_standard_input_comes_out_mended() -> None:
    result = run("--fix", "-", input=BAD.encode())
    assert result.exit_code == 1, "the name of the container stays wrong"
    assert '\t"cpu": "256",\n' in result.stdout


def test_a_read_only_file_is_left_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "td.json").write_text(BAD)
    real = os.access
    monkeypatch.setattr(
        files.os, "access", lambda path, mode, **at: mode != os.W_OK and real(path, mode, **at)
    )
    result = run("--fix", "td.json")
    assert result.exit_code == 2
    assert "read-only" in result.stderr
    assert (folder / "td.json").read_text() == BAD


def test_a_full_disk_loses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "td.json").write_text(BAD)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    result = run("--fix", "td.json")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert (folder / "td.json").read_text() == BAD
    assert os.listdir(folder) == ["td.json"]


def test_a_file_that_changed_meanwhile_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "td.json"
    path.write_text(BAD)
    original = many.fixed_bytes

    def slow(*arguments: Any) -> object:
        result = original(*arguments)
        path.write_text("{}")
        return result

    monkeypatch.setattr(many, "fixed_bytes", slow)
    assert "changed meanwhile" in run("--fix", "td.json").stderr
    assert path.read_text() == "{}"


def test_advice_that_appears_elsewhere_does_not_veto_the_fix_of_an_error() -> None:
    (error, *_) = lint("task.json", '{"family": "a b", "containerDefinitions": []}', Configuration())
    assert error.severity is Severity.ERROR
    advice = replace(error, rule="ECS999", severity=Severity.INFO)
    assert is_better([error], [advice], fixed=[error])
    assert not is_better([error], [replace(advice, severity=Severity.ERROR)], fixed=[error])
    assert not is_better([error, advice], [error, advice], fixed=[error])
    assert not is_better([advice], [replace(advice, rule="ECS998")], fixed=[advice])
    assert is_better([advice], [], fixed=[advice])


BAD_CPU = (
    '{"family": "a", "cpu": "256", "containerDefinitions": [{"name": "a", "image": "a:1", "memory": "512"}]}'
)


def test_the_exit_status_of_standard_input_follows_what_is_left() -> None:
    done = invoke(["check", "--isolated", "--fix", "-"], input='{"family": "a", "containerDefinitions": []}')
    assert done.exit_code == 1
    assert done.stdout.startswith('{"family"'), "the text, whatever is left"
    assert "ECS" in done.stderr
    fixed = invoke(["check", "--isolated", "--select", "ECS011", "--fix", "-"], input=BAD_CPU)
    assert '"memory": 512' in fixed.stdout
    assert (fixed.exit_code, fixed.stderr) == (0, "ecslint: fixed 1 finding in 1 file\n")


def test_a_difference_of_standard_input_writes_no_text() -> None:
    done = invoke(["check", "--isolated", "--select", "ECS011", "--fix", "--diff", "-"], input=BAD_CPU)
    assert done.stdout.startswith("--- - (as it is)")
    assert done.exit_code == 1
    assert "would fix 1 finding in 1 file; nothing is left" in done.stderr


def test_diff_says_when_there_is_nothing_safe_to_fix(folder: Path) -> None:
    (folder / "td.json").write_text('{"family": "a", "containerDefinitions": []}')
    done = invoke(["check", "--isolated", "--fix", "--diff", "td.json"])
    assert done.exit_code == 0
    assert "ecslint: nothing to fix; " in done.stderr
    assert "left" in done.stderr


def test_a_fix_that_is_not_made_says_why(folder: Path) -> None:
    (folder / "td.json").write_text(BAD_CPU[:-1] + ', "family": "a"}')
    done = invoke(["check", "--isolated", "--fix", "td.json"])
    assert "not fixed: td.json:1:" in done.stderr
    assert "the notation of the file has mistakes that come first" in done.stderr
    twice = BAD_CPU + "\n"
    (folder / "two.yaml").write_text(f"---\n{twice}---\n{twice}")
    done = invoke(["check", "--isolated", "--select", "ECS011", "--fix", "two.yaml"])
    assert "not fixed: two.yaml:2:" in done.stderr
    assert "the file holds several documents" in done.stderr


BROKEN = """{
  "family": "api",
  "containerDefinitions": [
    {"name": "api", "image": "nginx:1.27", "memory": 64,
     "portMappings": [{"containerPort": 80, "protocol": "TCP"}]}
  ]
}
"""


def test_several_processes_fix_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Task definitions, a template and a module of Terraform, with and without other processes."""
    monkeypatch.setattr(many, "ENOUGH", 2)
    template = """Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - {Name: web, Image: "nginx:1.27", Memory: 64, PortMappings: [{ContainerPort: 80, Protocol: TCP}]}
"""
    module = """resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "nginx:1.27", memory = 64,
    portMappings = [{ containerPort = 80, protocol = "TCP" }] }])
}
"""
    said = []
    for jobs in ("1", "2"):
        folder = tmp_path / jobs
        folder.mkdir()
        for number in range(25):
            (folder / f"{number}.json").write_text(BROKEN.replace("api", f"api{number}"))
        (folder / "template.yaml").write_text(template)
        (folder / "main.tf").write_text(module)
        monkeypatch.chdir(folder)
        options = ["check", "--isolated", "--no-cache", "--jobs", jobs, "--unsafe-fixes"]
        said.append(
            [invoke([*options, *more, "."]).output for more in (["--diff"], [])]
            + [file.read_text() for file in sorted(folder.iterdir())]
        )
        assert "fixed 27 findings in 27 files" in said[-1][1]
    assert said[0] == said[1]
