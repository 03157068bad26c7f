"""A fault of ours anywhere: one line and exit status 2, the other files linted, never a traceback."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

from tests.command import Done, invoke
from tests.conftest import ROOT
from tests.fuzz.frontends import CALLS, FLOW, MAKE, MANIFEST, PAGE, PLAN
from tests.fuzz.material import as_yaml

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
PACKAGE = str(ROOT / "ecslint") + os.sep
SHARE = 191
"""The usual run injects a fault into one function of so many, the slow one into all; a prime, so that each
command meets several of ``FAULTS``."""
FAULTS: tuple[Callable[[], BaseException], ...] = (
    lambda: ZeroDivisionError("of ours \x1b[31m\n::error::"),
    MemoryError,
    RecursionError,
    lambda: OSError(28, "No space left on device"),
    lambda: KeyError("##vso[task.complete]"),
    lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "of ours"),
)
NETS = {"_Group.main", "_Group.invoke", "_Group._fail", "main", "run", "printable", "_escaped", "fault"}
"""What catches and shows faults cannot be shielded from its own."""
COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "--format", "json", "."),
    "text": ("check", "--profile", "strict", "--report", "sarif:r.sarif", "--report", "html:r.html", "."),
    "fix": ("check", "--fix", "--diff", "task.json"),
    "baseline": ("check", "--baseline", "b.json", "."),
    "cost": ("cost", "--region", "eu-west-1", "."),
    "rollout": ("rollout", "template.yml"),
    "capacity": ("capacity", "template.yml"),
    "reach": ("reach", "template.yml"),
    "firelens": ("firelens", "task.json"),
    "config": ("config", "."),
    "explain": ("explain", "ECS101"),
    "scripts": ("check", "call.sh", "Makefile", "README.md", "flow.yml"),
    "plan and manifest": ("check", "plan.json", "copilot/api/manifest.yml"),
    "cost of a plan": ("cost", "--region", "eu-west-1", "--format", "markdown", "plan.json", "main.tf"),
    "compared": ("cost", "--region", "eu-west-1", "--diff", "before", "task.json"),
    "rollout of a module": ("rollout", "main.tf"),
    "capacity of a module": ("capacity", "main.tf"),
    "reach of a module": ("reach", "main.tf"),
    "ignores": ("check", "--add-ignores", "--diff", "task.json"),
    "init": ("init", "--yes"),
    "rules": ("rules",),
    "clean": ("clean",),
}

TASK = {
    "family": "web",
    "cpu": 256,
    "memory": "512",
    "status": "ACTIVE",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "containerDefinitions": [
        {
            "name": "web",
            "image": "nginx:1",
            "bogus": 1,
            "portMappings": [{"containerPort": 80}],
            "environment": [{"name": "DB_PASSWORD", "value": "hunter2Zq73195x"}],
            "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "cloudwatch"}},
        },
        {"name": "log", "image": "fluent-bit:1", "firelensConfiguration": {"type": "fluentbit"}},
    ],
}
TEMPLATE = """\
Parameters:
  Count: {Type: Number, Default: 2}
Conditions:
  Big: !Equals [!Ref Count, 3]
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web  # ecslint: ignore[ECS301] known
      Cpu: !If [Big, '512', '256']
      Memory: '512'
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:
      - {Name: web, Image: !Sub 'nginx:${Count}', PortMappings: [{ContainerPort: 80}]}
  Service:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      DesiredCount: !Ref Count
      TaskDefinition: !Ref Task
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Subnet]}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/28}}
"""
MODULE = """\
variable "size" { default = 256 }
locals { names = toset(["a", "b"]) }
resource "aws_ecs_task_definition" "web" {
  for_each = local.names
  family   = "web-${each.key}"
  cpu      = var.size
  container_definitions = jsonencode([{ name = "web", image = "nginx:1", memory = 64 }])
}
"""
FILES = {
    "task.json": json.dumps(TASK, indent=1),
    "template.yml": TEMPLATE,
    "main.tf": MODULE,
    "appspec.yml": "version: 0.0\nResources:\n- TargetService:\n    Type: AWS::ECS::Service\n",
    "broken.json": '{"family": "web", "containerDefinitions": [{"name": "a",}]',
    "ecslint.toml": 'exclude = ["x"]\n[[suppress]]\nrule = "ECS101"\nfile = "*.json"\nreason = "why"\n',
    "b.json": '{"version": 1, "entries": []}',
    "plan.json": json.dumps(PLAN),
    "copilot/api/manifest.yml": as_yaml(MANIFEST),
    "call.sh": CALLS,
    "Makefile": MAKE,
    "README.md": PAGE,
    "flow.yml": FLOW,
    "before/task.json": json.dumps({**TASK, "cpu": 512, "memory": "1024"}),
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ECSLINT_TRACEBACK", raising=False)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)


def functions(arguments: tuple[str, ...]) -> list[CodeType]:
    """Return the functions of ecslint that a command calls, in the order of their first calls."""
    found: dict[CodeType, None] = {}

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PACKAGE) and code.co_name != "<module>":
            found.setdefault(code)

    watched(arguments, watch)
    return [code for code in found if code.co_qualname not in NETS]


def watched(arguments: tuple[str, ...], watch: Callable[[FrameType, str, object], None]) -> Done:
    before = sys.gettrace()
    sys.settrace(watch)
    try:
        return invoke(arguments)
    finally:
        sys.settrace(before)


def with_fault(arguments: tuple[str, ...], target: CodeType, error: BaseException) -> Done:
    """Run a command in which the first call of a function raises, whoever calls it and by what name."""

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code is target:
            sys.settrace(None)
            raise error

    return watched(arguments, watch)


def complaints(arguments: tuple[str, ...], targets: Iterator[tuple[int, CodeType]]) -> Iterator[str]:
    """Yield what was not as it should be, by function."""
    for number, target in targets:
        error = FAULTS[number % len(FAULTS)]()
        where = f"{target.co_qualname} in {target.co_filename.removeprefix(PACKAGE)}: {type(error).__name__}"
        try:
            done = with_fault(arguments, target, error)
        except BaseException as escaped:
            yield f"{where} escapes as {type(escaped).__name__}"
            continue
        if done.exit_code not in (0, 1, 2) or "Traceback" in done.output:
            yield f"{where} ends with {done.exit_code}: {done.output[-300:]}"
        elif "\x1b" in done.stderr or "##vso" in done.stderr or "\n::error" in done.stderr:
            yield f"{where} is shown as it is: {done.stderr[-300:]!r}"
        elif done.exit_code == 2 and len(done.stderr.splitlines()) > 40:
            yield f"{where} is said in {len(done.stderr.splitlines())} lines"
        elif "ecslint: standard output" in done.stderr:
            yield f"{where} is said to be standard output's"


def judged(name: str, share: int) -> None:
    arguments = COMMANDS[name]
    invoke(arguments)  # all is loaded
    first = invoke(arguments)
    targets = functions(arguments)
    assert len(targets) > 5
    chosen = ((n, target) for n, target in enumerate(targets) if n % share == len(name) % share)
    assert list(complaints(arguments, chosen)) == []
    last = invoke(arguments)
    assert (last.exit_code, last.stdout) == (first.exit_code, first.stdout), "a fault left something behind"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_in_a_function_never_shows_a_traceback(name: str) -> None:
    judged(name, SHARE)


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_in_any_function_never_shows_a_traceback(name: str) -> None:
    judged(name, 1)
