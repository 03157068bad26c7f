from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.source.document import Document
from ecslint.source.parsed import REST, Parsed
from ecslint.source.yaml.parse import parse_yaml
from tests.source.shapes import plain


def one(text: str) -> Parsed:
    (parsed,) = parse_yaml(text)
    return parsed


def clean(text: str) -> Any:
    parsed = one(text)
    assert parsed.problems == []
    assert parsed.unfinished is None
    return plain(parsed.data)


def at(text: str, route: Route, part: Any = "value") -> str | None:
    places = one(text).places
    assert places is not None
    offsets = places.offsets(route, part)
    return None if offsets is None else text[slice(*offsets)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("Yes", True),
        ("on", True),
        ("FALSE", False),
        ("no", False),
        ("off", False),
        ("y", "y"),
        ("256", 256),
        ("+1", 1),
        ("-1", -1),
        ("1_000", 1000),
        ("0b101", 5),
        ("0x1F", 31),
        ("017", 15),
        ("019", "019"),
        ("0", 0),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1.5e+3", 1500.0),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("0x_", "0x_"),
        ("9" * 5000, f"<number that is too large: {'9' * 20}>"),
        ("80:80", "80:80"),
        ("1:30:00", "1:30:00"),
        ("2012-10-17", "2012-10-17"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("1.2.3", "1.2.3"),
        ("0.5 GB", "0.5 GB"),
        ("=", "="),
        ("'80'", "80"),
        ('"yes"', "yes"),
        ("!!str 80", "80"),
        ('!!int "80"', 80),
        ("!!float 1.5", 1.5),
        ("!!bool yes", True),
        ("!!timestamp 2012-10-17", "2012-10-17"),
        ("!!binary aGk=", "aGk="),
        ("! 80", 80),
        ("!!map {b: 1}", {"b": 1}),
        ("!!seq [1]", [1]),
        ("!vault x", "<yaml tag: !vault x>"),
        ("!!python/object/apply:os.system [x]", "<yaml tag: !!python/object/apply:os.system>"),
        ("!Foo {b: 1}", "<yaml tag: !Foo>"),
        ("|\n  x\n  y\n", "x\ny\n"),
        (">-\n  x\n  y\n", "x y"),
    ],
)
def test_values(text: str, value: Any) -> None:
    assert clean(f"a: {text}\n") == {"a": value}


def test_keys_are_text_as_written() -> None:
    assert clean("80: a\ntrue: b\n0.50: c\n~: d\n2012-10-17: e\n'x': f\n") == {
        "80": "a",
        "true": "b",
        "0.50": "c",
        "~": "d",
        "2012-10-17": "e",
        "x": "f",
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref X", {"Ref": "X"}),
        ("!Condition X", {"Condition": "X"}),
        ("!GetAtt a.b", {"Fn::GetAtt": "a.b"}),
        ("!GetAtt [a, b]", {"Fn::GetAtt": ["a", "b"]}),
        ("!If [c, !Ref X, 2]", {"Fn::If": ["c", {"Ref": "X"}, 2]}),
        ("!Sub ${AWS::Region}-x", {"Fn::Sub": "${AWS::Region}-x"}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        ("!GetAZs", {"Fn::GetAZs": None}),
        ("!Base64\n  Fn::Sub: x", {"Fn::Base64": {"Fn::Sub": "x"}}),
        ("!Transform {Name: x}", {"Fn::Transform": {"Name": "x"}}),
        ("!ImportValue 80", {"Fn::ImportValue": 80}),
    ],
)
def test_short_tags_become_their_long_form(text: str, value: Any) -> None:
    assert clean(f"a: {text}\n") == {"a": value}


def test_anchors_aliases_and_merge_keys() -> None:
    text = (
        "base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\n"
        "one:\n  <<: *base\n  a: 5\nmany:\n  <<: [*base, *other]\n"
        "list: [*base, &x v, *x]\nquoted: {'<<': 1}\n"
    )
    data = clean(text)
    assert data["one"] == {"a": 5, "b": 2}
    assert data["many"] == {"a": 1, "b": 2, "c": 4}
    assert data["list"] == [{"a": 1, "b": 2}, "v", "v"]
    assert data["quoted"] == {"<<": 1}
    assert at(text, ("one", "b"), "pair") == "b: 2"
    assert at(text, ("one", "a")) == "5"
    assert at(text, ("many", "c")) == "4"
    assert at(text, ("list", 2)) == "v"


