"""Every command that a document shows runs as it is written there."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from ecslint.cli import main
from tests.command import invoke
from tests.conftest import ROOT

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "rules/README.md", "editors/**/README.md", "tests/fuzz/README.md")
    for path in ROOT.glob(pattern)
    if path.name not in ("CHANGELOG.md", "mapping.md") and "node_modules" not in path.parts
)
COMMANDS = main.list_commands(click.Context(main))
_SHOWN = re.compile(rf"(?<![\w$.-])(?:\.venv/bin/|-m )?ecslint ((?:{'|'.join(COMMANDS)})(?![\w,:])[^`\n\]]*)")
_ENDS = ("|", "||", "&&", ";", ">", "2>", ">>")
"""Words of the shell that end a command."""
STAND_INS = {
    "NAME": "config",
    "$ZED_FILE": "taskdef.json",
    "$FilePath$": "taskdef.json",
    "$SHOWFILE": "plan.json",
}
"""What a reader, an editor or a pipeline fills in."""
UNTRIED = ("server", "test-rules")
"""Commands that wait for somebody, or for a module that readers have."""


class Shown(NamedTuple):
    """A command of a document."""

    place: str
    """Document and line."""
    words: tuple[str, ...]
    """What follows ``ecslint``."""
    is_piped: bool
    """Whether something is piped into it."""


def words_of(text: str) -> list[str]:
    """Return the words of a command up to its end, without the comment behind it."""
    try:
        found = shlex.split(text, comments=True)
    except ValueError:  # a quotation mark of the sentence or of YAML that it stands in
        found = re.split(r"\"| #", text)[0].split()
    end = next((number for number, word in enumerate(found) if word in _ENDS), len(found))
    return [STAND_INS.get(word, word) for word in found[:end]]


@cache
def shown() -> list[Shown]:
    found: dict[tuple[tuple[str, ...], bool], Shown] = {}
    for path in DOCUMENTS:
        name = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            code = line.startswith(("    ", "$ ")) or "`" in line or "ecslint check" in line
            for match in _SHOWN.finditer(line) if code else ():
                words = tuple(words_of(match[1]))
                one = Shown(f"{name}:{number}", words, "| ecslint" in line)
                found.setdefault((words, one.is_piped), one)
    return list(found.values())


TEMPLATE = """\
Parameters: {Environment: {Type: String, Default: test}}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub "web-${Environment}"
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: "256"
      Memory: "512"
      ContainerDefinitions: [{Name: web, Image: "nginx:1.27"}]
  Service:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      DesiredCount: 2
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Subnet]}}
"""
MODULE = """\
variable "environment" { default = "test" }
resource "aws_ecs_task_definition" "web" {
  family                   = "web-${var.environment}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "nginx:1.27" }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "main"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2
  network_configuration { subnets = ["subnet-0123456789abcdef0"] }
}
"""
SUBNET = {
    "SubnetId": "subnet-0123456789abcdef0",
    "VpcId": "vpc-0123456789abcdef0",
    "CidrBlock": "10.0.0.0/24",
    "AvailabilityZone": "eu-west-1a",
    "AvailableIpAddressCount": 200,
}


ROUTED = {
    "family": "routed",
    "containerDefinitions": [
        {
            "name": "router",
            "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
            "firelensConfiguration": {"type": "fluentbit"},
        },
        {
            "name": "web",
            "image": "nginx:1.27",
            "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "stdout"}},
        },
    ],
}


def parameters(environment: str) -> str:
    return json.dumps([{"ParameterKey": "Environment", "ParameterValue": environment}])


FILES = {
    "template.yaml": TEMPLATE,
    "cdk.out/stack.template.json": '{"Resources": {}}',
    "copilot/api/manifest.yml": "name: api\ntype: Backend Service\nimage: {location: 'nginx:1.27'}\n",
    "infra/main.tf": MODULE,
    "infra/stack.yaml": TEMPLATE,
    "main.tf": MODULE,
    "plan.json": json.dumps({"format_version": "1.2", "planned_values": {"root_module": {}}}),
    "subnets.json": json.dumps({"Subnets": [SUBNET]}),
    "target-groups.json": json.dumps({"TargetGroups": []}),
    "clusters.json": json.dumps({"clusters": [], "failures": []}),
    **{f"{folder}{name}.json": parameters(name) for folder in ("", "infra/") for name in ("dev", "prod")},
    **{
        f"{folder}{name}.tfvars": f'environment = "{name}"\n'
        for folder in ("", "env/", "infra/")
        for name in ("dev", "prod")
    },
}
"""The files that commands name."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which all that documents name is there."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for name in ("task-definition.json", "service.json"):
        shutil.copy(ROOT / "examples" / name, tmp_path / name)
    (tmp_path / "task-definition.json").rename(tmp_path / "taskdef.json")
    (tmp_path / "task-definition.json").write_text(json.dumps(ROUTED), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def git(folder: Path, *words: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_documents_show_commands() -> None:
    assert {one.words[0] for one in shown()} >= {"check", "cost", "capacity", "rollout", "reach", "firelens"}
    assert len(shown()) > 45


def mistakes(folder: Path) -> Iterator[str]:
    """Run every command in the project; yield what is refused."""
    piped = (folder / "taskdef.json").read_text(encoding="utf-8")
    of_revisions = [one for one in shown() if "--diff" in one.words and one.words[0] == "cost"]
    for one in [*(one for one in shown() if one not in of_revisions), None, *of_revisions]:
        if one is None:
            for path in folder.rglob("*.tf"):  # of Terraform, folders are compared and not revisions
                path.unlink()
            git(folder, "commit", "-q", "-a", "-m", "templates alone")
            git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
            continue
        if one.words[0] in UNTRIED:
            continue
        done = invoke(one.words, input=piped if one.is_piped else None)
        if done.exit_code not in (0, 1):
            yield f"{one.place}: ecslint {' '.join(one.words)}: {done.stderr.strip()[-300:]}"


@pytest.mark.needs("git", "cfn-lint")
def test_they_run(project: Path) -> None:
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "all")
    git(project, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert "\n".join(mistakes(project)) == ""


TOOLS = re.compile(r"`(?:python -m )?((?:tools|benchmarks|tests)\.[a-z_]+(?:\.[a-z_]+)?)((?: [^`\n]*)?)`")


def test_tools_that_are_named_are_there_and_have_their_options() -> None:
    found = 0
    for path in DOCUMENTS:
        for name, rest in TOOLS.findall(path.read_text(encoding="utf-8")):
            spec = importlib.util.find_spec(name)
            assert spec is not None, f"{path.name}: {name}"
            assert spec.origin is not None
            places = [Path(spec.origin), *Path(spec.origin).parent.glob("__main__.py")]
            text = "".join(place.read_text(encoding="utf-8") for place in places)
            for option in re.findall(r"(?<![\w-])--[a-z-]+", rest):
                assert option == "--help" or option in text, f"{path.name}: {name} {option}"
            found += 1
    assert found > 15
