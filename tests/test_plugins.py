"""A real small package with rules of its own, installed into a temporary environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

CHECK = """
from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.task import TaskDefinition


@check("ACME1")
def family_without_team(task: TaskDefinition) -> Problems:
    if isinstance(task.family, str) and not task.family.startswith("team-"):
        yield Problem(task.at("family"), f'family "{task.family}" does not start with "team-"')
"""

PAGE = """---
id: ACME1
name: family-without-team
severity: warning
since: 1.0.0
fixable: no
url: https://acme.example/rules/ACME1
sources: [https://acme.example]
---
# A family is not named after a team

Ours are.

## How to fix

Put the team first.

## Examples

```json bad
{"family": "web", "containerDefinitions": [{"name": "web", "image": "public.ecr.aws/a/b:1", "memory": 64}]}
```

```output
task-definition.json:1:12: warning ACME1 family "web" does not start with "team-" [family-without-team]
```

```json good
{"family": "team-web", "containerDefinitions": [{"name": "w", "image": "public.ecr.aws/a/b:1", "memory": 6}]}
```
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The package as it lies in site-packages: module, pages and entry point."""
    folder = tmp_path / "site"
    (folder / "acme_rules" / "rules").mkdir(parents=True)
    (folder / "acme_rules" / "__init__.py").write_text(CHECK)
    (folder / "acme_rules" / "rules" / "ACME1-family-without-team.md").write_text(PAGE)
    info = folder / "acme_rules-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0.0\n")
    (info / "entry_points.txt").write_text("[ecslint.rules]\nacme = acme_rules\n")
    return folder


def ecslint(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(site)])}
    command = [sys.executable, "-m", "ecslint", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False)


def test_rules_of_a_plug_in_run_only_when_the_configuration_names_it(site: Path, tmp_path: Path) -> None:
    container = '{"name": "w", "image": "public.ecr.aws/a/b:1", "memory": 64}'
    (tmp_path / "td.json").write_text(f'{{"family": "web", "containerDefinitions": [{container}]}}')
    check = ("check", "--format", "concise", "td.json")
    assert "ACME1" not in ecslint(site, tmp_path, *check).stdout
    (tmp_path / "ecslint.toml").write_text('plugins = ["acme"]\nselect = ["ACME1"]\n')
    done = ecslint(site, tmp_path, *check)
    line = 'td.json:1:12: warning ACME1 family "web" does not start with "team-" [family-without-team]\n'
    assert done.stdout == line, done.stderr
    (tmp_path / "ecslint.toml").write_text('plugins = ["acmee"]\n')
    done = ecslint(site, tmp_path, *check)
    assert done.returncode == 2
    assert "no plug-in is called 'acmee'; installed are acme" in done.stderr


def test_the_pages_of_a_plug_in_run_as_tests(site: Path, tmp_path: Path) -> None:
    done = ecslint(site, tmp_path, "test-rules", "acme_rules")
    assert done.stdout == "2 passed, 0 failed\n", done.stderr
    page = site / "acme_rules" / "rules" / "ACME1-family-without-team.md"
    page.write_text(page.read_text().replace("1:12", "1:13"))
    done = ecslint(site, tmp_path, "test-rules", "acme_rules")
    assert done.returncode == 1
    assert "it should report" in done.stdout
    assert ecslint(site, tmp_path, "test-rules", "no_such_module").returncode == 2
