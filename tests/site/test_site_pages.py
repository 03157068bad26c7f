"""The pages of the site: complete, linked, and with examples that say what ecslint says."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from ecslint import api
from ecslint.catalogue.pages import SITE
from ecslint.cli import main
from ecslint.config.file import ConfigFile
from tests.command import invoke
from tests.conftest import ROOT
from tools.site.__main__ import pages
from tools.site.errors import quoted
from tools.site.links import Links

GUIDES = sorted((ROOT / "docs").glob("start-*.md"))
_FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_the_links_of_findings_are_pages_of_the_site(made: dict[str, str]) -> None:
    for rule in api.rules():
        assert rule.url.startswith(SITE)
        assert f"{rule.url.removeprefix(SITE).rstrip('/')}.md" in made


def test_a_rule_says_the_same_offline(made: dict[str, str]) -> None:
    for rule in api.rules():
        page = made[f"rules/{rule.id}-{rule.name}.md"]
        prose = re.sub(r"```.*?```", "", rule.body, flags=re.DOTALL)
        there = {" ".join(line.split()) for line in page.splitlines()}
        missing = [
            line for line in prose.splitlines() if line.strip() and " ".join(line.split()) not in there
        ]
        assert [line for line in missing if "](" not in line] == [], rule.id


def test_the_index_of_errors_has_every_text_that_pages_quote(made: dict[str, str]) -> None:
    page = made["errors.md"]
    for rule in api.rules():
        texts = [text for text, _ in quoted(rule)]
        for beginning, _ in rule.evidence:
            assert any(beginning in text for text in texts), (rule.id, beginning)
        for text in texts:
            assert f"`{text}` | [{rule.id}]" in page, (rule.id, text)
    assert "No Fargate configuration exists for given values" in page


def test_the_references_leave_nothing_out(made: dict[str, str]) -> None:
    properties = ConfigFile.model_json_schema(by_alias=True)["properties"]
    assert [key for key in properties if f"| `{key}` |" not in made["reference/configuration.md"]] == []
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        section = made["reference/cli.md"].partition(f"## ecslint {name}\n")[2].partition("\n## ")[0]
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.opts[-1] in section, (name, option.opts)
    assert [name for name in api.__all__ if f"### {name}\n" not in made["reference/api.md"]] == []


def test_a_link_to_nothing_is_an_error() -> None:
    links = Links(ROOT, {"docs/a.md": "guide/a.md", "rules/README.md": "about/rules.md"})
    there = f"[a](../rules/README.md#examples) [b](../pyproject.toml) [c]({SITE}errors/)"
    assert links.rewritten("docs/a.md", there) == (
        "[a](../about/rules.md#examples) [b](https://github.com/ecslint/ecslint/blob/main/pyproject.toml) "
        "[c](../errors.md)"
    )
    with pytest.raises(ValueError, match=r"docs/a.md: a link to ../gone.md, which is not there"):
        links.rewritten("docs/a.md", "[a](../gone.md)")
    assert links.rewritten("docs/a.md", "    [a](../gone.md)") == "    [a](../gone.md)"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_examples_of_guides_say_what_ecslint_says(
    guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = 0
    for language, title, content in _FENCE.findall(guide.read_text(encoding="utf-8")):
        if title:
            (tmp_path / title).write_text(content)
        command, _, output = content.partition("\n")
        if language == "console" and "--format concise" in command:
            ran += 1
            assert invoke(command.removeprefix("$ ecslint ").split()).stdout == output
    assert ran == 1
