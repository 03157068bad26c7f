"""Where the cursor is, in texts that are complete and in texts that are not."""

from __future__ import annotations

import pytest

from ecslint.server.cursor import place_at
from ecslint.source.position import route_at
from ecslint.source.read import load


@pytest.mark.parametrize(
    ("text", "route", "wants", "word"),
    [
        ('{"a": {"b|', ("a",), "key", "b"),
        ('{"a": {|', ("a",), "key", ""),
        ('{"a": [{"x": 1}, {"b": "c|"}]}', ("a", 1, "b"), "value", "c"),
        ('{"a": [1, |]}', ("a", 1), "value", ""),
        ('{"a": tr|}', ("a",), "value", "tr"),
        ('{"a": "x", |}', (), "key", ""),
        ('{"a": "x:y", "b": |', ("b",), "value", ""),
    ],
)
def test_places_in_json(text: str, route: tuple[object, ...], wants: str, word: str) -> None:
    offset = text.index("|")
    found = place_at(text.replace("|", "", 1), offset, "json")
    assert (found.route, found.wants, found.word) == (route, wants, word)


@pytest.mark.parametrize(
    ("text", "route", "wants", "word"),
    [
        ("a:\n  b|", ("a",), "either", "b"),
        ("a:\n  b: c|", ("a", "b"), "value", "c"),
        ("a:\n  - x: 1\n    y: 2\n  - |", ("a", 1), "either", ""),
        ("a:\n- x: 1\n- y|", ("a", 1), "either", "y"),
        ("a:\n- x: 1\n  y: z|", ("a", 0, "y"), "value", "z"),
        ("a:\n  b:\n    - c: 1\n      d:\n        e|", ("a", "b", 0, "d"), "either", "e"),
        ("a:\n  b: {c: d|", ("a", "b", "c"), "value", "d"),
        ("a:\n  b: [c, d|", ("a", "b", 1), "value", "d"),
        ("a: 1\nb|", (), "either", "b"),
        ("a:\n  b: !Ref Na|", ("a", "b"), "value", "Na"),
        ("a:\n  b: 1 # ecslint: ig|", (), "comment", "# ecslint: ig"),
        ("- a: 1\n- b: |", (1, "b"), "value", ""),
        ("a:\n  - - b|", ("a", 0, 0), "either", "b"),
        ("a:\n  b: 1\n\n  # note\n  c|", ("a",), "either", "c"),
    ],
)
def test_places_in_yaml(text: str, route: tuple[object, ...], wants: str, word: str) -> None:
    offset = text.index("|")
    found = place_at(text.replace("|", "", 1), offset, "yaml")
    assert (found.route, found.wants, found.word) == (route, wants, word)


@pytest.mark.parametrize(
    ("text", "words", "route", "part"),
    [
        ('{"a": {"b": [1, "xy"]}}', "xy", ("a", "b", 1), "value"),
        ('{"a": {"b": [1, "xy"]}}', 'b"', ("a", "b"), "key"),
        ("a:\n  - b: c\n    d: !Ref Name\n", "Name", ("a", 0, "d", "Ref"), "value"),
        ("a:\n  - b: c\n", "c", ("a", 0, "b"), "value"),
    ],
)
def test_routes(text: str, words: str, route: tuple[object, ...], part: str) -> None:
    (document,) = load("x", text.encode())
    found = route_at(document, text.index(words))
    assert found is not None
    assert (found.route, found.part) == (route, part)
