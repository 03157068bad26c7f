"""Configuration, suppressions and baselines."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ecslint import api
from tests.command import Done, invoke
from tools.refresh_config_schema import main as refresh_config_schema

TWICE = """\
family: web
containerDefinitions:
  - name: web
    image: public.ecr.aws/nginx/nginx:1.27
    memory: 512
    memory: 512
"""
TWICE_JSON = """\
{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 512, "memory": 512}
]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Done:
    return invoke(["check", "--format", "concise", *arguments])


def rules(*arguments: str) -> list[str]:
    return [line.split()[2] for line in run(*arguments).stdout.splitlines()]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("selct = ['ECS101']", "unknown key 'selct'; did you mean 'select'?"),
        ("select = ['ECS9999']", 'no rule, prefix or tag is called "ECS9999"'),
        ("fail-on = 'fatal'", 'fail-on: "fatal" is not allowed; use "error", "warning" or "info"'),
        ("ignore = 'ECS101'", 'ignore: "ECS101" is a string; use a list'),
        ("[capacity]\nheadroom = 101", "capacity.headroom: 101 is out of range; use at most 100"),
        ("[capacity]\nheadroom = '20'", 'capacity.headroom: "20" is a string; use a whole number'),
        ("[cost]\nbudget = 'much'", "cost.budget: "),
        (
            "[[suppress]]\nrule = 'ECS1'\nfile = 'x'\nreason = 'y'\nexpires = '2030-02-30'",
            "suppress.0.expires: ",
        ),
        ("ignore = [", "not valid TOML"),
        ("[[suppress]]\nrule = 'ECS101'\nfile = 'x'", "suppress.0.reason: is missing; add it"),
        (
            "[[suppress]]\nrule = 'ECS101'\nfile = 'x'\nreason = 'y'\nexpire = 2030-01-01",
            "did you mean 'expires'?",
        ),
        ("context = ['../x.json']", "outside the folder"),
        ("severity = {'ECS1' = 'info'}", "not one rule"),
    ],
)
def test_a_broken_configuration_is_one_clear_line(folder: Path, text: str, words: str) -> None:
    (folder / "ecslint.toml").write_text(text)
    (folder / "td.yaml").write_text(TWICE)
    result = run("td.yaml")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert words in result.stderr
    assert "ecslint.toml" in result.stderr


def test_jsonschema_is_imported_for_mistakes_only(folder: Path) -> None:
    program = (
        "import sys\n"
        "from ecslint.config.file import read_config\n"
        "try: read_config('ecslint.toml')\n"
        "except ValueError: pass\n"
        "print('jsonschema' in sys.modules)\n"
    )
    for text, imported in (("fail-on = 'error'", "False"), ("fail-on = 'fatal'", "True")):
        (folder / "ecslint.toml").write_text(text)
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == imported


