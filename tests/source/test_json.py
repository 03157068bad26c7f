"""JSON, with mistakes and placeholders: what is read, and where it stands.

Longer than other modules: most of it is one table of mistakes, which is read from end to end.
"""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.source.json.parse import parse_json
from ecslint.source.json.reader import Reader
from ecslint.source.parsed import REST, Places
from ecslint.source.places import CleanPlaces
from tests.source.shapes import plain


def read(text: str) -> tuple[Any, list[tuple[str, str, int]]]:
    """Return data, and kind, message and place (as the text from there on would be quoted) of problems."""
    parsed = parse_json(text)
    return plain(parsed.data), [(p.kind, p.message, p.start) for p in parsed.problems]


def test_clean_text_has_no_problems_and_makes_places_on_demand() -> None:
    parsed = parse_json('{"cpu": 256, "l": [true, null, 1.5]}')
    assert parsed == ({"cpu": 256, "l": [True, None, 1.5]}, [], None, None)


def test_places_of_value_key_and_pair() -> None:
    text = '{\n  "a" : [1, {"b\\n": "ü\\u00e9"}],\n  "c": {}\n}'
    for places in (Reader(text).read().places, CleanPlaces(text)):
        assert places is not None
        check_places(text, places)


def check_places(text: str, places: Places) -> None:
    def at(route: Route, part: Any = "value") -> str | None:
        offsets = places.offsets(route, part)
        return None if offsets is None else text[slice(*offsets)]

    assert at(()) == text
    assert at((), "key") == text
    assert at(("a",)) == '[1, {"b\\n": "ü\\u00e9"}]'
    assert at(("a",), "key") == '"a"'
    assert at(("a", 0), "key") == "1"
    assert at(("a", 1, "b\n")) == '"ü\\u00e9"'
    assert at(("a", 1, "b\n"), "key") == '"b\\n"'
    assert at(("a", 1, "b\n"), "pair") == '"b\\n": "ü\\u00e9"'
    assert at(("c",), "pair") == '"c": {}'
    for missing in (("b",), ("a", 2), ("a", "0"), ("a", -1), (0,), ("c", "x"), ("a", 0, "x")):
        assert at(missing) is None


