"""JSON that is deep, long, hostile or random."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.base.unresolved import Unresolved
from ecslint.source.json import parse as json_module
from ecslint.source.json.mistakes import read_json
from ecslint.source.json.parse import parse_json
from ecslint.source.json.reader import Reader
from ecslint.source.limits import MAX_DEPTH
from ecslint.source.parsed import REST, Places
from ecslint.source.places import CleanPlaces
from tests.share import some
from tests.source.shapes import is_rest, routes, values
from tests.steps import Text, assert_linear, watched_patterns


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000, "[" * 500 + "]" * 500]
)
def test_deep_nesting_is_cut(text: str) -> None:
    parsed = parse_json(text)
    assert parsed.problems[0].kind == "too-deep"
    assert len(parsed.problems) <= 2
    depth, node = 0, parsed.data
    while isinstance(node, (list, dict)):
        depth, node = depth + 1, (node[0] if isinstance(node, list) else node["a"])
    assert depth == MAX_DEPTH
    assert isinstance(node, Unresolved)


def test_deep_but_allowed_nesting() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH + " "
    assert parse_json(text).problems == []
    wide = "[" + ",".join(["[[]]"] * 300) + "]"
    assert parse_json(wide) == (json.loads(wide), [], None, None)


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "{{",
        "{%",
        "${",
        "<%=",
        "/*",
        '"\\"',
        "[1 ",
        '{"a" ',
        "$A<",
        "__A",
        "#{",
        "{% if x %}",
        '"a": {% if x %}',
        "a ",
        "{",
        ",",
        ":",
        "'",
        "\\",
        '{"a":1,"a":1}',
    ],
)
@pytest.mark.parametrize("start", ["{", "[", ""])
def test_hostile_text_takes_linear_time(start: str, piece: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = Text(start + piece * (size // len(piece)))
        return lambda: parse_json(text)

    with watched_patterns("ecslint.source"):
        assert_linear(work, 10_000)
    assert len(parse_json(start + piece * (10_000 // len(piece))).problems) <= 1000


def test_a_large_text_is_not_read_with_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_module, "MAX_FAULTY", 100)
    text = '{"a": 1,\n"b" 2' + " " * 100 + "}"
    parsed = parse_json(text)
    assert isinstance(parsed.data, Unresolved)
    (problem,) = parsed.problems
    reason = "expecting ':' delimiter"
    assert (
        problem.message == f"this is not JSON ({reason}), and the file is too large to be read with mistakes"
    )
    assert text[problem.start] == "2"
    assert parsed.places is not None
    assert parsed.places.offsets(()) == (0, len(text))


def test_a_bracket_that_is_missing_in_the_middle_is_found_by_indentation() -> None:
    text = '{\n  "a": {\n    "b": 1,\n  "c": [\n    {"d": 2}\n  ]\n}\n'
    parsed = parse_json(text)
    (problem,) = parsed.problems
    assert problem.message == 'a `}` is missing before "c", going by its indentation; add it'
    assert text[problem.start : problem.end] == '"c"'
    assert list(parsed.data["a"]) == ["b", REST]
    assert list(parsed.data) == ["a", REST]
    in_list = '[\n  {\n    "a": {\n      "b": 1,\n    "c": 2\n  }\n]\n'
    parsed = parse_json(in_list)
    assert [problem.message for problem in parsed.problems] == [
        'a `}` is missing before "c", going by its indentation; add it'
    ]
    assert list(parsed.data[0]["a"]) == ["b", REST]


def test_reading_that_is_given_up_is_unfinished() -> None:
    parsed = parse_json("[" + '{"a": 1} ' * 100 + "]")
    assert len(parsed.problems) == 50
    assert parsed.data[-1].text == REST
    assert REST in parsed.data[-2]


def test_problems_are_bounded() -> None:
    parsed = parse_json("[" + "True," * 10_000 + "1]")
    assert len(parsed.problems) == 50
    assert parsed.unfinished == ()
    assert len(parse_json("[" + "{},//\n" * 5000 + "1]").problems) == 1000


def assert_places(text: str, data: Any, places: Places) -> None:
    for route, value in routes(data):
        start, end = places.offsets(route) or (0, 0)
        assert json.loads(text[start:end]) == value
        if route and isinstance(route[-1], str):
            start, end = places.offsets(route, "key") or (0, 0)
            assert json.loads(text[start:end]) == route[-1]
            start, end = places.offsets(route, "pair") or (0, 0)
            assert json.loads("{" + text[start:end] + "}") == {route[-1]: value}


@settings(deadline=None)
@given(values, st.sampled_from((None, 2)), st.booleans())
def test_any_json_is_read_alike_and_its_places_are_right(
    data: Any, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    parsed = parse_json(text)
    assert parsed.problems == []
    assert parsed.data == data
    assert_places(text, data, CleanPlaces(text))
    strict, tolerant = Reader(text).read(), read_json(text)
    assert strict.data == tolerant.data == data
    assert_places(text, data, strict.places or CleanPlaces(text))
    assert_places(text, data, tolerant.places or CleanPlaces(text))


@settings(deadline=None, max_examples=some(300))
@given(values, st.data())
def test_random_edits_never_raise(data: Any, draw: st.DataObject) -> None:
    text = json.dumps(data, indent=1)
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, len(text)))
        cut = draw.draw(st.integers(0, 3))
        new = draw.draw(
            st.sampled_from(
                (
                    "",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    '"',
                    "'",
                    "x",
                    "{{",
                    "}}",
                    "{% if %}",
                    "//",
                    "\n",
                    "\\",
                    "${",
                )
            )
        )
        text = text[:at] + new + text[at + cut :]
    parsed = parse_json(text)
    for problem in parsed.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
    places = parsed.places or CleanPlaces(text)
    if not isinstance(parsed.data, Unresolved):
        for route, _ in routes(parsed.data):
            assert places.offsets(route) is not None or is_rest(parsed.data, route)


@settings(deadline=None)
@given(st.text(st.sampled_from("{}[],:\"'ab1 \n\\/#$<%")))
def test_random_text_never_raises(text: str) -> None:
    parse_json(text)


def test_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_module, "LARGE", 100)
    monkeypatch.setattr(json_module, "MAX_JSON_VALUES", 50)
    (problem,) = parse_json("[" + "{}," * 60 + "{}]").problems
    assert problem.kind == "too-large"
    assert parse_json('["' + ",[{" * 60 + '\\"", 1]').data == [",[{" * 60 + '"', 1]


def test_a_key_twice_in_a_text_too_long_for_noting_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_module, "MAX_FAULTY", 10)
    parsed = parse_json('{"a": 1, "b": {"c": 1, "c": 2}}')
    assert parsed.data == {"a": 1, "b": {"c": 2}}
    assert [problem[:2] for problem in parsed.problems] == [
        ("duplicate-key", 'an object has the key "c" twice; remove one, for the last counts')
    ]
    for bad in ('{"a": 1, "a": NaN}', '{"a": 1, "a": ', '{"a": 1, "a": ' + "[" * 250 + "]" * 250 + "}"):
        assert [problem.kind for problem in parse_json(bad).problems] == ["invalid-syntax"]
