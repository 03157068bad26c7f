"""The script of the GitHub Action, run by bash with the installation left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEP: dict[str, Any] = ACTION["runs"]["steps"][0]

pytestmark = pytest.mark.needs("bash")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a checkout with files, beside a runner whose python3 makes no environment."""
    checkout = tmp_path / "checkout"
    (checkout / "a b").mkdir(parents=True)
    for name in ("td.json", "a b/td.json"):
        shutil.copy(ROOT / "examples" / "task-definition.json", checkout / name)
    for folder in ("runner/ecslint-venv/bin", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    run = 'shift 3\nprintf "%s\\n" "$@" >> "$CALLS"\nexec "$PYTHON" -I -m ecslint "$@"'
    programs = {
        "bin/python3": "exit 0",
        "runner/ecslint-venv/bin/python": f'case "$3" in (pip) exit 0;; esac\n{run}',
    }
    for name, text in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def act(
    folder: Path, more: dict[str, str] | None = None, **inputs: str
) -> tuple[subprocess.CompletedProcess[str], list[str], str]:
    """Run the step with ``more`` variables; return what it did, the arguments of ecslint and the summary."""
    summary, calls = folder / "summary.md", folder / "calls"
    given = {name: row["default"] for name, row in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): text for name, text in inputs.items()}
    variables = {
        name: given[text.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, text in STEP["env"].items()
        if "inputs." in text
    }
    environment = {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
        "CALLS": str(calls),
        "ACTION_PATH": str(ROOT),
        "RUNNER_TEMP": str(folder / "runner"),
        "GITHUB_STEP_SUMMARY": str(summary),
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **variables,
        **(more or {}),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEP["run"]]
    done = subprocess.run(
        command, cwd=folder / "checkout", env=environment, capture_output=True, text=True, check=False
    )
    said = calls.read_text().splitlines() if calls.exists() else []
    return done, said, summary.read_text() if summary.exists() else ""


def test_every_input_reaches_the_script() -> None:
    used = {
        text.removeprefix("${{ inputs.").removesuffix(" }}")
        for text in STEP["env"].values()
        if "inputs." in text
    }
    assert used == set(ACTION["inputs"])
    assert "${{" not in STEP["run"], "what is pasted into a script can be one"


def test_paths_one_per_line_with_an_empty_last_one(folder: Path) -> None:
    done, calls, summary = act(folder, paths="td.json\r\n\na b/td.json\n", format="concise")
    assert done.returncode in (0, 1), done.stderr
    assert calls[calls.index("--") + 1 :] == ["td.json", "a b/td.json"]
    assert "no such file" not in done.stderr
    assert summary


def test_inputs_become_arguments(folder: Path) -> None:
    checkout = folder / "checkout"
    (checkout / "mine.toml").write_text('fail-on = "error"\n')
    (checkout / "base.json").write_text('{"version": 1, "entries": []}')
    done, calls, _ = act(
        folder,
        format="concise",
        paths="td.json",
        select="ECS101,security",
        config="mine.toml",
        baseline="base.json",
        args="--verbose\n--exit-zero\n",
    )
    assert done.returncode == 0, done.stderr
    text = " ".join(calls)
    assert "--select ECS101,security --config mine.toml --baseline base.json --verbose --exit-zero --" in text


def test_context_is_one_per_line(folder: Path) -> None:
    done, calls, _ = act(folder, paths="td.json", context="a.json\nb.json\n")
    assert done.returncode == 2, "the files are not there"
    assert " ".join(calls).count("--context") == 2


@pytest.mark.needs("git")
def test_cost_diff_goes_to_the_summary(folder: Path) -> None:
    checkout = folder / "checkout"

    def git(*arguments: str) -> None:
        name = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *name, *arguments], cwd=checkout, check=True, capture_output=True)

    template = (ROOT / "examples" / "template.yaml").read_text(encoding="utf-8")
    git("init", "-q")
    (checkout / "template.yaml").write_text(template)
    git("add", ".")
    git("commit", "-qm", "one")
    done, calls, _ = act(folder, paths="template.yaml", cost_diff="true", args="--exit-zero")
    assert "fetch-depth" in done.stdout, "there is no commit before"
    git("commit", "-q", "--allow-empty", "-m", "two")
    done, calls, summary = act(folder, paths="template.yaml", cost_diff="true", args="--exit-zero")
    assert done.returncode == 0, done.stderr
    assert "cost --diff HEAD^ --format markdown -- template.yaml" in " ".join(calls)
    assert "ecslint cost failed" not in done.stdout
    assert "month" in summary