@pytest.mark.parametrize(
    ("text", "data", "kind", "message", "at"),
    [
        (
            '{"a": 1,}',
            {"a": 1},
            "trailing-comma",
            "JSON allows no comma after the last member; remove it",
            ",}",
        ),
        ("[1,\n]", [1], "trailing-comma", "JSON allows no comma after the last element; remove it", ",\n]"),
        (
            "[1] // x",
            [1],
            "comment-in-json",
            "JSON has no comments, and the AWS CLI refuses this one; remove it",
            "// x",
        ),
        (
            "# x\n[1]",
            [1],
            "comment-in-json",
            "JSON has no comments, and the AWS CLI refuses this one; remove it",
            "# x",
        ),
        (
            "[1/* , */]",
            [1],
            "comment-in-json",
            "JSON has no comments, and the AWS CLI refuses this one; remove it",
            "/* ",
        ),
        (
            '{"a": 1,\n"b": 2,\n"a": 3}',
            {"a": 3, "b": 2},
            "duplicate-key",
            'the key "a" is there twice (first on line 1); remove one, for the last counts',
            '"a": 3',
        ),
        (
            """["it's", 'x']""",
            ["it's", "x"],
            "invalid-syntax",
            'JSON strings stand in straight double quotes; use "x"',
            "'x'",
        ),
        ("{'a': 1}", {"a": 1}, "invalid-syntax", 'keys stand in straight double quotes; use "a"', "'a'"),
        ("[“x”]", ["x"], "invalid-syntax", 'JSON strings stand in straight double quotes; use "x"', "“"),
        (
            '{"a": 1\n"b": 2}',
            {"a": 1, "b": 2},
            "invalid-syntax",
            'a comma is missing before "b"; add it',
            '"b"',
        ),
        ('["a" "b"]', ["a", "b"], "invalid-syntax", 'a comma is missing before "b"; add it', '"b"'),
        ("[{} {}]", [{}, {}], "invalid-syntax", "a comma is missing before `{`; add it", "{}]"),
        ("[1 2]", [1, 2], "invalid-syntax", "a comma is missing before `2`; add it", "2"),
        (
            '{"a": "x,\n"b": 2}',
            {"a": '<syntax error: "x>', "b": 2},
            "invalid-syntax",
            'the closing quote of `"x` is missing; add it',
            '"x,',
        ),
        (
            '["x]',
            ['<syntax error: "x>'],
            "invalid-syntax",
            'the closing quote of `"x` is missing; add it',
            '"x',
        ),
        (
            '{"a: "x", "b": 2}',
            {"a": "x", "b": 2},
            "invalid-syntax",
            'the closing quote of the key "a" is missing; add it',
            '"a:',
        ),
        (
            '{"a: 1\n}',
            {"a": 1},
            "invalid-syntax",
            'the closing quote of the key "a" is missing; add it',
            '"a:',
        ),
        (
            '{a": "x"}',
            {"a": "x"},
            "invalid-syntax",
            'the opening quote of the key "a" is missing; add it',
            'a"',
        ),
        ('{"a": x"}', {"a": "x"}, "invalid-syntax", 'the opening quote of "x" is missing; add it', 'x"'),
        ('{a: "x"}', {"a": "x"}, "invalid-syntax", 'keys stand in double quotes; use "a"', "a:"),
        ('{80: "x"}', {"80": "x"}, "invalid-syntax", 'keys stand in double quotes; use "80"', "80"),
        (
            '{"a": x y, "b": 2}',
            {"a": "<syntax error: x y>", "b": 2},
            "invalid-syntax",
            'text stands in double quotes; use "x y"',
            "x y",
        ),
        ('{"a" 1}', {"a": 1}, "invalid-syntax", 'a colon is missing after the key "a"; add it', '"a"'),
        (
            '{"a" = 1}',
            {"a": 1},
            "invalid-syntax",
            '`=` follows the key "a"; use a colon',
            "=",
        ),
        (
            '{"a" => 1}',
            {"a": 1},
            "invalid-syntax",
            '`=` follows the key "a"; use a colon',
            "=",
        ),
        ('{"a":: 1}', {"a": 1}, "invalid-syntax", "one colon too many; remove it", ": 1"),
        (
            '{"a": , "b": 2}',
            {"a": "<syntax error: >", "b": 2},
            "invalid-syntax",
            'the key "a" has no value; add one',
            '"a"',
        ),
        (
            '{"a":\n"b": 2}',
            {"a": "<syntax error: >", "b": 2},
            "invalid-syntax",
            'the key "a" has no value; add one',
            '"a"',
        ),
        ('{"a"}', {"a": "<syntax error: >"}, "invalid-syntax", 'the key "a" has no value; add one', '"a"'),
        (
            '{"a", "b": 2}',
            {"a": "<syntax error: >", "b": 2},
            "invalid-syntax",
            'the key "a" has no value; add one',
            '"a"',
        ),
        (
            '{"a" "b": 2}',
            {"a": "<syntax error: >", "b": 2},
            "invalid-syntax",
            'the key "a" has no value; add one',
            '"a"',
        ),
        (
            '{"a": 1,, "b": 2}',
            {"a": 1, "b": 2},
            "invalid-syntax",
            "a member is missing before this comma; add it, or remove the comma",
            ", ",
        ),
        (
            "[,1]",
            [1],
            "invalid-syntax",
            "a value is missing before this comma; add it, or remove the comma",
            ",1",
        ),
        ("[True]", [True], "invalid-syntax", "`True` is Python; use `true`", "True"),
        ("[None]", [None], "invalid-syntax", "`None` is Python; use `null`", "None"),
        (
            "[NaN]",
            ["<syntax error: NaN>"],
            "invalid-syntax",
            "`NaN` is JavaScript, and JSON has no such value; use another",
            "NaN",
        ),
        (
            "[-Infinity]",
            ["<syntax error: -Infinity>"],
            "invalid-syntax",
            "`-Infinity` is JavaScript, and JSON has no such value; use another",
            "-Inf",
        ),
        (
            "[01]",
            ["<syntax error: 01>"],
            "invalid-syntax",
            "`01` is not a number in JSON; quote it, or use digits",
            "01",
        ),
        (
            '["a\tb"]',
            ["<syntax error: a\tb>"],
            "invalid-syntax",
            "a tab inside a string is not JSON; use `\\t`",
            "\tb",
        ),
        (
            '["a\x01b"]',
            ["<syntax error: a\x01b>"],
            "invalid-syntax",
            "the control character U+0001 inside a string is not JSON; use `\\u0001`",
            "\x01b",
        ),
        (
            '["a\n b"]',
            ['<syntax error: "a\n b">'],
            "invalid-syntax",
            "a string cannot run over the end of a line; use `\\n` for it",
            '"a',
        ),
        (
            '["\\\\d\\d"]',
            ["<syntax error: \\\\d\\d>"],
            "invalid-syntax",
            "`\\d` is not an escape of JSON; use `\\\\` for a backslash",
            '\\d"',
        ),
        (
            '{"a": "echo "hi" there", "b": 2}',
            {"a": "<syntax error: >", "b": 2},
            "invalid-syntax",
            'a `"` inside a string ends it; use `\\"`',
            '"hi',
        ),
        (
            '{"l": [1, 2\n}',
            {"l": [1, 2]},
            "invalid-syntax",
            "a `]` is missing before this `}`, for the `[` of line 1; add it",
            "}",
        ),
        (
            '{"l": ["x", "b": 2}',
            {"l": ["x"], "b": 2},
            "invalid-syntax",
            'a `]` is missing before "b"; add it',
            '"b"',
        ),
        (
            '[{"a": 1, {"a": 2}]',
            ["<syntax error: >", {"a": 2}],
            "invalid-syntax",
            "a `}` is missing before this `{`; add it",
            '{"a": 2',
        ),
        (
            '{"l": [1}, "b": 2}',
            {"l": [1], "b": 2},
            "invalid-syntax",
            "`}` does not close the `[` of line 1; use `]`",
            "},",
        ),
        (
            '{\n  "l": [\n    1\n  },\n  "b": 2\n}',
            {"l": [1], "b": 2},
            "invalid-syntax",
            "`}` does not close the `[` of line 2; use `]`",
            "},",
        ),
        ("[1}", [1], "invalid-syntax", "`}` does not close the `[` of line 1; use `]`", "}"),
        (
            '{"a": [1, {"b": 2',
            {"a": [1, {"b": 2}]},
            "invalid-syntax",
            "the `{` of line 1 is never closed; add `}]}`",
            "2",
        ),
        (
            '{"a": 1}}',
            {"a": 1},
            "invalid-syntax",
            "no bracket is open that this `}` could close; remove it",
            "}",
        ),
        (
            '{"a": {"b": 1}}, "c": 2}',
            {"a": {"b": 1}, "c": 2},
            "invalid-syntax",
            "this `}` closes the document, and more follows; remove it",
            '}, "c"',
        ),
        ("[1] x", [1], "invalid-syntax", "the document ends before this, and `x` is found behind it", "x"),
        ("}", None, "invalid-syntax", "a value is expected, and `}` found", "}"),
        ('{: 1, "b": 2}', {"b": 2}, "invalid-syntax", "a key is missing before this colon; add it", ": 1"),
        (
            '{[1], "b": 2}',
            {"b": 2},
            "invalid-syntax",
            "a key in double quotes is expected, and `[` found",
            "[1",
        ),
        (
            '{a b, "b": 2}',
            {"b": 2},
            "invalid-syntax",
            "a key in double quotes is expected, and `a b` found",
            "a b",
        ),
        (
            '{"a": 1 2, "b": 2}',
            {"a": 1, "b": 2},
            "invalid-syntax",
            "a comma or `}` is expected, and `2` found",
            "2, ",
        ),
        (
            '{"a": 1: 2, "b": 2}',
            {"a": 1, "b": 2},
            "invalid-syntax",
            "a comma is expected, and `:` found",
            ": 2, ",
        ),
        (" \n", None, "empty", "there is no value in this document; add one", " \n"),
    ],
)
def test_one_mistake_is_reported_once_and_the_rest_is_read(
    text: str, data: Any, kind: str, message: str, at: str
) -> None:
    got, problems = read(text)
    assert got == data
    assert [problem[:2] for problem in problems] == [(kind, message)]
    assert text.startswith(at, problems[0][2])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("${CPU}", "${CPU}"),
        ("{{ port }}", "{{ port }}"),
        ('{{ .Values.port | default "80" }}', '{{ .Values.port | default "80" }}'),
        ("<PORT>", "<PORT>"),
        ("<your-port>", "<your-port>"),
        ("%PORT%", "%PORT%"),
        ("$PORT", "$PORT"),
        ("#{port}", "#{port}"),
        ("@@PORT@@", "@@PORT@@"),
        ("__PORT__", "__PORT__"),
        ("<%= port %>", "<%= port %>"),
        ("PORT", "PORT"),
        ("1${PORT}0", "1${PORT}0"),
        ("${A}-${B}", "${A}-${B}"),
        ('${jsonencode({"a": "}", "b": [1]})}', '${jsonencode({"a": "}", "b": [1]})}'),
        ("{% if x %}80{% else %}{% if y %}81{% endif %}{% endif %}", None),
    ],
)
def test_unquoted_placeholders_are_unresolved_without_a_problem(value: str, text: str | None) -> None:
    for before, after in (('{"a": ', ', "b": 2}'), ('{"b": 2, "a":', "}")):
        parsed = parse_json(before + value + after)
        assert parsed.problems == []
        assert plain(parsed.data) == {"a": f"<placeholder: {text or value}>", "b": 2}
        assert parsed.places is not None
        start, end = parsed.places.offsets(("a",)) or (0, 0)
        assert (before + value + after)[start:end] == value


