"""What a tag becomes: the workflow, the package's face on PyPI, the image."""

from __future__ import annotations

import re
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecslint import __version__
from ecslint.cli.init import files
from tests.conftest import HANGS, ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RELEASE: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


COPIED = [
    *(ROOT / name for name in ("README.md", "action.yml", ".pre-commit-hooks.yaml")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "editors").glob("*.*")),
]
"""What people copy into places where it meets files of strangers."""

STARTS_PYTHON = re.compile(r"python[\d.]*\"? (?!-I\b)-(?!-)\S*.*")
OWN_CLONE = (
    "python3 -m venv .venv && .venv/bin/pip install --quiet . &&",
    "python -m tools.",
    "python -m benchmarks",
)
"""What is said for a clone of ecslint itself."""


def test_what_people_copy_takes_no_module_from_the_folder_where_it_is_run() -> None:
    for path in COPIED:
        text = path.read_text(encoding="utf-8")
        for line in text.splitlines():
            if STARTS_PYTHON.search(line) and not any(each in line for each in OWN_CLONE):
                raise AssertionError(f"{path.name}: {line}")


def test_actions_that_people_copy_are_pinned_by_commit() -> None:
    texts = [*(path.read_text(encoding="utf-8") for path in COPIED), *files().values()]
    used = [line.strip("- `") for text in texts for line in text.splitlines() if " uses: " in line]
    assert len(used) > 5
    for line in used:
        own = line.startswith("uses: ecslint/ecslint@")
        assert own or re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_jobs_have_only_the_rights_that_they_need() -> None:
    assert RELEASE["permissions"] == {}
    rights = {name: job["permissions"] for name, job in RELEASE["jobs"].items()}
    assert rights["pypi"] == {"contents": "read", "id-token": "write"}
    assert [name for name, own in rights.items() if own["contents"] == "write"] == ["github"]
    scripts = [step.get("run", "") for job in RELEASE["jobs"].values() for step in job["steps"]]
    assert not any("${{" in script for script in scripts), "what is pasted into a script can be one"


def test_the_change_log_has_what_the_release_says() -> None:
    job = RELEASE["jobs"]["github"]["steps"][-1]["run"]
    program = next(line for line in job.splitlines() if line.startswith("awk"))
    script = f"version={__version__}\n{program}\ncat notes.md; rm notes.md"
    done = subprocess.run(["bash", "-ec", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip()


def test_the_tag_is_compared_with_the_version() -> None:
    step = next(
        each for each in RELEASE["jobs"]["build"]["steps"] if each.get("name") == "The tag is the version"
    )
    for tag, status in ((f"v{__version__}", 0), ("v0.0.0", 1)):
        command = ["bash", "-c", step["run"]]
        done = subprocess.run(
            command, cwd=ROOT, env={"GITHUB_REF_NAME": tag, "PATH": "/usr/bin:/bin"}, check=False
        )
        assert done.returncode == status


def test_the_readme_on_pypi_has_no_relative_link(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = types.ModuleType("hatchling.metadata.plugin.interface")
    monkeypatch.setattr(stand_in, "MetadataHookInterface", object, raising=False)
    for name in ("hatchling", "hatchling.metadata", "hatchling.metadata.plugin"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, stand_in.__name__, stand_in)
    monkeypatch.delitem(sys.modules, "tools.pypi_readme", raising=False)
    from tools.pypi_readme import REPOSITORY, absolute

    text = absolute((ROOT / "README.md").read_text(encoding="utf-8"))
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert links
    assert all(link.startswith(("https://", "#")) for link in links)
    for link in links:
        if link.startswith(REPOSITORY):
            assert (ROOT / link.removeprefix(REPOSITORY).partition("#")[0]).exists(), link
    assert absolute("[a](https://b) [c](#d)") == "[a](https://b) [c](#d)"


@pytest.mark.slow
@pytest.mark.needs("docker", "index")
def test_the_image_lints_what_is_mounted_read_only() -> None:
    build = ["docker", "build", "--quiet", "--tag", "ecslint-test", "."]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=HANGS)
    command = ["docker", "run", "--rm", "--read-only", "--network", "none"]
    mounted = ["--volume", f"{ROOT / 'examples'}:/work:ro", "ecslint-test", "check", "--format", "concise"]
    done = subprocess.run([*command, *mounted], capture_output=True, text=True, check=False, timeout=HANGS)
    assert done.returncode == 1
    assert "ECS101" in done.stdout
    who = [*command, "--entrypoint", "id", "ecslint-test", "-u"]
    assert subprocess.run(who, capture_output=True, text=True, check=True).stdout.strip() == "10001"
