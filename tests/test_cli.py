"""The command line as users meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ecslint import __version__
from tests.command import Done, invoke

ROOT = Path(__file__).parent.parent
CONTAINER = '{"name": "web", "image": "public.ecr.aws/a/b:1", "memory": 64}'
GOOD = f'{{"family": "web", "containerDefinitions": [{CONTAINER}]}}'
BAD = GOOD.replace("}]}", "},]}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path


def run(*arguments: str, input: str | bytes | None = None) -> Done:
    return invoke(arguments, input=input)


def test_version() -> None:
    assert run("--version").stdout.endswith(f"{__version__}\n")


def test_exit_status_follows_fail_on(folder: Path) -> None:
    (folder / "bad.json").write_text(BAD)
    (folder / "good.json").write_text(GOOD)
    assert run("check", "good.json").exit_code == 0
    assert run("check", "bad.json").exit_code == 1
    assert run("check", "bad.json", "--exit-zero").exit_code == 0
    (folder / "twice.json").write_text(GOOD.replace('"memory": 64', '"memory": 64, "memory": 64'))
    assert run("check", "--select", "ECS004", "twice.json").exit_code == 0
    assert run("check", "--select", "ECS004", "--fail-on", "warning", "twice.json").exit_code == 1


def test_a_folder_is_walked_and_foreign_files_are_silent(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "td.json").write_text(BAD)
    (folder / "package.json").write_text('{"name": "x"}')
    (folder / "compose.yaml").write_text("services: {web: {image: nginx}}\n")
    result = run("check", "--format", "concise")
    assert result.stdout.splitlines()[0].startswith("a/td.json:1:")
    assert result.stderr == ""


def test_a_foreign_file_that_is_named_gets_one_line(folder: Path) -> None:
    (folder / "package.json").write_text('{"name": "x"}')
    result = run("check", "package.json")
    assert result.exit_code == 0
    assert result.stderr == "ecslint: package.json is not recognised; skipped\n"


def test_standard_input_goes_by_the_name_given() -> None:
    result = run("check", "-", "--format", "concise", "--stdin-filename", "td.json", input=BAD)
    assert result.stdout.startswith("td.json:1:")
    assert run("check", "-", "--format", "concise", input=BAD).stdout.startswith("-:1:")


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "no such file"), (b"\x00\x01\x02\xff" * 50, "binary")],
)
def test_unreadable_files_are_one_line_and_status_2(folder: Path, content: bytes | None, words: str) -> None:
    (folder / "good.json").write_text(BAD)
    if content is not None:
        (folder / "x.json").write_bytes(content)
    result = run("check", "x.json", "good.json", "--format", "concise")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert words in result.stderr
    assert result.stdout.startswith("good.json:1:"), "the other files are still linted"


def test_wrong_words_get_a_suggestion() -> None:
    assert "did you mean 'check'?" in run("chek").stderr
    assert "use fargate-task-size" in run("explain", "fargate-task-siz").stderr
    result = run("check", "--select", "fargate-task-sizes")
    assert result.exit_code == 2
    assert 'no rule, prefix or tag is called "fargate-task-sizes"; use ' in result.stderr


def test_explain_shows_examples_without_what_proves_a_row() -> None:
    page = invoke(["explain", "ECS101"]).stdout
    assert "```json bad file=run-task.json\n" in page
    assert "covers=" not in page


def test_explain_works_by_id_and_by_name() -> None:
    by_id = run("explain", "ecs101").stdout
    assert by_id == run("explain", "fargate-task-size").stdout
    assert by_id.startswith("ECS101 fargate-task-size (error)")
    assert "No Fargate configuration exists for given values" in by_id


def test_rules_lists_every_page_in_each_format() -> None:
    ids = sorted(page.name.partition("-")[0] for page in (ROOT / "rules").glob("ECS*.md"))
    listed = json.loads(run("rules", "--format", "json").stdout)
    assert [rule["id"] for rule in listed] == ids
    assert run("rules").stdout.count("\n") == len(ids)
    assert run("rules", "--format", "markdown").stdout.count("\n") == len(ids) + 2


def test_reports_are_written_beside_the_terminal_output(folder: Path) -> None:
    (folder / "bad.json").write_text(BAD)
    result = run("check", "bad.json", "--report", "sarif:out.sarif", "--report", "junit:out.xml")
    assert "error[ECS002]" in result.stdout
    assert json.loads((folder / "out.sarif").read_text())["version"] == "2.1.0"
    assert (folder / "out.xml").read_text().startswith("<?xml")
    assert run("check", "bad.json", "--report", "serif:x").exit_code == 2
    failed = run("check", "bad.json", "--report", "json:no/such/folder/x.json")
    assert failed.exit_code == 2
    assert "no/such/folder/x.json" in failed.stderr


def test_text_underlines_the_value_and_escapes_what_a_terminal_would_obey(folder: Path) -> None:
    (folder / "td.json").write_text('{"family": "w\\u001b[31m\x9b", "containerDefinitions": [],}\n')
    result = run("check", "td.json", "--select", "ECS002")
    assert "\x1b" not in result.stdout
    assert "\x9b" not in result.stdout
    lines = result.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(" 1 |"))
    assert lines[at][lines[at + 1].index("^")] == ","
    coloured = run("check", "td.json", "--select", "ECS002", "--color").stdout
    assert "\x1b[31m\x1b[1m" in coloured


def test_statistics_and_quiet(folder: Path) -> None:
    (folder / "bad.json").write_text(BAD)
    assert run("check", "bad.json", "--statistics", "--select", "ECS002").stdout.split() == [
        "1",
        "error",
        "ECS002",
        "comment-or-trailing-comma",
    ]
    quiet = run("check", "bad.json", "-q", "--select", "ECS002").stdout
    assert "1 error in 1 file" not in quiet


def test_config_shows_where_values_come_from(folder: Path) -> None:
    (folder / "ecslint.toml").write_text('region = "eu-west-1"\nfail-on = "warning"\n')
    shown = json.loads(run("config", "--format", "json").stdout)
    assert shown["region"] == {"value": "eu-west-1", "from": "ecslint.toml"}
    assert shown["fail-on"] == {"value": "warning", "from": "ecslint.toml"}
    assert shown["ignore"] == {"value": [], "from": "default"}


def test_init_writes_after_showing_and_leaves_what_is_there(folder: Path) -> None:
    (folder / ".pre-commit-config.yaml").write_text("repos: []\n")
    result = run("init", "--yes")
    assert "wrote ecslint.toml" in result.stdout
    assert (folder / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert run("check").exit_code == 0, "the configuration it writes is valid"
    assert (folder / ".github" / "workflows" / "ecslint.yml").exists()


def test_init_pins_what_is_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ecslint.cli import init

    commit = "0123456789abcdef0123456789abcdef01234567"
    monkeypatch.setattr(init, "installed_commit", lambda: commit)
    assert run("init", "--yes").exit_code == 0
    assert f"rev: {commit} # v" in (folder / ".pre-commit-config.yaml").read_text()
    assert f"ecslint/ecslint@{commit} # v" in (folder / ".github" / "workflows" / "ecslint.yml").read_text()
    monkeypatch.setattr(init, "installed_commit", lambda: None)
    assert all("@main" not in text and "{" not in text.replace("${{", "") for text in init.files().values())


def test_the_commit_is_the_one_that_the_installer_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    from ecslint.cli.init import installed_commit

    class Noted:
        text: str | None = None

        def read_text(self, name: str) -> str | None:
            return self.text if name == "direct_url.json" else None

    monkeypatch.setattr(metadata, "distribution", lambda name: Noted())
    commit = "0123456789abcdef0123456789abcdef01234567"
    for text, expected in (
        (None, None),
        ("[]", None),
        ("{", None),
        ('{"url": "file:///x", "dir_info": {}}', None),
        ('{"url": "x", "vcs_info": {"vcs": "git", "commit_id": "main"}}', None),
        (f'{{"url": "x", "vcs_info": {{"vcs": "git", "commit_id": "{commit}"}}}}', commit),
    ):
        Noted.text = text
        assert installed_commit() == expected, text


def test_schema_prints_and_lists() -> None:
    assert "config" in run("schema").stdout.split()
    assert json.loads(run("schema", "task-definition").stdout)["$schema"].startswith(
        "https://json-schema.org"
    )
    assert "did you mean config?" in run("schema", "confg").stderr


def test_the_module_runs_and_a_closed_pipe_is_no_traceback(folder: Path) -> None:
    (folder / "bad.json").write_text(BAD)
    command = f"{sys.executable} -m ecslint check bad.json | true"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=False)
    assert "Traceback" not in done.stderr


def test_hook_files_are_equal() -> None:
    assert (ROOT / ".pre-commit-hooks.yaml").read_bytes() == (ROOT / "pre-commit-hooks.yaml").read_bytes()


@pytest.mark.needs("terminal")
def test_a_narrow_terminal_gets_a_narrow_excerpt_and_progress(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a pseudo-terminal: the line that is shown fits, with the carets under the value."""
    import pty

    (folder / "long.json").write_text('{"family": "' + "w" * 300 + '", "containerDefinitions": [],}\n')
    code = "import fcntl, struct, sys, termios;"
    code += "fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('4H', 30, 60, 0, 0));"
    code += "from ecslint.cli import main; sys.argv = ['ecslint', 'check', '--no-color', 'long.json']; main()"
    output: list[bytes] = []

    def read(handle: int) -> bytes:
        output.append(os.read(handle, 4096))
        return output[-1]

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pty.spawn([sys.executable, "-c", code], read, lambda _: b"")
    lines = b"".join(output).decode().replace("\r", "").splitlines()
    shown = [line for line in lines if line.startswith((" 1 |", "   |"))]
    assert shown
    assert all(len(line) <= 60 for line in shown)
    assert any("^" in line for line in shown)


