from __future__ import annotations

import pytest

from ecslint.source.templating.statements import (
    block_end,
    closes_block,
    is_alternative,
    opens_block,
    placeholder_end,
    statement_end,
    statements,
)


@pytest.mark.parametrize(
    "text",
    [
        "${A}",
        '${jsonencode({"a": "}"})}',
        "${a\n}",
        "$A",
        "$(Build.Id)",
        "{{ x }}",
        '{{ index . "}}" }}',
        "{{{ raw }}}",
        "<A B>",
        "%A%",
        "#{x}",
        "@@A@@",
        "@A@",
        "__A__",
        "<%= x %>",
        "<%- x %>"[:0] + "<%== x %>",
    ],
)
def test_placeholders(text: str) -> None:
    assert placeholder_end(text, 0) == len(text)
    assert placeholder_end(f"1{text}2", 1) in (len(text) + 1, len(text) + 2)


@pytest.mark.parametrize(
    "text", ["", "a", "$", "${a", "{{ a", "$(a\n)", "<a\n>", "%a b%", "#{}", "{a}", "${" + "a" * 5000 + "}"]
)
def test_no_placeholders(text: str) -> None:
    assert placeholder_end(text, 0) == -1


@pytest.mark.parametrize(
    ("text", "opens", "closes", "alternative"),
    [
        ("{% if x %}", True, False, False),
        ("{%- for a in b -%}", True, False, False),
        ("{% endif %}", False, True, False),
        ("{% else %}", False, False, True),
        ("{% elif y %}", False, False, True),
        ("{% set x = 1 %}", False, False, False),
        ("{# a comment #}", False, False, False),
        ("{{ if .X }}", True, False, False),
        ("{{- range $i, $x := .Y -}}", True, False, False),
        ("{{ end }}", False, True, False),
        ("{{ else if .X }}", False, False, True),
        ("{{/* a comment */}}", False, False, False),
        ("{{ $x := 1 }}", False, False, False),
        ("{{#if x}}", True, False, False),
        ("{{#each x}}", True, False, False),
        ("{{/if}}", False, True, False),
        ("<% if x %>", True, False, False),
        ("<% end %>", False, True, False),
        ("<% } %>", False, True, False),
        ("%{ if x }", True, False, False),
        ("%{ endif ~}", False, True, False),
        ("%{ else }", False, False, True),
    ],
)
def test_statements(text: str, opens: bool, closes: bool, alternative: bool) -> None:
    assert statement_end(text, 0) == len(text)
    assert (opens_block(text), closes_block(text), is_alternative(text)) == (opens, closes, alternative)


@pytest.mark.parametrize(
    "text", ["{{ x }}", "{{ .Values.endpoint }}", "{{ iface }}", "<%= x %>", "{% if", "{ % if }", "a"]
)
def test_no_statements(text: str) -> None:
    assert statement_end(text, 0) == -1


def test_where_a_block_ends() -> None:
    text = "x {% if a %}1{% for b in c %}2{% endfor %}{{ d }}{% endif %} y {% endif %}"
    assert block_end(text, 2) == text.index(" y")
    assert block_end(text[: text.index(" y") - 1], 2) == -1
    assert [text[slice(*place)] for place in statements(text)] == [
        "{% if a %}",
        "{% for b in c %}",
        "{% endfor %}",
        "{% endif %}",
        "{% endif %}",
    ]


def test_statements_without_an_end_are_given_up() -> None:
    assert list(statements("{% " * 100_000)) == []
