"""Template languages in a text that is not yet JSON or YAML: what is a placeholder, what a statement.

A placeholder stands for a value (``${CPU}``, ``{{ port }}``, ``<PORT>``, ``%PORT%``, ``$PORT``); a statement
steers the template engine and leaves nothing behind (``{% if x %}``, ``{{ range .list }}``, ``<% end %>``).
Covers Jinja, Go templates, Mustache, ERB, Terraform's ``templatefile`` and shell substitution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.base.pattern import regex
from ecslint.source.limits import MAX_FAILURES, MAX_TEMPLATE

_STATEMENT = regex(
    r"""\{%(?!\{)(?:[^%\n]|%(?!\})|\n){0,4000}?%\}"""
    r"""|\{\#.{0,4000}?\#\}"""
    r"""|<%(?![=-]?=)(?:[^%]|%(?!>)){0,4000}?%>"""
    r"""|%\{(?:[^{}"]|"[^"\n]*"){0,4000}?\}"""
    r"""|\{\{[-~]?\s*(?:/\*|[\#/^!]|\$\w+\s*:?=|(?:if|else|end|range|with|define|block|break|continue)\b)"""
    r"""(?:[^}]|\}(?!\})){0,4000}?\}\}""",
    re.DOTALL,
)
_STATEMENT_START = regex(r"\{[{%#]|<%|%\{")
_SIMPLE = regex(
    r"\$\w+|%[A-Za-z_][\w.-]*%|<[^<>\n\"=]{1,100}>|\#\{[^{}\n]{1,200}\}|@@?[A-Za-z_][\w.-]*@@?"
    r"|<%[=-]?=(?:[^%]|%(?!>)){0,4000}?%>|__[A-Z][A-Z0-9_]*__"
)
_BARE = regex(r"\{[A-Za-z_][\w.-]{0,60}\}|\(\([A-Za-z_][\w./:-]{0,60}\)\)|~[A-Za-z_]\w*~|![A-Za-z_]\w*!")
_BRACES = regex(r"\{|\}|\"(?:[^\"\\\n]|\\.)*+\"")
_OPENS = regex(r"[^\w/]*(?:if|unless|range|with|for|each|case|\#\w+|\^\w+)\b")
_CLOSES = regex(r"\W*(?:end\w*|/\w+|done)\b|\W*$")
_ALTERNATIVE = regex(r"\W*(?:else|elif|elsif|elseif)\b")


def has_statements(text: str) -> bool:
    """Say whether ``text`` holds statements of a template engine, so that parts of it may come or go."""
    return next(statements(text), None) is not None


def statement_end(text: str, start: int) -> int:
    """Return where the template statement at ``start`` ends, ``-1`` if none is there."""
    match = _STATEMENT.match(text, start)
    return match.end() if match else -1


def statements(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of all template statements, as far as they have an end."""
    position = failures = 0
    while failures < MAX_FAILURES and (match := _STATEMENT_START.search(text, position)) is not None:
        end = statement_end(text, match.start())
        failures += end < 0
        if end > 0:
            yield match.start(), end
        position = max(end, match.end())


def placeholder_end(text: str, start: int) -> int:
    """Return where the placeholder at ``start`` ends, ``-1`` if none is there."""
    if text.startswith(("${", "{{", "$("), start):
        return _balanced_end(text, start + 1 if text[start] == "$" else start)
    match = _SIMPLE.match(text, start)
    return match.end() if match else -1


def bare_placeholder_end(text: str, start: int) -> int:
    """Return where a placeholder of single signs (``{name}``, ``((name))``, ``~name~``, ``!name!``) ends.

    ``-1`` if none is at ``start``. Nothing that is JSON looks like one.
    """
    match = _BARE.match(text, start)
    return match.end() if match else -1


def _balanced_end(text: str, start: int) -> int:
    """Return the end of the bracket at ``start``, whose inner brackets and quoted strings are skipped."""
    limit = min(len(text), start + MAX_TEMPLATE)
    if text[start] == "(":
        close = text.find(")", start, limit)
        return close + 1 if close > 0 and "\n" not in text[start:close] else -1
    depth = 0
    for match in _BRACES.finditer(text, start, limit):
        bracket = match.group()
        if bracket == "{":
            depth += 1
        elif bracket == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return -1


def opens_block(statement: str) -> bool:
    """Say whether a statement begins a block that another statement ends."""
    return _OPENS.match(statement) is not None and not statement.startswith("{#")


def closes_block(statement: str) -> bool:
    """Say whether a statement closes a block that another one opened."""
    return _CLOSES.match(statement) is not None


def is_alternative(statement: str) -> bool:
    """Say whether a statement separates branches of which only one is kept (``else``, ``elif``)."""
    return _ALTERNATIVE.match(statement) is not None


def block_end(text: str, start: int) -> int:
    """Return the end of the block whose opening statement is at ``start``, ``-1`` if there is no end near."""
    depth = 0
    for begin, end in statements(text[start : start + MAX_TEMPLATE]):
        statement = text[start + begin : start + end]
        if opens_block(statement):
            depth += 1
        elif closes_block(statement):
            depth -= 1
            if depth <= 0:
                return start + end
    return -1
