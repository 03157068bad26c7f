"""Plans, manifests of Copilot, scripts and Terraform's files take steps in proportion to what is in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.documents.aws_cli.read import read_scripts
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.read import read_terraform
from ecslint.engine.run import run
from ecslint.source.document import Document
from ecslint.source.parse import parse_text
from ecslint.source.read import load
from tests.fuzz.material import as_yaml
from tests.steps import Text, Work, assert_linear

ISOLATED = Configuration(isolated=True)
CONTAINER = {"name": "a", "image": "b:1", "memory": 64, "bogus": 1}


def _changed(kind: str, name: str, /, **values: object) -> dict[str, object]:
    after = {"actions": ["create"], "before": None, "after": values, "after_unknown": {"arn": True}}
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "change": after}


def _task(number: int, containers: int = 1) -> dict[str, object]:
    made = [{**CONTAINER, "name": f"c{n}"} for n in range(containers)]
    return _changed(
        "aws_ecs_task_definition", f"t{number}", family=f"t{number}", container_definitions=json.dumps(made)
    )


def _plan(*changes: dict[str, object]) -> str:
    resources = [
        {
            "address": each["address"],
            "type": each["type"],
            "name": each["name"],
            "expressions": {"task_definition": {"references": ["aws_ecs_task_definition.t0.arn"]}},
        }
        for each in changes
    ]
    root = {"root_module": {"resources": resources}}
    return json.dumps({"format_version": "1.2", "resource_changes": changes, "configuration": root})


PLANS: dict[str, Callable[[int], str]] = {
    "task definitions": lambda size: _plan(*map(_task, range(size))),
    "services of one task definition": lambda size: _plan(
        _task(0), *(_changed("aws_ecs_service", f"s{n}", name=f"s{n}", desired_count=2) for n in range(size))
    ),
    "containers": lambda size: _plan(_task(0, size)),
    "resources of other kinds": lambda size: _plan(
        _task(0), *(_changed("aws_s3_bucket", f"b{n}", bucket=f"b{n}") for n in range(size))
    ),
}


def _manifest(**more: object) -> str:
    data = {"name": "a", "type": "Backend Service", "image": {"location": "b:1"}, "cpu": 256, "memory": 512}
    return as_yaml({**data, **more})


MANIFESTS: dict[str, Callable[[int], str]] = {
    "environments": lambda size: _manifest(environments={f"e{n}": {"cpu": 512} for n in range(size)}),
    "sidecars": lambda size: _manifest(sidecars={f"s{n}": {"image": "b:1"} for n in range(size)}),
    "variables": lambda size: _manifest(variables={f"V{n}": "a" for n in range(size)}),
    "secrets": lambda size: _manifest(secrets={f"V{n}": f"/a/{n}" for n in range(size)}),
    "volumes": lambda size: _manifest(
        storage={"volumes": {f"v{n}": {"path": f"/p{n}", "efs": True} for n in range(size)}}
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_plans(name: str) -> None:
    assert_linear(lambda size: _documents("plan.json", PLANS[name](size)), 24)


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifests(name: str) -> None:
    assert_linear(lambda size: _documents("manifest.yml", MANIFESTS[name](size)), 24)


def _documents(name: str, text: str) -> Work:
    data = text.encode()

    def work() -> None:
        units = [read(document) for document in load(name, data)]
        assert units[0].subjects
        run(units, ISOLATED)

    return work


TASK = """
resource "aws_ecs_task_definition" "t%s" {
  family                = "t%s"
  container_definitions = jsonencode([{ name = "a", image = "b:1", memory = 64, bogus = 1 }])
}
"""
MODULES: dict[str, Callable[[int], str]] = {
    "resources": lambda size: "".join(TASK % (n, n) for n in range(size)),
    "resources of other kinds": lambda size: (
        TASK % (0, 0)
        + "".join(f'resource "aws_s3_bucket" "b{n}" {{\n  bucket = "b"\n}}\n' for n in range(size))
    ),
    "locals that refer to one another": lambda size: (
        "locals {\n  l0 = 1\n"
        + "".join(f"  l{n} = local.l{n - 1} + 1\n" for n in range(1, size))
        + f"}}\n{TASK % (0, 0)}".replace('"t0"\n', f'"t${{local.l{size - 1}}}"\n')
    ),
    "variables": lambda size: (
        TASK % (0, 0) + "".join(f'variable "v{n}" {{\n  default = {n}\n}}\n' for n in range(size))
    ),
    "modules": lambda size: (
        TASK % (0, 0)
        + "".join(f'module "m{n}" {{\n  source = "./child"\n  n = {n}\n}}\n' for n in range(size))
    ),
    "instances": lambda size: (
        "locals {\n  names = ["
        + ", ".join(f'"n{n}"' for n in range(size))
        + "]\n}\n"
        + TASK.replace('"t%s" {', '"t" {\n  for_each = toset(local.names)').replace("t%s", "t-${each.key}")
    ),
    "containers on one line": lambda size: (
        'resource "aws_ecs_task_definition" "t" {\n  family = "t"\n  container_definitions = jsonencode(['
        + ", ".join(f'{{ name = "c{n}", image = "b:1", memory = 64, bogus = 1 }}' for n in range(size))
        + "])\n}\n"
    ),
}
CHILD = 'variable "n" {}\nresource "aws_ecs_service" "s" {\n  name = "s${var.n}"\n  launch_type = "BAD"\n}\n'


@pytest.mark.parametrize("name", MODULES)
def test_modules(name: str, tmp_path: Path) -> None:
    (tmp_path / "child").mkdir()
    (tmp_path / "child" / "main.tf").write_text(CHILD)
    main = str(tmp_path / "main.tf")

    def prepare(size: int) -> Work:
        data = MODULES[name](size).encode()

        def content(path: str) -> bytes:
            return data if path == main else Path(path).read_bytes()

        def work() -> None:
            units = list(read_terraform([main], [], content))
            assert units[0].subjects
            run(units, ISOLATED)

        return work

    assert_linear(prepare, 16)


def test_places_in_a_module_of_many_blocks(tmp_path: Path) -> None:
    """Where a value stands is looked up in its own block: all blocks were gone through for each."""

    def work_of(size: int) -> Work:
        path = tmp_path / f"{size}.tf"
        service = 'resource "aws_ecs_service" "s%s" {\n  name = "s"\n  launch_type = "BAD"\n}\n'
        path.write_text("".join(service % number for number in range(size)))
        file = TerraformFile(str(path), path.read_text())

        def work() -> None:
            for number in range(size):
                assert file.has(("resource", "aws_ecs_service", f"s{number}", "launch_type"))
                assert not file.has(("resource", "aws_ecs_service", f"s{number}", "nothing"))

        return work

    assert_linear(work_of, 100)


SCRIPTS: dict[str, Callable[[int], str]] = {
    "calls": lambda size: "aws ecs run-task --task-definition a --launch-type BAD\n" * size,
    "tags": lambda size: "aws ecs run-task --task-definition a --tags" + " key=a,value=b" * size + "\n",
    "variables": lambda size: (
        "".join(f"V{n}=$V{n - 1}a\n" for n in range(size)) + "aws ecs run-task --task-definition $V1\n"
    ),
    "containers": lambda size: (
        "aws ecs register-task-definition --family a --container-definitions '"
        + json.dumps([{**CONTAINER, "name": f"c{n}"} for n in range(size)])
        + "'\n"
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts(name: str) -> None:
    def prepare(size: int) -> Work:
        data = SCRIPTS[name](size).encode()

        def work() -> None:
            units = list(read_scripts(["x.sh"], [], lambda _: data))
            assert units[0].subjects
            run(units, ISOLATED)

        return work

    assert_linear(prepare, 24)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", " "])
def test_places_on_a_long_line(ending: str) -> None:
    """The end of the first line of a value is found without looking through the value."""

    def prepare(size: int) -> Work:
        text = Text("[" + "[1], " * size + "1]" + ending + "\n")
        syntax, (parsed, *_) = parse_text("x.json", str(text))
        document = Document("x.json", text, syntax, parsed, 0)
        assert document.lines
        return lambda: [document.span((n,)) and document.span(()) for n in range(size)]

    assert_linear(prepare, 200)


def test_a_value_of_several_lines_ends_with_its_first_one() -> None:
    for ending in ("\n", "\r\n", "\r"):
        text = ending.join(('{"a": [1,', "2],", '"b": 3}'))
        syntax, (parsed, *_) = parse_text("x.json", text)
        document = Document("x.json", text, syntax, parsed, 0)
        spans = [document.span(route) for route in ((), ("a", 0), ("b",))]
        found = [text[span.start_offset : span.end_offset] for span in spans]
        assert found == ['{"a": [1,', "1", "3"]
