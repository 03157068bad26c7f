"""The VS Code extension: types, lint, package, and its code with a stand-in for VS Code and a server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ecslint import __version__
from ecslint.server.options import Options
from tests.conftest import HANGS

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "editors" / "vscode"
MANIFEST = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))


def npm(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ECSLINT_PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["npm", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the extension with its packages, beside what it takes from here."""
    root = tmp_path_factory.mktemp("checkout")
    copied = root / "editors" / "vscode"
    shutil.copytree(FOLDER, copied, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    for name in ("examples", "schemas"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "LICENSE", root / "LICENSE")
    done = npm(copied, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
    assert done.returncode == 0, done.stderr
    return copied


def test_the_manifest_fits_the_package_and_the_server() -> None:
    assert MANIFEST["version"] == __version__
    settings = {
        name.removeprefix("ecslint.") for name in MANIFEST["contributes"]["configuration"]["properties"]
    }
    assert settings - {"path", "interpreter", "trace.server"} == set(Options.__dataclass_fields__)
    for step in MANIFEST["contributes"]["walkthroughs"][0]["steps"]:
        assert (FOLDER / step["media"]["markdown"]).is_file()


def test_the_problem_matcher_is_the_one_of_the_tasks() -> None:
    tasks = json.loads((ROOT / "editors" / "vscode-tasks.json").read_text(encoding="utf-8"))
    pattern = MANIFEST["contributes"]["problemPatterns"][0]
    assert pattern["regexp"] == tasks["tasks"][0]["problemMatcher"]["pattern"]["regexp"]


@pytest.mark.slow
@pytest.mark.needs("node", "npm")
def test_types_lint_build_tests_and_package(folder: Path) -> None:
    for script in ("check", "build", "test", "package"):
        done = npm(folder, "run", "--silent", script)
        assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    names = set(zipfile.ZipFile(folder / "ecslint.vsix").namelist())
    assert {"extension/dist/extension.js", "extension/schemas/service.json", "extension/LICENSE.txt"} <= names
    assert not any("node_modules" in name or "test" in name for name in names)
    service = zipfile.ZipFile(folder / "ecslint.vsix").read("extension/schemas/service.json")
    assert b"markdownDescription" in service