@pytest.mark.parametrize("before", [(), ("-m", "cProfile")])
def test_the_program_ends_with_all_it_had_to_say(before: tuple[str, ...], folder: Path) -> None:
    """Also those who wait for its end, such as a profiler, see it."""
    (folder / "task-definition.json").write_text('{"family": "a b", "containerDefinitions": []}', "utf-8")
    command = [sys.executable, *before, "-m", "ecslint", "check", "--format", "jsonl", "."]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert '"ECS404"' in done.stdout
    assert ("function calls" in done.stdout) == bool(before)
    assert done.returncode == (0 if before else 1)  # cProfile does not hand on the status


def test_a_walk_that_recognises_nothing_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "task.json").write_text('{"family": "web", "containerDefinitions": []}')
    result = invoke(["check"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "ecslint: nothing was recognised in .; git ignores build, which is linted when it is named\n"
    )
    assert invoke(["check", "--fail-on-empty"]).exit_code == 2
    assert invoke(["check", "build"]).stderr == ""


def test_what_the_cdk_synthesised_is_linted_though_git_ignores_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("cdk.out\n")
    (tmp_path / "cdk.out").mkdir()
    sizes = {"Cpu": "512", "Memory": "512", "RequiresCompatibilities": ["FARGATE"]}
    task = {"Type": "AWS::ECS::TaskDefinition", "Properties": sizes}
    template = json.dumps({"Resources": {"Task": task}})
    (tmp_path / "cdk.out" / "Web.template.json").write_text(template)
    assert "nothing was recognised" in invoke(["check"]).stderr
    (tmp_path / "cdk.json").write_text("{}")
    assert "cdk.out/Web.template.json:1:" in invoke(["check", "--format", "concise"]).stdout


def test_the_closing_line_counts_what_can_be_fixed(tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    path.write_text(
        '{"Family": "web", "cpu": "512", "memory": "512", "requiresCompatibilities": ["FARGATE"]}'
    )
    line = invoke(["check", "--isolated", "--select", "ECS010,ECS101", str(path)]).stdout.splitlines()[-1]
    assert line == "2 errors in 1 file (1 fixable with --fix, 1 fixable with --unsafe-fixes)."


def test_a_page_is_paged_as_git_does(monkeypatch: pytest.MonkeyPatch) -> None:
    from ecslint.cli import rules as command

    seen: list[tuple[str, str | None]] = []
    monkeypatch.setattr("click.echo_via_pager", lambda page: seen.append((page, os.environ.get("LESS"))))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((80, 24)))
    monkeypatch.delenv("LESS", raising=False)
    command._show("short\n" * 10)
    assert seen == [], "what fits is printed"
    command._show("long\n" * 100)
    assert seen == [("long\n" * 100, "-FRX")]
    assert "LESS" not in os.environ
    monkeypatch.setenv("LESS", "-R")
    command._show("long\n" * 100)
    assert seen[-1][1] == "-R", "the user's own wish"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ECS9999", 'no rule is called "ECS9999"; see ecslint rules'),
        ("ECS1O1", "use ECS101"),
        ("fargate-tsk-size", "use fargate-task-size"),
    ],
)
def test_explain_suggests_what_is_near(word: str, said: str) -> None:
    assert said in invoke(["explain", word]).stderr


def test_nothing_is_said_of_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = invoke(["check", "missing.json"])
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("variable", "value", "known"),
    [
        ("TERM_PROGRAM", "vscode", True),
        ("WT_SESSION", "1", True),
        ("TERM", "xterm-kitty", True),
        ("TERM", "dumb", False),
    ],
)
def test_terminals_that_follow_links(
    variable: str, value: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ecslint.cli import terminal

    for name in ("NO_COLOR", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv(variable, value)
    assert terminal.has_links() is known
