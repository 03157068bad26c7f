"""The problem matchers read what ecslint prints, in the regular expressions of their own engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import invoke
from tests.conftest import HANGS

ROOT = Path(__file__).parent.parent

SCRIPT = """
const [pattern, ...lines] = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(lines.map(line => new RegExp(pattern).exec(line))));
"""


def patterns() -> list[tuple[str, dict[str, Any]]]:
    matcher = json.loads((ROOT / "editors" / "github-problem-matcher.json").read_text())
    found = [("github", matcher["problemMatcher"][0]["pattern"][0])]
    tasks = json.loads((ROOT / "editors" / "vscode-tasks.json").read_text())["tasks"]
    return found + [(task["label"], task["problemMatcher"]["pattern"]) for task in tasks]


@pytest.mark.needs("node")
@pytest.mark.parametrize(("name", "pattern"), patterns(), ids=[name for name, _ in patterns()])
def test_matcher_reads_every_concise_line(
    name: str, pattern: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a b:1.json").write_bytes((ROOT / "examples" / "task-definition.json").read_bytes())
    arguments = ["check", "--isolated", "--format"]
    lines = invoke([*arguments, "concise"]).stdout.splitlines()
    findings = json.loads(invoke([*arguments, "json"]).stdout)["findings"]
    assert lines
    done = subprocess.run(
        ["node", "-e", SCRIPT],
        input=json.dumps([pattern["regexp"], *lines]),
        capture_output=True,
        text=True,
        check=True,
    )
    for match, finding in zip(json.loads(done.stdout), findings, strict=True):
        assert match is not None
        assert match[pattern["file"]] == finding["path"]
        assert int(match[pattern["line"]]) == finding["start"]["line"]
        assert int(match[pattern["column"]]) == finding["start"]["column"]
        assert match[pattern["severity"]] == finding["severity"]
        assert match[pattern["code"]] == finding["rule"]
        assert match[pattern["message"]] == finding["message"]


def snippets(language: str) -> list[str]:
    text = (ROOT / "editors" / "README.md").read_text(encoding="utf-8")
    return [part.partition("```")[0] for part in text.split(f"```{language}\n")[1:]]


def test_the_snippet_for_neovim_is_the_file_that_tests_run() -> None:
    assert (ROOT / "editors" / "nvim.lua").read_text(encoding="utf-8") in snippets("lua")


def test_snippets_are_in_order() -> None:
    (helix,) = map(tomllib.loads, snippets("toml"))
    assert helix["language-server"]["ecslint"] == {"command": "ecslint", "args": ["server"]}
    assert all("ecslint" in language["language-servers"] for language in helix["language"])
    sublime, zed = map(json.loads, snippets("json"))
    assert sublime["clients"]["ecslint"]["command"] == ["ecslint", "server"]
    assert zed[0]["args"][:2] == ["check", "--format"]
    (efm,) = map(yaml.safe_load, snippets("yaml"))
    assert efm["languages"]["yaml"] == efm["languages"]["json"]


@pytest.mark.parametrize("language", ["lua", "toml", "elisp", "json", "yaml"])
def test_snippets_are_short(language: str) -> None:
    assert all(len(code.rstrip().splitlines()) <= 5 for code in snippets(language))


@pytest.mark.needs("nvim")
def test_makeprg_takes_spaces_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines for Vim from the document, in a real editor: a name with a space, a letter of two bytes."""
    lines = (ROOT / "editors" / "README.md").read_text(encoding="utf-8").splitlines()
    settings = [line.partition("setlocal ")[2] for line in lines if "FileType json,yaml setlocal" in line]
    assert len(settings) == 2
    text = '{"family": "a", "containerDefinitions": [{"name": "é", "image": "a:1", "memory": "512"}]}\n'
    (tmp_path / "a b.json").write_text(text, encoding="utf-8")
    (tmp_path / "ecslint.toml").write_text('select = ["ECS011"]\n')
    program = f"{sys.executable} -m ecslint"
    commands = [
        line.replace("makeprg=ecslint", "makeprg=" + program.replace(" ", r"\ ")) for line in settings
    ]
    script = "\n".join(
        [
            *(f"setlocal {command}" for command in commands),
            "silent make",
            "let found = map(getqflist(), {_, e -> [bufname(e.bufnr), e.lnum, e.col]})",
            "call writefile([json_encode(found)], 'out.json')",
            "qall!",
        ]
    )
    (tmp_path / "steps.vim").write_text(script + "\n")
    subprocess.run(
        ["nvim", "--headless", "-n", "-u", "NONE", "a b.json", "-S", "steps.vim"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=HANGS,
    )
    found = json.loads((tmp_path / "out.json").read_text())
    assert ["a b.json", 1, len(text[: text.index('"512"')].encode()) + 1] in found
