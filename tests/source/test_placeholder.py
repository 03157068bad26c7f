from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecslint.base.unresolved import Unresolved
from ecslint.source.discovery.walk import discover
from ecslint.source.read import load
from ecslint.source.templating.placeholders import (
    OpenObject,
    is_placeholder,
    looks_like_fill_in,
    mark_placeholders,
    rest_of,
    without_rests,
)
from tests.steps import Text, assert_linear, watched_patterns


@pytest.mark.parametrize(
    "text",
    [
        "${VAR}",
        "${VAR:-80}",
        "arn:aws:iam::${AWS::AccountId}:role/x",
        "$VAR",
        "$Image",
        "family-$THROUGHPUT-$INPUT_NAME",
        "$(pwd)/x",
        "{{ x }}",
        "{{x}}",
        "repo:{{ env `TAG` `latest` }}",
        "{{resolve:ssm:/x:1}}",
        "{% if x %}a{% endif %}",
        "<IMAGE1_NAME>",
        "<IMAGE>",
        "<TASK_DEFINITION>",
        "<your-region>",
        "<your region>",
        "<region>",
        "<account-id>.dkr.ecr.<region>.amazonaws.com/x:<tag>",
        "<Your Account ID>",
        "<aws_account_id>",
        "%VAR%",
        "%IMAGE_NAME%:%TAG%",
        "#{var}",
        "x#{Octopus.Release.Number}",
        "@@VAR@@",
        "__IMAGE_TAG__",
        "<%= image %>",
        "[[image]]-{{ x }}",
        "my-<%- x %>",
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nginx:1.25",
        "$",
        "$$",
        "$1",
        "$$VAR",
        "costs $5",
        "\\$VAR",
        "100%",
        "%d",
        "%(asctime)s %(message)s",
        "%Y-%m-%d",
        "50%-80%",
        "a < b",
        "a<b>c",
        "if [ $? -lt 1 ]; then exit 1; fi",
        "cat <<EOF > /tmp/x",
        "<html><body>x</body></html>",
        "<p>Hello</p>",
        "(?<name>x)",
        "^(?P<time>[^ ]*) <b>",
        "user@example.com",
        "@daily",
        "__init__",
        "__main__.py",
        "snake__case__name",
        "#fff",
        "# {not a}",
        "{ }",
        "{}",
        "{0}",
        '{"a": 1}',
        "${",
        "curl -f http://localhost/ || exit 1",
        "<(sort x)",
        "2>&1",
        "a->b",
    ],
)
def test_plain_text(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("ACCOUNT", True),
        ("REPLACED_BY_CI", True),
        ("CHANGEME", True),
        ("AWS_ACCOUNT_ID", True),
        ("IMAGE_URI", True),
        ("TODO", True),
        ("XXXXX", True),
        ("FARGATE", False),
        ("EC2", False),
        ("nginx", False),
        ("", False),
        ("SYS_PTRACE ", False),
        ("Account", False),
    ],
)
def test_blanks(text: str, blank: bool) -> None:
    assert looks_like_fill_in(text) is blank


def test_marking_keeps_what_has_no_placeholder() -> None:
    data: dict[str, Any] = {"a": [1, "x", {"b": None}], "$schema": "y", "c-d": 1}
    assert mark_placeholders(data) is data
    assert mark_placeholders(data, "no trigger in here") is data
    assert mark_placeholders("x") == "x"


@pytest.mark.parametrize(
    "key", ["${KEY}", "{{ key }}", "<%= key %>", "#{key}", "<KEY>", "app.{{ name }}.port"]
)
def test_a_key_that_is_a_placeholder_may_be_any_member(key: str) -> None:
    marked = mark_placeholders({"options": {key: "value", "known": "x"}})
    assert isinstance(marked, OpenObject)
    assert rest_of(marked["options"]) is marked["options"][key]
    assert marked["options"]["known"] == "x"


def test_marking_copies_only_what_changes() -> None:
    data: dict[str, Any] = {
        "a": [1, {"image": "x:${TAG}"}],
        "b": {"c": "d"},
        "e": Unresolved("placeholder", "${E}"),
    }
    marked = mark_placeholders(data, "x:${TAG}")
    assert data["a"][1]["image"] == "x:${TAG}"
    image = marked["a"][1]["image"]
    assert isinstance(image, Unresolved)
    assert (image.reason, image.text) == ("placeholder", "x:${TAG}")
    assert marked["b"] is data["b"]
    assert marked["e"] is data["e"]
    assert list(marked) == list(data)


def test_objects_with_a_placeholder_for_members_are_open() -> None:
    data = {"a": [{"b": 1, "{{ more }}": Unresolved("placeholder", "{{ more }}")}]}
    marked = mark_placeholders(data)
    assert isinstance(marked, OpenObject)
    assert marked == data
    assert rest_of(data["a"][0]) is data["a"][0]["{{ more }}"]
    assert rest_of({"a": Unresolved("placeholder", "${A}"), "b": 1}) is None
    assert type(mark_placeholders({"a": Unresolved("placeholder", "${A}")})) is dict


@pytest.mark.parametrize(
    "piece", ["$", "${", "{{", "<A", "<A-", "<your ", "%A", "#{", "@@A", "__A", "__A__a", "<", "<%"]
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_hostile_text_takes_linear_time(piece: str, end: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = Text(piece * (size // len(piece)) + end)
        return lambda: is_placeholder(text)

    with watched_patterns("ecslint.source"):
        assert_linear(work, 8_000)


def test_commands_and_patterns_of_real_files_are_no_placeholders(corpus: Path) -> None:
    """Only files without any sign of a template engine are looked at, so nothing may be found."""
    suspicious: set[str] = set()
    for found in discover([str(corpus / "incidents")]):
        if not found.path.endswith("case.json"):
            for document in load(found.path, Path(found.path).read_bytes()):
                suspicious |= set(_strings(document.data))
    assert {text for text in suspicious if is_placeholder(text) and "${" not in text and "<" not in text} <= {
        text for text in suspicious if "{{" in text or "$" in text
    }


def _strings(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for child in children for text in _strings(child)]


def test_placeholders_for_members_can_be_left_out() -> None:
    data = {"a": [{"b": None, "${...}": Unresolved("syntax error", "${...}")}, 1], "c": {"d": None}}
    assert without_rests(data) == {"a": [{"b": None}, 1], "c": {"d": None}}