def test_the_nearest_configuration_holds_for_each_file(folder: Path) -> None:
    (folder / "ecslint.toml").write_text("select = ['ECS004']\n")
    (folder / "sub").mkdir()
    (folder / "sub" / "pyproject.toml").write_text("[tool.ecslint]\nignore = ['ECS004']\n")
    (folder / "deep").mkdir()
    (folder / "deep" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    for name in ("td.yaml", "sub/td.yaml", "deep/td.yaml"):
        (folder / name).write_text(TWICE)
    lines = run("--ignore", "ECS4,ECS7,ECS3").stdout.splitlines()
    assert [line.split(":")[0] for line in lines if " ECS004 " in line] == ["deep/td.yaml", "td.yaml"]
    assert "ECS004" in rules("--isolated", "sub")


def test_severity_mandatory_and_per_file_ignores(folder: Path) -> None:
    (folder / "td.yaml").write_text(TWICE)
    (folder / "ecslint.toml").write_text("[severity]\nduplicate-key = 'error'\n")
    assert ": error ECS004 " in run("--select", "ECS004").stdout
    (folder / "ecslint.toml").write_text("[per-file-ignores]\n'*.yaml' = ['ECS004']\n")
    assert rules("--select", "ECS004") == []
    (folder / "ecslint.toml").write_text(
        "mandatory = ['ECS004']\n[per-file-ignores]\n'*.yaml' = ['ECS004']\n"
    )
    assert rules("--ignore", "ECS") == ["ECS004"]


def test_exclude_holds_for_walking_and_for_hooks(folder: Path) -> None:
    (folder / "gen").mkdir()
    (folder / "gen" / "td.yaml").write_text(TWICE)
    (folder / "ecslint.toml").write_text("exclude = ['gen/']\nselect = ['ECS004']\n")
    assert rules() == []
    assert rules("gen/td.yaml") == ["ECS004"]
    assert rules("--force-exclude", "gen/td.yaml") == []


@pytest.mark.parametrize(
    "text",
    [
        TWICE.replace("  memory: 512\n", "  memory: 512 # ecslint: ignore[ECS004] why not\n"),
        TWICE.replace("  - name", "  # ecslint: ignore[duplicate-key] why not\n  - name"),
        "# ecslint: ignore[ECS004] why not\n" + TWICE.replace("family: web\n", ""),
    ],
)
def test_comments_cover_their_line_or_the_block_below(folder: Path, text: str) -> None:
    (folder / "td.yaml").write_text(text)
    select = ("--select", "ECS004,ECS007")
    assert rules(*select) == []
    assert rules(*select, "--no-ignores") == ["ECS004"]


def test_a_comment_does_not_reach_beyond_its_block(folder: Path) -> None:
    text = TWICE.replace("family", "# ecslint: ignore[ECS004] only the family\nfamily")
    (folder / "td.yaml").write_text(text)
    assert rules("--select", "ECS004,ECS006") == ["ECS006", "ECS004"]


def test_a_mandatory_rule_cannot_be_suppressed(folder: Path) -> None:
    (folder / "ecslint.toml").write_text("mandatory = ['ECS004']\n")
    (folder / "td.yaml").write_text(TWICE.rstrip() + " # ecslint: ignore[ECS004] no\n")
    assert rules("--select", "ECS004") == ["ECS004"]


def test_entries_by_container_and_pointer(folder: Path) -> None:
    (folder / "td.yaml").write_text(TWICE_JSON)
    head = "select = ['ECS004', 'ECS006']\n[[suppress]]\nrule = 'ECS004'\nfile = 'td.yaml'\nreason = 'r'\n"
    for line, expected in (
        ("container = 'web'", []),
        ("container = 'db'", ["ECS006", "ECS004"]),
        ("pointer = '/containerDefinitions/0/memory'", []),
        ("pointer = '/containerDefinitions/0'", []),
        ("pointer = '/volumes'", ["ECS006", "ECS004"]),
    ):
        (folder / "ecslint.toml").write_text(f"{head}{line}\n")
        assert rules() == expected, line


def test_add_ignores_accepts_what_is_found_and_keeps_the_text(folder: Path) -> None:
    (folder / "td.yaml").write_text(TWICE)
    (folder / "ecslint.toml").write_text("# mine\nselect = ['ECS004']")
    assert run("--add-ignores").exit_code == 0
    assert (folder / "ecslint.toml").read_text().startswith("# mine\nselect = ['ECS004']\n\n[[suppress]]\n")
    assert rules() == []


@pytest.mark.parametrize("text", ["{", "[]", '{"region": {}}', None])
def test_a_broken_price_file_is_said_and_fails(folder: Path, text: str | None) -> None:
    (folder / "td.json").write_text('{"family": "web", "containerDefinitions": []}')
    (folder / "ecslint.toml").write_text('[cost]\nprices = "prices.json"\n')
    if text is not None:
        (folder / "prices.json").write_text(text)
    result = run()
    assert result.exit_code == 2
    (line,) = [line for line in result.stderr.splitlines() if "prices.json" in line]
    assert line.endswith("; costs were estimated with list prices")
    (folder / "prices.json").write_text('{"discount_percent": 5}')
    assert "prices.json" not in run().stderr


@pytest.mark.parametrize("config", ["ecslint.toml", "pyproject.toml"])
def test_added_suppressions_are_toml_whatever_a_file_is_called(folder: Path, config: str) -> None:
    name = 'td "\N{GRINNING FACE}" \\ \x7f.yaml'
    (folder / name).write_text(TWICE)
    (folder / config).write_text("# mine\n" if config == "ecslint.toml" else "[tool.ecslint]\n")
    assert run("--add-ignores").exit_code == 0
    table = tomllib.loads((folder / config).read_text(encoding="utf-8"))
    entries = table["suppress"] if config == "ecslint.toml" else table["tool"]["ecslint"]["suppress"]
    assert {entry["file"] for entry in entries} == {name}
    assert rules() == []


def test_a_baseline_accepts_by_logical_place_and_reports_stale_entries(folder: Path) -> None:
    (folder / "td.yaml").write_text(TWICE_JSON)
    select = ("--select", "ECS004", "--baseline", "base.json")
    assert run(*select, "--update-baseline").exit_code == 0
    assert json.loads((folder / "base.json").read_text())["version"] == 1
    assert rules(*select) == []
    moved = TWICE_JSON.replace("[{", '[{"name": "first", "image": "a", "memory": 8}, {')
    (folder / "td.yaml").write_text("\n" + moved)
    assert rules(*select) == [], "neither the line nor the index counts"
    (folder / "td.yaml").write_text(TWICE_JSON.replace('"memory": 512, ', ""))
    assert "stale baseline entry: ECS004 at td.yaml/containerDefinitions/[web]/memory" in run(*select).stderr


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version": 99, "entries": []}', '{"version": 1, "entries": [{}]}']
)
def test_a_bad_baseline_is_one_clear_line(folder: Path, text: str) -> None:
    (folder / "td.yaml").write_text(TWICE)
    (folder / "base.json").write_text(text)
    result = run("--baseline", "base.json")
    assert result.exit_code == 2
    assert "base.json" in result.stderr
    assert "Traceback" not in result.output


def test_the_schema_of_the_configuration_is_up_to_date() -> None:
    assert refresh_config_schema(["--check"]) == 0


def test_a_baseline_can_be_named_in_the_configuration(folder: Path) -> None:
    (folder / "td.yaml").write_text(TWICE_JSON)
    (folder / "ecslint.toml").write_text('select = ["ECS004"]\nbaseline = "base.json"\n')
    assert run("--update-baseline").exit_code == 0
    assert (folder / "base.json").exists()
    assert rules() == []
    assert rules("--no-ignores") == ["ECS004"]
    assert api.lint_paths(["td.yaml"]).findings == ()
    (folder / "other.yaml").write_text(TWICE_JSON)
    linted = run("other.yaml")
    assert "ECS004" in linted.stdout
    assert "stale" not in linted.stderr, "td.yaml was not looked at"
    assert "stale" not in run("--select", "ECS101").stderr, "the rule was not looked for"
    (folder / "td.yaml").unlink()
    assert "stale baseline entry: ECS004 at td.yaml" in run("other.yaml").stderr
    (folder / "ecslint.toml").write_text('baseline = "base.json"\nmandatory = ["ECS004"]\n')
    (folder / "td.yaml").write_text(TWICE_JSON)
    assert "ECS004" in rules("td.yaml"), "nothing accepts what is mandatory"
    (folder / "ecslint.toml").write_text('baseline = "../base.json"\n')
    assert "outside the folder" in run().stderr
