"""cfn-lint runs our rules, and we run cfn-lint: with the real one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

pytestmark = pytest.mark.needs("cfn-lint")

ROOT = Path(__file__).parent.parent.parent
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicNam: x
  TaskDefinition:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: "512"
      Memory: "512"
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/nginx/nginx:1.27
"""


def cfn_lint(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    (folder / "template.yaml").write_text(TEMPLATE)
    module = ["-a", "ecslint.integrations.cfn_lint", "--format", "json"]
    command = [
        sys.executable,
        "-c",
        "from cfnlint.runner import main; main()",
        *module,
        *arguments,
        "--",
        "template.yaml",
    ]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_our_rules_inside_cfn_lint(tmp_path: Path) -> None:
    ours = next(match for match in cfn_lint(tmp_path) if match["Rule"]["Id"] == "E9101")
    assert ours["Level"] == "Error"
    assert str(ours["Message"]).startswith(
        "Fargate offers 1024 to 4096 MiB in steps of 1024 with 512 CPU units"
    )
    start = ours["Location"]["Start"]
    assert start == {"LineNumber": 13, "ColumnNumber": 15}
    assert ours["Location"]["Path"][-1] == "Memory"
    assert ours["Rule"]["Source"].endswith("/rules/ECS101-fargate-task-size/")


@pytest.mark.slow
def test_cfn_lint_can_switch_our_rules_off(tmp_path: Path) -> None:
    ids = {match["Rule"]["Id"] for match in cfn_lint(tmp_path, "-i", "E9101")}
    assert "E9101" not in ids


@pytest.mark.slow
def test_cfn_lint_inside_ours_without_repeats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    result = invoke(["check", "--isolated", "--cfn-lint", "--format", "json", "template.yaml"])
    findings = json.loads(result.stdout)["findings"]
    rules = [finding["rule"] for finding in findings]
    assert rules.count("ECS101") == 1
    assert "E3047" not in rules, "ours says it better"
    foreign = next(finding for finding in findings if finding["rule"] == "E3002")
    assert foreign["name"] == "cfn-lint"
    assert foreign["pointer"] == "/Resources/Topic/Properties/TopicNam"
    assert foreign["start"] == {"line": 6, "column": 7}
    sarif = invoke(["check", "--isolated", "--cfn-lint", "--format", "sarif", "template.yaml"])
    assert {rule["id"] for rule in json.loads(sarif.stdout)["runs"][0]["tool"]["driver"]["rules"]} >= {
        "E3002"
    }
