"""YAML that is deep, long, hostile, a template or random."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.base.unresolved import Unresolved
from ecslint.source.limits import MAX_DEPTH
from ecslint.source.yaml import nodes as yaml_nodes
from ecslint.source.yaml.parse import parse_yaml
from tests.share import some
from tests.source.shapes import is_rest, plain, routes, values
from tests.source.test_yaml import UNREAD, at, clean, one
from tests.steps import Text, assert_linear, watched_patterns


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 300 + "]" * 300,
        "- " * 300 + "a",
        "[" * 100_000,
        "{a: " * 100_000,
        "".join(" " * level + "a:\n" for level in range(300)),
        "a: " + "[" * 300 + "]" * 300 + "\nb: 1\n---\nc: 1",
    ],
)
def test_deep_nesting_is_cut(text: str) -> None:
    parsed = parse_yaml(text)[-1]
    assert [problem.kind for problem in parsed.problems] == ["too-deep"]
    depth, node = 0, parsed.data
    while isinstance(node, (dict, list)) and node:
        depth, node = depth + 1, (node[0] if isinstance(node, list) else node["a"])
    assert depth <= MAX_DEPTH
    assert parsed.unfinished is not None


def test_deep_but_allowed_nesting() -> None:
    text = "".join(" " * level + "a:\n" for level in range(150)) + " " * 150 + "b: !Sub [x, {c: *d}]"
    assert "anchor" in one(text).problems[0].message
    assert len(clean(text.replace("*d", "!Ref d"))) == 1


def test_alias_bombs_are_not_followed() -> None:
    names = "abcdefghijkl"
    text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for before, name in pairwise(names):
        text += f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    parsed = one(text)
    (problem,) = parsed.problems
    assert problem.kind == "alias-bomb"
    assert (
        problem.message
        == "the aliases stand for 357,449,882,119 values in all, and are not followed; use fewer"
    )
    assert isinstance(parsed.data, Unresolved)


@pytest.mark.parametrize("text", ["a: &a [*a]", "&a {b: *a}", "a: &a {b: &b [*a, *b]}", "a: &a\n  <<: *a\n"])
def test_aliases_that_lead_back_are_not_followed(text: str) -> None:
    parsed = one(text)
    assert [(p.kind, p.message) for p in parsed.problems] == [
        ("alias-bomb", "an alias in here leads back to the value itself")
    ]


def test_many_harmless_aliases() -> None:
    text = "base: &base {a: 1, b: [1, 2]}\nlist:\n" + "  - *base\n" * 1000 + "s: '* & &x'\n"
    assert clean(text)["list"] == [{"a": 1, "b": [1, 2]}] * 1000


def test_template_placeholders() -> None:
    text = """a: {{ x }}
b: {{ y }}-z
{{ k }}: 1
c: "{{ q }}"
d: [{{ a }}, 2, ${SHELL}]
e:
  - {{ .Values.x | default "1" }}
  - name: %NAME%
    tag: @@TAG@@
f: {{ multi
  line }}
g: |
  {{ block }} x
h:
  {{ toYaml .Values.h | indent 2 }}
i: !Sub ${AWS::Region}
j: <%= erb %>
"""
    data = clean(text)
    assert data == {
        "a": "<placeholder: {{ x }}>",
        "b": "<placeholder: {{ y }}-z>",
        "{{ k }}": 1,
        "c": "{{ q }}",
        "d": ["<placeholder: {{ a }}>", 2, "${SHELL}"],
        "e": [
            '<placeholder: {{ .Values.x | default "1" }}>',
            {"name": "<placeholder: %NAME%>", "tag": "<placeholder: @@TAG@@>"},
        ],
        "f": "<placeholder: {{ multi\n  line }}>",
        "g": "{{ block }} x\n",
        "h": "<placeholder: {{ toYaml .Values.h | indent 2 }}>",
        "i": {"Fn::Sub": "${AWS::Region}"},
        "j": "<placeholder: <%= erb %>>",
    }
    assert at(text, ("e", 0)) == '{{ .Values.x | default "1" }}'
    assert at(text, ("{{ k }}",), "key") == "{{ k }}"
    assert at(text, ("i", "Fn::Sub")) == "${AWS::Region}"


def test_template_statements() -> None:
    text = """{% set x = 1 %}