def test_only_mappings_can_be_merged() -> None:
    parsed = one("a: {<<: 1, b: 2}")
    assert parsed.data == {"a": {"b": 2}}
    assert [(p.kind, p.message) for p in parsed.problems] == [
        ("unsupported-yaml", "only a mapping can be merged with `<<`")
    ]
    assert at("a: {<<: [1], b: 2}", ("a", "b")) == "2"


def test_places() -> None:
    text = (
        "# first\r\na: &x !Ref  foo  # c\r\nb: !If\r\n  - c\r\n  - 'd'\r\n\r\n"
        "# end\r\nt: |\r\n  ab\r\n  c\r\n\r\n"
        'f: {k: [1, !Sub x], n: }\r\n"q": "ü\U0001f600" \r\nz: last\r\n'
    )
    assert at(text, ()) == text[9:-2]
    assert at(text, ("a",)) == "!Ref  foo"
    assert at(text, ("a",), "key") == "a"
    assert at(text, ("a",), "pair") == "a: &x !Ref  foo"
    assert at(text, ("a", "Ref")) == "foo"
    assert at(text, ("a", "Ref"), "key") == "!Ref"
    assert at(text, ("a", "Ref"), "pair") == "!Ref  foo"
    assert at(text, ("b",)) == "!If\r\n  - c\r\n  - 'd'"
    assert at(text, ("b", "Fn::If")) == "- c\r\n  - 'd'"
    assert at(text, ("b", "Fn::If", 1)) == "'d'"
    assert at(text, ("b", "Fn::If", 1), "key") == "'d'"
    assert at(text, ("t",)) == "|\r\n  ab\r\n  c"
    assert at(text, ("f",)) == "{k: [1, !Sub x], n: }"
    assert at(text, ("f", "k", 1)) == "!Sub x"
    assert at(text, ("f", "k", 1, "Fn::Sub")) == "x"
    assert at(text, ("f", "n"), "key") == "n"
    assert at(text, ("f", "n")) == ""
    assert at(text, ("q",), "key") == '"q"'
    assert at(text, ("q",)) == '"ü\U0001f600"'
    assert at(text, ("z",)) == "last"
    for missing in (
        ("x",),
        ("a", "Fn::Ref"),
        ("b", 0),
        ("b", "Fn::If", 2),
        ("b", "Fn::If", "0"),
        ("z", 0),
        (0,),
    ):
        assert at(text, missing) is None


def test_lines_are_counted_as_editors_do() -> None:
    text = "a: 'x\u2028y\x85z'\nb: 1\n"
    document = Document("x.yml", text, "yaml", one(text))
    assert document.span(("b",)).start == (2, 4)


def test_documents_of_a_stream() -> None:
    first, second = parse_yaml("---\na: 1\n---\nb: 2\n...\n---\n")
    assert (first.data, second.data) == ({"a": 1}, {"b": 2})
    assert second.places is not None
    assert second.places.offsets(("b",)) == (16, 17)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_an_empty_document(text: str) -> None:
    parsed = one(text)
    assert parsed.data is None
    assert [problem.kind for problem in parsed.problems] == ["empty"]
    assert parsed.places is not None
    assert parsed.places.offsets(()) == (0, 0)
    assert parsed.places.offsets(("a",)) is None


def test_duplicate_keys() -> None:
    text = "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n"
    parsed = one(text)
    assert parsed.data == {"a": 1, "b": {"c": 3, "d": 2}}
    (problem,) = parsed.problems
    assert problem.kind == "duplicate-key"
    assert problem.message == 'the key "c" is there twice (first on line 3); remove one, for the last counts'
    assert text[problem.start :].startswith("c: 3")
    assert at(text, ("b", "c")) == "3"


NO_KEY = "a key is not allowed here; correct the indentation, or quote a value that contains `: `"
NO_FIT = "this does not fit the mapping of line {}; correct the indentation or quotes"
NO_ITEM = "a list item (`- `) is not allowed here; begin the list on a new line"
UNREAD = "<syntax error: >"


