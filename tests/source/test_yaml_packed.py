"""Large YAML texts are read another way than small ones, with the same outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ecslint.source import limits
from ecslint.source.parsed import Parsed
from ecslint.source.read import load
from ecslint.source.yaml.aliases import may_have_aliases
from ecslint.source.yaml.packed import PackedPlaces, read_events
from ecslint.source.yaml.parse import parse_yaml
from tests.fuzz.material import seeds


def routes(data: Any, route: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [route]
    if isinstance(data, dict):
        for key, value in data.items():
            found += routes(value, (*route, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            found += routes(value, (*route, index))
    return found


def assert_same(one: Parsed, other: Parsed) -> None:
    assert repr(one.data) == repr(other.data)
    assert sorted(one.problems) == sorted(other.problems)
    assert one.places is not None
    assert other.places is not None
    for route in [*routes(one.data), ("nowhere",), (0,), (-1,), ("Resources", 3)]:
        for part in ("value", "key", "pair"):
            assert one.places.offsets(route, part) == other.places.offsets(route, part), (route, part)


TEXTS = (
    "a: !Sub\n  - x\n  - {b: !Ref c}\nd: !If [e, !GetAtt f.g, {}]\n",
    "a: |\n  text\n\n\nb: >-\n  more\n  text\n\nc: []\n",
    "a: &x 1\nb: &y [1, 2]\n? c\n: d\n",
    "a:\n  b:\n    - 1\n    - - 2\n      - 3\n  c:\n# end\n",
    "a: 1\na: 2\n",
    '--- "x"\n--- 1\n---\na: b\n...\n',
    "",
    "# nothing\n",
    "{a: {b: [c, d: e]}, f: !Unknown x}",
    "a: '<<'\n'<<': {b: 1}\n",
    "a: é\U0001f600b\nc: d\n",
)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_of_all_kinds_are_read_the_same(text: str) -> None:
    found = read_events(text)
    assert found is not None
    for one, other in zip(found, parse_yaml(text), strict=bool(found)):
        assert_same(one, other)


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "<<: {a: 1}\n", "a: [", "[" * 300 + "]" * 300, "[a]: b\n"]
)
def test_what_needs_more_care_is_left_to_the_other_way(text: str) -> None:
    assert read_events(text) is None


def test_all_examples_are_read_the_same() -> None:
    assert compared([text for _, text in seeds()]) > 50


def test_real_files_are_read_the_same(corpus: Path) -> None:
    texts = [path.read_text(errors="replace") for path in sorted(corpus.glob("wild/**/*.y*ml"))[:150:4]]
    assert compared(texts) > 12


def compared(texts: list[str]) -> int:
    """Compare what both ways read; return of how many documents."""
    count = 0
    for text in texts:
        found = None if may_have_aliases(text) or text.lstrip()[:1] in ("{", "[") else read_events(text)
        for one, other in zip(found or (), parse_yaml(text), strict=bool(found)):
            assert_same(one, other)
            count += 1
    return count


def test_a_large_text_is_read_in_the_sparing_way(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a:\n" + "  - b: 1\n    c: [x, !Ref y]\n" * 10
    monkeypatch.setattr("ecslint.source.yaml.parse.LARGE", 100)
    assert isinstance(load("x.yml", text.encode())[0].places, PackedPlaces)
    monkeypatch.setattr("ecslint.source.yaml.parse.LARGE", 1000)
    assert not isinstance(load("x.yml", text.encode())[0].places, PackedPlaces)


MANY = ("- a\n" * 2_000, "x: {" + "a: b, " * 2_000 + "}", "x: [" + "[],{}," * 1_000 + "]", "- - a\n" * 2_000)


@pytest.mark.parametrize("text", MANY)
def test_more_values_than_fit_into_memory_are_one_finding(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecslint.source.yaml.parse.LARGE", 1_000)
    monkeypatch.setattr("ecslint.source.yaml.nodes.MAX_YAML_NODES", 1_500)
    (document,) = load("x.yml", text.encode())
    assert [problem.kind for problem in document.problems] == ["too-large"]
    assert "1,500 keys and values" in document.problems[0].message


def test_a_long_text_of_few_values_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecslint.source.yaml.parse.LARGE", 1_000)
    monkeypatch.setattr("ecslint.source.yaml.nodes.MAX_YAML_NODES", 1_500)
    (document,) = load("x.yml", ("a: |\n" + "  x, y: [z\n" * 2_000).encode())
    assert document.problems == []


def test_limits_fit_together() -> None:
    assert limits.MAX_YAML_SLOWLY >= limits.LARGE
    assert 400 * limits.MAX_YAML_NODES < 1 << 30