a: 1
{%- if prod %}
cpu: 1024
{{- include "more" . | indent 2 }}
{% elif test %}
cpu: 512
{% else %}
cpu: 256
{% endif %}
list:
{{- range .List }}
  - name: {{ .Name }}
{{- end }}
{% if x %}
late: 1
{% endif %}
{% if y %}
late: 2
{% endif %}
"""
    assert clean(text) == {
        "a": 1,
        "cpu": "<placeholder: >",
        "list": [{"name": "<placeholder: {{ .Name }}>"}],
        "late": "<placeholder: >",
    }


def test_a_template_that_is_no_yaml_without_its_engine_is_unknown_and_not_wrong() -> None:
    parsed = one("a:\n {% if x %}\n  b: 1\n {% endif %}\n c: 2\n")
    assert parsed.problems == []
    assert isinstance(parsed.data, Unresolved)


def test_mistakes_in_a_template_without_statements_are_reported() -> None:
    parsed = one("a: {{ x }}\nb: 1\n c: 2\n")
    assert plain(parsed.data) == {"a": "<placeholder: {{ x }}>", "b": UNREAD}
    assert [problem.kind for problem in parsed.problems] == ["invalid-syntax"]


@pytest.mark.parametrize(
    "piece",
    [
        "{{",
        "{%",
        "a: {{ x\n",
        "{% if %}",
        "- ",
        "? ",
        "a: &a ",
        "*",
        "[",
        "{",
        "'",
        "a: !",
        "x: |\n",
        "<%",
        "a,",
        "[a,",
        "{a: b, ",
    ],
)
def test_hostile_text_takes_linear_time(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(size: int) -> Callable[[], object]:
        text = Text(piece * (size // len(piece)))
        return lambda: parse_yaml(text)

    for name in ("_NodeEvents", "_Composer"):  # libyaml takes no subclass
        real = getattr(yaml_nodes, name)
        monkeypatch.setattr(yaml_nodes, name, lambda text, real=real: real(str(text)))
    with watched_patterns("ecslint.source"):
        assert_linear(work, 2_000)


@pytest.fixture(params=[True, False], ids=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(yaml_nodes, "HAS_LIBYAML", request.param)
    return bool(request.param)


def test_the_pure_python_parser_reads_the_same(parser: bool) -> None:
    text = "a: !If [c, &x 'd', *x]\nb:\n- 0x10\n- e: |\n    f\n"
    assert clean(text) == {"a": {"Fn::If": ["c", "d", "d"]}, "b": [16, {"e": "f\n"}]}
    assert at(text, ("b", 1, "e")) == "|\n    f"
    parsed = one("a: 1\nb: [c\n")
    assert plain(parsed.data) == {"a": 1, "b": UNREAD}
    assert len(parsed.problems) == 1
    assert one("a: \x01").data == {"a": "\ufffd"}


printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | printable,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(printable, inner, max_size=4),
    max_leaves=15,
)


@settings(deadline=None)
@given(yaml_values, st.sampled_from((False, True, None)))
def test_any_data_survives_the_round_trip_and_its_places_are_right(data: Any, flow: bool | None) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    parsed = one(text)
    assert parsed.problems == []
    assert parsed.data == data
    assert parsed.places is not None
    for route, value in routes(data):
        start, end = parsed.places.offsets(route) or (0, 0)
        if not isinstance(value, (dict, list)) or flow:
            assert one(text[start:end] + "\n").data == value


@settings(deadline=None, max_examples=some(300))
@given(values, st.data())
def test_random_edits_never_raise(data: Any, draw: st.DataObject) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    for _ in range(draw.draw(st.integers(1, 3))):
        place = draw.draw(st.integers(0, len(text)))
        new = draw.draw(
            st.sampled_from(
                (
                    "",
                    "{",
                    "}",
                    "[",
                    ": ",
                    "- ",
                    '"',
                    "'",
                    "\t",
                    "{{ x }}",
                    "{% if %}",
                    "\n",
                    " ",
                    "&a ",
                    "*a",
                    "!If ",
                    "\x00",
                    "%",
                )
            )
        )
        text = text[:place] + new + text[place + draw.draw(st.integers(0, 2)) :]
    for parsed in parse_yaml(text):
        for problem in parsed.problems:
            assert 0 <= problem.start <= problem.end <= len(text)
        assert parsed.places is not None
        if not isinstance(parsed.data, Unresolved):
            for route, _ in routes(parsed.data):
                assert parsed.places.offsets(route) is not None or is_rest(parsed.data, route)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"%@#,? \n\t\ue000")))
def test_random_text_never_raises(text: str) -> None:
    assert parse_yaml(text)