def test_placeholders_for_elements_members_and_keys() -> None:
    text = '{"l": [{{ toJson .env }}, ${extra}], {{ members }}, "{{ k }}": 1, ${key}: 2}'
    data, problems = read(text)
    assert problems == []
    assert data == {
        "l": ["<placeholder: {{ toJson .env }}>", "<placeholder: ${extra}>"],
        "{{ members }}": "<placeholder: {{ members }}>",
        "{{ k }}": 1,
        "${key}": 2,
    }


def test_template_statements_and_the_commas_around_them_are_no_mistakes() -> None:
    text = """{% set x = 1 %}
{ {# a comment #}
  "containers": [
    {% for c in containers %}
    {"name": "{{ c }}"}{% if not loop.last %},{% endif %}
    {% endfor %}
  ],
  {{- if .Fargate }}
  "cpu": 256,
  {{- end }}
  "size": 1, <% if x %> "size": 2, <% end %>
  %{ if debug }"debug": true,%{ endif }
}
"""
    data, problems = read(text)
    assert problems == []
    assert data == {
        "containers": [{"name": "{{ c }}"}],
        "cpu": 256,
        "size": "<placeholder: >",
        "debug": True,
    }


def test_what_only_another_branch_has_is_unresolved() -> None:
    data, problems = read('[{% if a %}1{% else %}{"x": 2}{% endif %}, 3]')
    assert problems == []
    assert data == [1, '<placeholder: {"x": 2}>', 3]


