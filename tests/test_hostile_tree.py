"""Files of a stranger's tree that lead out of it, by every way in which one file names another."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ecslint.base.atomic_write import write_atomically
from ecslint.base.printable import in_hover, in_markdown
from ecslint.source import read as reading
from tests.command import invoke

SECRET = "outside-of-the-tree"
TASK = {"family": SECRET, "containerDefinitions": [{"name": SECRET, "image": "b:1", "memory": 2}]}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in a folder with files beside it that it may not reach."""
    out, folder = tmp_path / "out", tmp_path / "tree"
    for each in (out, folder, folder / ".git", folder / "sub"):
        each.mkdir()
    (out / "task.json").write_text(json.dumps(TASK))
    (out / "main.tf").write_text(f'resource "aws_ecs_service" "a" {{\n  name = "{SECRET}"\n}}\n')
    (out / "x.sh").write_text(f"aws ecs create-service --service-name {SECRET} --launch-type BAD\n")
    (out / "terraform.tfvars").write_text(f'name = "{SECRET}"\n')
    (out / "stack.yml").write_text(f"Resources: {{}}\nOutputs:\n  {SECRET}: {{Value: a}}\n")
    (out / "task-definitions").mkdir()
    (out / "task-definitions" / "task.json").write_text(json.dumps(TASK))
    monkeypatch.chdir(folder)
    return folder


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which every file that is read is added, links followed."""
    found: list[str] = []
    real = os.open

    def watched(path: str, *rest: int, **more: int) -> int:
        found.append(os.path.realpath(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", watched)
    return found


LINKS = {
    "task.json": "out/task.json",
    "x.sh": "out/x.sh",
    "Makefile": "out/x.sh",
    "README.md": "out/x.sh",
    "link.tf": "out/main.tf",
    "terraform.tfvars": "out/terraform.tfvars",
    "task-definitions": "out/task-definitions",
    "folder": "out",
}
FILES = {
    "service.json": '{"serviceName": "a", "taskDefinition": "outside-of-the-tree", "desiredCount": 1}',
    "main.tf": """
module "a" { source = "../out" }
module "b" { source = "./folder" }
module "c" { source = "./sub/../../out" }
module "d" { source = "../../../../../../../etc" }
module "e" { source = "/etc" }
module "f" { source = "git::ext::sh -c x" }
module "g" { source = "." }
resource "aws_ecs_task_definition" "a" {
  family                = file("../out/task.json")
  container_definitions = file("folder/task.json")
}
resource "aws_ecs_task_definition" "b" {
  family                = file("/etc/passwd")
  cpu                   = file("/dev/stdin")
  memory                = length(fileset("..", "**"))
  container_definitions = templatefile("${path.module}/../out/task.json", {})
}
""",
    "call.sh": "\n".join(
        f"aws ecs register-task-definition --cli-input-json {name}"
        for name in (
            *("file://../out/task.json", "file:///etc/passwd", "file://folder/task.json", "file://task.json"),
            *("file:///dev/stdin", "file://~/x", "file://%2e%2e/out/task.json", "fileb:///proc/self/environ"),
        )
    ),
    "copilot/api/manifest.yml": "name: api\ntype: Backend Service\nimage: {build: ../../../out}\n"
    "env_file: ../../../out/task.json\ncpu: 256\nmemory: 512\n",
    "t.template": """\
Resources:
  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ../out/stack.yml}}
  O: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "a\\0.yml"}}
  P: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: folder/stack.yml}}
  Q: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../out/task.json}}}
  S:
    Type: AWS::ECS::Service
    Properties: {TaskDefinition: !GetAtt N.Outputs.a, Cluster: !GetAtt O.Outputs.a, Role: !GetAtt P.Outputs.a}
""",
}


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "."),
        ("check", "main.tf"),
        ("check", "service.json"),
        ("check", "call.sh", "t.template"),
        ("check", "--fix", "--diff", "main.tf"),
        ("cost", "--region", "eu-west-1", "."),
        ("reach", "."),
        ("capacity", "."),
        ("rollout", "."),
    ],
    ids=" ".join,
)
def test_nothing_outside_of_the_tree_is_opened(
    arguments: tuple[str, ...], tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in FILES.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    for name, target in LINKS.items():
        (tree / name).symlink_to(tree.parent / target)
    found = opened(monkeypatch)
    result = invoke(arguments)
    assert result.exit_code in (0, 1, 2)
    assert reading.read_bytes("service.json")
    assert str(tree / "service.json") in found  # it is watched at all
    assert [path for path in found if path.startswith((str(tree.parent / "out"), "/etc/", "/proc/"))] == []


def test_init_makes_no_folder_through_a_link(tree: Path) -> None:
    (tree / ".github").symlink_to(tree.parent / "out")
    assert invoke(["init", "--yes"]).exit_code == 2
    assert not (tree.parent / "out" / "workflows").exists()


@pytest.mark.needs("pipes")
def test_what_is_no_file_is_not_written_through_a_link_either(tree: Path) -> None:
    os.mkfifo(tree.parent / "out" / "pipe")
    (tree / "report.json").symlink_to(tree.parent / "out" / "pipe")
    with pytest.raises(PermissionError, match="not written through"):
        write_atomically(str(tree / "report.json"), b"{}")


NAMES = (
    "![x](https://a/b)",
    "[x](javascript:a)",
    "<img src=x>",
    "a|b",
    "a\\",
    "@org/team",
    "`a`",
    "#12",
    "~~a~~",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", [("cost",), ("cost", "--diff", "before.json"), ("check",)], ids=" ".join)
def test_no_name_means_anything_in_markdown(form: tuple[str, ...], name: str, tree: Path) -> None:
    container = {"name": name, "image": f"{name}:1", "bogus": name}
    task = {"family": name, "cpu": "256", "memory": "512", "requiresCompatibilities": ["FARGATE"]}
    text = json.dumps({**task, "networkMode": "awsvpc", "containerDefinitions": [container]})
    (tree / "task.json").write_text(text)
    (tree / "before.json").write_text(text.replace('"512"', '"1024"'))
    region = ("--region", "eu-west-1") if form[0] == "cost" else ()
    shown = invoke([*form, *region, "--format", "markdown", "task.json"]).output
    assert "task" in shown
    assert name not in shown
    assert "a|b" not in shown


def test_markdown_of_text_is_that_text() -> None:
    assert in_markdown("a_b [c] & <d> @e #1 \\| !") == (
        "a&#95;b &#91;c&#93; &amp; &lt;d&gt; &#64;e &#35;1 &#92;&#124; &#33;"
    )
    plain = 'use "a" or ["b"] (a < 5, b <= 3); see [1, 2] \\d'
    assert in_hover(plain) == plain
    assert in_hover("![a](b) [c][d] [e]: f <g") == "![a]\\(b) [c]\\[d] [e]\\: f &lt;g"
