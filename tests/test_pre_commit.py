"""The hooks, run by the real pre-commit in a scratch repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BAD = """{
  "family": "web",
  "containerDefinitions": [
    {"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 512},
  ]
}
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs("git", "checkout", "pre-commit", "index"),
    pytest.mark.xdist_group("pre-commit"),
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this checkout as it is, since pre-commit takes its hooks from git."""
    clone = tmp_path_factory.mktemp("hooks") / "ecslint"
    git("clone", "--quiet", str(ROOT), str(clone), cwd=ROOT)
    listed = git("ls-files", "-m", "-o", "--exclude-standard", cwd=ROOT).splitlines()
    for name in listed:
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    git("add", "-A", cwd=clone)
    git(
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.com",
        "commit",
        "-qm",
        "x",
        "--allow-empty",
        cwd=clone,
    )
    return clone


def git(*arguments: str, cwd: Path) -> str:
    return subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    git("init", "-q", ".", cwd=tmp_path)
    (tmp_path / "td.json").write_text(BAD)
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "compose.yaml").write_text("services: {web: {image: nginx}}\n")
    git("add", "-A", cwd=tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-home")


def hook(
    repository: Path, scratch: Path, home: Path, name: str, *files: str
) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pre_commit",
        "try-repo",
        str(repository),
        name,
        "--verbose",
        "--files",
        *files,
    ]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PYTHONPATH"))}
    environment["PRE_COMMIT_HOME"] = str(home)
    return subprocess.run(command, cwd=scratch, capture_output=True, text=True, env=environment, check=False)


def test_foreign_files_are_silent(repository: Path, scratch: Path, home: Path) -> None:
    done = hook(repository, scratch, home, "ecslint", "package.json", "compose.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is not recognised" not in done.stdout


def test_a_bad_task_definition_blocks_the_commit(repository: Path, scratch: Path, home: Path) -> None:
    done = hook(repository, scratch, home, "ecslint", "package.json", "td.json")
    assert done.returncode == 1
    assert "error[ECS002]" in done.stdout
    assert "package.json" not in done.stdout.split("ecslint")[-1]


def test_a_fix_is_applied(repository: Path, scratch: Path, home: Path) -> None:
    hook(repository, scratch, home, "ecslint-fix", "td.json")
    assert (scratch / "td.json").read_text() == BAD.replace("},\n  ]", "}\n  ]")


def test_the_whole_repository(repository: Path, scratch: Path, home: Path) -> None:
    done = hook(repository, scratch, home, "ecslint-all", "package.json")
    assert done.returncode == 1
    assert "td.json:4:" in done.stdout


def test_a_module_is_linted_as_a_whole(repository: Path, scratch: Path, home: Path) -> None:
    (scratch / "infra").mkdir()
    (scratch / "infra" / "main.tf").write_text(
        'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n'
        '  requires_compatibilities = ["FARGATE"]\n  network_mode = "awsvpc"\n'
        "  cpu = 256\n  memory = var.memory\n"
        '  container_definitions = jsonencode([{ name = "web", image = "nginx:1.27" }])\n}\n'
    )
    (scratch / "infra" / "variables.tf").write_text('variable "memory" {\n  default = 4096\n}\n')
    git("add", "-A", cwd=scratch)
    done = hook(repository, scratch, home, "ecslint-terraform", "infra/variables.tf", "td.json")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "error[ECS101]" in done.stdout
    assert "td.json" not in done.stdout.split("hook id")[-1]