def test_a_template_that_is_no_json_without_its_engine_is_unknown_and_not_wrong() -> None:
    parsed = parse_json('{"a": [1, {% if x %} 2 ] } {% else %} 3 ] } {% endif %}')
    assert parsed.problems == []
    assert isinstance(parsed.data, Unresolved)


def test_quotes_inside_a_placeholder_inside_a_string() -> None:
    data, problems = read('{"image": "{{ env "IMAGE" }}:{{ must_env `TAG` }}", "cpu": 1,}')
    assert data == {"image": '{{ env "IMAGE" }}:{{ must_env `TAG` }}', "cpu": 1}
    assert [problem[0] for problem in problems] == ["trailing-comma"]


def test_several_mistakes_are_each_reported() -> None:
    text = '{\n "a": True,\n "b": [1, 2,],\n "c" 3\n "d": \'x\', // why\n}'
    data, problems = read(text)
    assert data == {"a": True, "b": [1, 2], "c": 3, "d": "x"}
    assert [text.count("\n", 0, problem[2]) + 1 for problem in problems] == [2, 3, 4, 5, 5, 5, 5]


def test_problems_know_their_route() -> None:
    parsed = parse_json('{"a": [{"b": 1, "c": True}]}')
    assert [problem.route for problem in parsed.problems] == [("a", 0, "c")]
    parsed = parse_json('{"x": 1, a: {"b": 1}}')
    assert [problem.route for problem in parsed.problems] == [("a",)]


def test_the_place_of_a_duplicate_key_is_the_last_one() -> None:
    text = '{"a": 1, "b": {"a": 2}, "a": 33}'
    parsed = parse_json(text)
    assert parsed.data == {"a": 33, "b": {"a": 2}}
    for places in (parsed.places, CleanPlaces(text)):
        assert places is not None
        assert text[slice(*(places.offsets(("a",)) or ()))] == "33"
    assert [problem.kind for problem in parsed.problems] == ["duplicate-key"]


def test_where_reading_was_cut_short() -> None:
    assert parse_json('{"a": 1}').unfinished is None
    assert parse_json('{"a": 1,}').unfinished is None
    assert parse_json('{"a": [{"b": 1').unfinished == ("a", 0)
    parsed = parse_json('{"a": {"b": 1, [2], "c": [3}}')
    assert parsed.unfinished == ("a",)
    assert list(parsed.data) == ["a", REST]
    assert list(parsed.data["a"]) == ["b", REST], (
        "with brackets fixed twice, what follows may belong elsewhere"
    )
    assert all(
        isinstance(rest, Unresolved) and rest.text == REST
        for rest in (parsed.data[REST], parsed.data["a"][REST])
    )
    assert plain(parse_json('{"a": 1, "c": [3}').data["c"]) == [3]


def test_numbers() -> None:
    data = parse_json("[0, -1, 1.5, 1e3, " + "9" * 5000 + "]").data
    assert data[:4] == [0, -1, 1.5, 1000.0]
    assert isinstance(data[4], Unresolved)


def test_lone_surrogates_are_kept() -> None:
    assert parse_json('["\\ud800"]').data == ["\ud800"]