MODULES = (
    "venv ensurepip pip ecslint click yaml pydantic sitecustomize usercustomize encodings runpy json types"
)


def test_no_module_of_a_checkout_is_run(folder: Path) -> None:
    """Not even if the workflow sets PYTHONPATH, as many do for their own tests."""
    checkout = folder / "checkout"
    for name in MODULES.split():
        (checkout / f"{name}.py").write_text(f"open({str(folder / 'ran')!r}, 'a').write({name!r})\n")
    (checkout / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/\n")
    (checkout / "bin").mkdir()
    for name in ("python3", "git", "ecslint"):
        (checkout / name).write_text(f"#!/bin/sh\ntouch {folder / 'ran'}\n")
        (checkout / name).chmod(0o755)
    # Both start Python; instead of making an environment and installing, venv and pip say what they are.
    for name, rest in (("bin/python3", " --help"), ("runner/ecslint-venv/bin/python", "")):
        shown = 'case "$3" in (pip) exec "$PYTHON" -I -m pip --version;; esac'
        text = f'#!/bin/sh\nprintf "%s\\n" "$*" >> "$CALLS"\n{shown}\nexec "$PYTHON" "$@"{rest}\n'
        (folder / name).write_text(text)
    done, calls, _ = act(folder, {"PYTHONPATH": ".", "HOME": str(folder)}, paths="td.json")
    started = [line for line in calls if line.startswith("-")]
    assert all(line.startswith("-I -m ") for line in started), started
    assert len(started) == 3, (calls, done.stderr)
    assert not (folder / "ran").exists()
    assert "td.json" in done.stdout


@pytest.mark.parametrize("name", ["VERSION", "PATHS", "ARGS", "SELECT", "REGION", "SARIF_FILE", "CONFIG"])
def test_what_is_given_is_never_a_command(name: str, folder: Path) -> None:
    hostile = '$(touch "$RUN")`touch "$RUN"`;touch "$RUN"\n"; touch "$RUN"; "\n$RUN\n-x'
    act(folder, {"RUN": str(folder / "ran"), name: hostile, "COST_DIFF": "true", "GITHUB_BASE_REF": hostile})
    assert not (folder / "ran").exists()


@pytest.mark.needs("git")
def test_nothing_of_a_checkout_is_run_by_git(folder: Path) -> None:
    """A repository that is committed as files, in a checkout that is none itself, names a program."""
    checkout = folder / "checkout"
    program = checkout / "program"
    program.write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
    program.chmod(0o755)
    subprocess.run(["git", "init", "-q", "--bare", str(checkout)], check=True, capture_output=True)
    config = checkout / "config"
    config.write_text(
        f"{config.read_text()}[core]\n\tfsmonitor = {program}\n\thooksPath = {checkout}\n"
        f'[remote "origin"]\n\turl = {checkout}\n\tuploadpack = {program}\n'
    )
    act(folder, {"GITHUB_BASE_REF": "main"}, paths="td.json", cost_diff="true")
    assert not (folder / "ran").exists()


def test_the_cost_of_a_change_is_priced_in_a_named_region(folder: Path) -> None:
    checkout = folder / "checkout"
    for command in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "one"),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "two", "--allow-empty"),
    ):
        subprocess.run(["git", *command], cwd=checkout, check=True, capture_output=True)
    _, calls, summary = act(folder, paths="td.json", cost_diff="true", region="eu-west-1")
    assert calls[calls.index("--region") + 1] == "eu-west-1"
    assert "no Region is known" not in summary