@pytest.mark.parametrize(
    ("text", "data", "message", "place"),
    [
        (
            "a: 1\nb:\n\t- c\n",
            {"a": 1, "b": UNREAD},
            "a tab cannot be used for indentation; use spaces",
            "\t",
        ),
        (
            "a:\n  b: 1\n\tc: 2\n",
            {"a": {"b": UNREAD}},
            "a tab cannot be used for indentation; use spaces",
            "\t",
        ),
        (
            "a:\n  b: 1\n c: 2\n",
            {"a": {"b": UNREAD}},
            NO_FIT.format(1),
            "c:",
        ),
        (
            "a: 1\n  b: 2\n",
            {"a": UNREAD},
            NO_KEY,
            ":",
        ),
        (
            "a: b: c\n",
            {"a": UNREAD},
            NO_KEY,
            ": c",
        ),
        (
            "a: - b\n",
            {"a": UNREAD},
            NO_ITEM,
            "- b",
        ),
        (
            "- a\nb: c\n",
            [UNREAD],
            "an item (`- `) of the list of line 1 is expected; correct the indentation",
            "b:",
        ),
        (
            'x: 1\na: "b\nc: 1\n',
            {"x": 1, "a": UNREAD},
            "the quote that opens here is never closed; close it",
            '"b',
        ),
        (
            "a: [1, 2\nb: 3\n",
            {"a": UNREAD},
            "a comma or `]` is expected here, for the `[` of line 1",
            "",
        ),
        ("a: {b: 1\n", {"a": UNREAD}, "a comma or `}` is expected here, for the `{` of line 1", ""),
        ("a: 1\nb\nc: 2\n", {"a": UNREAD}, "a key with a colon is expected, and `b` found", "b"),
        ("a: `x`\n", {"a": UNREAD}, "a value cannot begin with ```; quote it", "`x`"),
        (
            'a: "\\d"\n',
            {"a": UNREAD},
            "a double-quoted string has no such escape; use `\\\\` for a backslash, or use single quotes",
            "\\d",
        ),
        ("a: *b\n", {"a": UNREAD}, "this alias has no anchor before it", "*b"),
        ("a: !b!c d\n", {"a": UNREAD}, "this tag has a prefix that is not declared", "!b!c"),
        (
            '"a" "b": 1\n',
            {"a": UNREAD},
            NO_FIT.format(1),
            '"b"',
        ),
        ("a: | x\n", {"a": UNREAD}, "the text of the block begins on the next line", "x"),
        ("a: b\n%YAML 1.1\n", {"a": "b"}, "the document ends before this; another begins with `---`", ""),
        (
            "a: b\x01\n",
            {"a": "b\ufffd"},
            "the control character U+0001 is not allowed in YAML; remove it",
            "\x01",
        ),
    ],
)
def test_a_mistake_is_said_in_plain_english_and_what_comes_before_it_is_read(
    text: str, data: Any, message: str, place: str
) -> None:
    parsed = one(text)
    assert [(problem.kind, problem.message) for problem in parsed.problems] == [("invalid-syntax", message)]
    assert text[parsed.problems[0].start :].startswith(place)
    assert plain(parsed.data) == data
    assert "\x01" in text or "%YAML" in text or parsed.unfinished is not None


def test_where_reading_was_cut_short() -> None:
    text = "a: 1\nlist:\n  - x: 1\n  - y: [\n    'z\n"
    assert one(text).unfinished == ("list", 1)
    assert one("a: 1\nb:\n  c: 1\n d: 2").unfinished == ("b",), "wrong indentation may have ended b"
    assert one("a: 1\nb: {c: 1}\n d: 2").unfinished == ()
    cut = one("a: !If [c, d\nb: 1")
    assert cut.unfinished == ()
    assert isinstance(cut.data["a"], Unresolved), "a function without all of its arguments says nothing"
    first, second = parse_yaml("a: 1\n---\nb: [1\n")
    assert first.unfinished is None
    assert first.data == {"a": 1}
    assert list(second.data) == ["b", REST]
    assert first.problems == []
    assert plain(second.data) == {"b": UNREAD}
    assert second.unfinished == ()


def test_a_list_as_key() -> None:
    parsed = one("? [a]\n: b\nc: d\n")
    assert parsed.data == {"c": "d"}
    assert [problem.kind for problem in parsed.problems] == ["unsupported-yaml"]
