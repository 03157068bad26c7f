"""What grows without bound in a hostile file takes steps in proportion to it, or is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import Result, run
from ecslint.report import Options, render
from ecslint.source import parse as parsing
from ecslint.source import read as reading
from ecslint.source.parse import parse_text
from ecslint.source.read import load
from ecslint.suppression.apply import MAX_COMMENTS, in_file
from tests.steps import Text, assert_linear, watched_patterns

ISOLATED = Configuration({"profile": "strict"}, isolated=True)
CONTAINER = "- {name: a, image: 'b:1', memory: 64}\n"


def lint(text: str, name: str = "x.yml") -> Result:
    result = run([read(document) for document in load(name, text.encode())], ISOLATED)
    assert result.crashes == []
    return result


def shown(text: str, name: str = "x.yml") -> str:
    return "".join(render("text", lint(text, name), Options()))


@pytest.fixture
def _watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Count the characters of what is read as well."""

    def counted(path: str, text: str) -> Any:
        Text.looked_at += len(text)
        return parse_text(path, str(text))

    monkeypatch.setattr(reading, "decode", lambda path, data: (Text(data.decode()), None))
    monkeypatch.setattr(reading, "parse_text", counted)
    monkeypatch.setattr(parsing, "parse_text", counted)
    with watched_patterns("ecslint"):
        yield


@pytest.mark.usefixtures("_watched")
def test_many_documents_of_a_file_take_steps_in_proportion_to_their_number() -> None:
    def work(count: int) -> Callable[[], object]:
        # The room between documents: what is looked at around a finding has a fixed length.
        text = (
            f"---\n#{'x' * 300}\nfamily: web\nnonsense: 1\nfamily: x\ncontainerDefinitions:\n{CONTAINER}"
            * count
        )
        return lambda: shown(f"# ecslint: ignore[ECS101] x\n{text}")

    assert_linear(work, 20)


@pytest.mark.usefixtures("_watched")
def test_many_suppressions_take_steps_in_proportion_to_their_number() -> None:
    def work(count: int) -> Callable[[], object]:
        comment = f"# ecslint: ignore[ECS709,ECS010,{'ECS101,' * 20}] x\n"
        return lambda: shown("family: web\ncontainerDefinitions:\n" + (comment * 3 + CONTAINER) * count)

    assert_linear(work, 15)


@pytest.mark.usefixtures("_watched")
def test_many_words_of_suppressions_take_steps_in_proportion_to_their_number() -> None:
    def work(count: int) -> Callable[[], object]:
        words = (f"ECS101,{','.join(f'w{n + k}' for k in range(90))}" for n in range(count))
        return lambda: lint("".join(f"# ecslint: ignore[{w}] x\n" for w in words) + "family: web\n")

    assert_linear(work, 30)


def test_a_suppression_of_very_many_words_is_a_finding() -> None:
    words = ",".join(f"ECS{n % 1000:03}" for n in range(300_000))
    found = lint(f"family: web\ncontainerDefinitions:\n# ecslint: ignore[{words}] x\n{CONTAINER}").findings
    assert [f.message for f in found if f.rule == "ECS006"] == [
        "this suppression is longer than 1,000 characters and is not read; name fewer rules"
    ]
    assert any(f.rule == "ECS709" for f in found)


def test_no_more_suppressions_are_read_than_anybody_writes() -> None:
    (document,) = load("x.yml", ("# ecslint: ignore[ECS101] x\n" * 3000 + "family: web\n").encode())
    assert len(in_file([document])) == MAX_COMMENTS


def conditional(count: int) -> dict[str, Any]:
    """Return a template with ``count`` task definitions under five times as many conditions."""
    names = [f"P{n}" for n in range(2 * count)]
    parameters = {n: {"Type": "String", "AllowedValues": [f"v{v}" for v in range(50)]} for n in names}
    conditions = {
        f"C{n}": {
            "Fn::Or": [{"Fn::Equals": [{"Ref": names[(n * 7 + k) % len(names)]}, f"v{k}"]} for k in (1, 2)]
        }
        for n in range(5 * count)
    }

    def chosen(number: int) -> dict[str, Any]:
        return {"Fn::If": [f"C{number % (5 * count)}", "256", {"Fn::If": [f"C{number + 1}", "512", "1024"]}]}

    resources = {
        f"T{n}": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
                "Family": {"Fn::Sub": f"${{P{n}}}"},
                "Cpu": chosen(n),
                "Memory": chosen(n + count),
                "ContainerDefinitions": [{"Name": "a", "Image": "b:1", "Memory": chosen(n + 2 * count)}],
            },
        }
        for n in range(count)
    }
    return {"Parameters": parameters, "Conditions": conditions, "Resources": resources}


def test_many_conditions_parameters_and_values_take_steps_in_proportion_to_their_number() -> None:
    def work(count: int) -> Callable[[], object]:
        text = json.dumps(conditional(count))
        return lambda: lint(text, "x.template")

    assert_linear(work, 8)


def test_credentials_of_every_document_of_a_file_are_hidden() -> None:
    container = (
        "- {{name: a, image: 'b:1', memory: 64, environment: [{{name: DB_PASSWORD, value: {0}}}],\n"
        "   entryPoint: {0}}}\n"
    )
    secrets = ("hunter2Zq731950x", "hunter9Yp731951x")
    text = "---\n".join(f"family: web\ncontainerDefinitions:\n{container.format(each)}" for each in secrets)
    result = lint(text)
    for form in ("json", "concise", "sarif", "text"):
        said = "".join(render(form, result, Options()))
        assert not any(f'"{each}"' in said or f'\\"{each}' in said for each in secrets), form


def test_a_comment_in_a_file_of_several_documents_is_judged_once() -> None:
    comment = "# ecslint: ignore[ECS709] on purpose\n"
    found = lint(
        f"family: a\ncontainerDefinitions:\n{comment}{CONTAINER}---\nfamily: b\ncontainerDefinitions:\n"
    )
    assert [f.rule for f in found.findings if f.rule == "ECS006"] == []
