"""The pipelines of docs/terraform.md, run as they stand with a Terraform that only plays its part."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
PLAN = ROOT / "tests" / "cases" / "plans" / "01-size-that-fargate-lacks"
TERRAFORM = """#!/bin/sh
case "$*" in
  *show*) cat "$PLAN_JSON" ;;
  *plan*) : ;;
esac
"""

pytestmark = pytest.mark.needs("bash")


def blocks() -> dict[str, Any]:
    """Return the YAML of the page by the word behind ``#`` in its first line."""
    text = (ROOT / "docs" / "terraform.md").read_text(encoding="utf-8")
    found = re.findall(r"^```yaml\n# ([^\n]+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return {name.partition(":")[0]: yaml.safe_load(body) for name, body in found}


def run(folder: Path, steps: list[str], plan: str, **more: str) -> list[subprocess.CompletedProcess[str]]:
    """Run the steps of a job one after another, up to the first that fails."""
    programs = folder / "programs"
    programs.mkdir()
    for name, text in {
        "terraform": TERRAFORM,
        "ecslint": f'#!/bin/sh\nexec "{sys.executable}" -m ecslint "$@"\n',
    }.items():
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    (folder / "infra").mkdir()
    (folder / "infra" / "main.tf").write_text('resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n')
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", **more}
    environment |= {"PLAN_JSON": str(PLAN / plan), "PYTHONPATH": str(ROOT)}
    done = []
    for step in steps:
        command = ["bash", "-eo", "pipefail", "-c", step]
        done.append(
            subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        )
        if done[-1].returncode:
            break
    return done


@pytest.mark.parametrize(("plan", "status"), [("bad.json", 1), ("good.json", 0)])
def test_github(tmp_path: Path, plan: str, status: int) -> None:
    steps = [step["run"] for step in blocks()["GitHub Actions"]]
    done = run(tmp_path, steps, plan)
    assert [each.returncode for each in done] == [0, 0, status], done[-1].stderr
    assert ("::error" in done[-1].stdout) is bool(status)


@pytest.mark.parametrize(("plan", "status"), [("bad.json", 1), ("good.json", 0)])
def test_gitlab(tmp_path: Path, plan: str, status: int) -> None:
    job = blocks()["GitLab CI"]["ecslint"]
    done = run(tmp_path, job["script"], plan)
    assert [each.returncode for each in done] == [0, 0, status], done[-1].stderr
    report = json.loads((tmp_path / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert any(row["check_name"].startswith("ECS101") for row in report) is bool(status)
    assert all({"description", "fingerprint", "location", "severity"} <= row.keys() for row in report)


@pytest.mark.parametrize(("plan", "status"), [("bad.json", 1), ("good.json", 0)])
def test_atlantis(tmp_path: Path, plan: str, status: int) -> None:
    server = blocks()["Atlantis"]
    workflow = server["workflows"][server["repos"][0]["workflow"]]
    steps = workflow["plan"]["steps"]
    assert steps[:-1] == ["init", "plan", "show"]
    done = run(tmp_path, [steps[-1]["run"]], plan, SHOWFILE=str(PLAN / plan))
    assert [each.returncode for each in done] == [status], done[-1].stderr
    assert ("ECS101" in done[-1].stdout) is bool(status)


def test_the_hook_of_the_page_is_one_that_there_is() -> None:
    (entry,) = blocks()["pre-commit"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in entry["hooks"]} <= {hook["id"] for hook in hooks}
