"""Placeholders in strings: text that a deployment script or template engine fills in later.

``${VAR}``, ``$VAR``, ``{{ x }}``, ``{% … %}``, ``<IMAGE1_NAME>``, ``<+x.y>``, ``%VAR%``, ``#{var}``,
``@@VAR@@``, ``__VAR__``, ``{var}``, ``@var@``, ``~var~``, ``!VAR!``, ``((var))``, ``[[var]]``, ``[VAR]``,
``<<var>>`` and ``...``. A value is unknown when all or part of it is one. So is one of spaces only, which
somebody is to fill in.
"""

from __future__ import annotations

import re
from operator import is_not
from typing import Any

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PLACEHOLDER, Unresolved

# Patterns are compiled when first needed, which for a file without placeholders is never.
_TRIGGER = regex(r"[$<%@~{\[]|__|!\w+!|\(\(|\A\s+\Z|\A[A-Z_]{3,60}\Z|\A[|?`#!.xX]")
_PLACEHOLDER = (
    r"\$\{[^{}\n]*\}"  # ${VAR}, ${AWS::Region}, ${VAR:-default}
    r"|(?<![\$\\])\$[A-Za-z_]\w+"  # $VAR, not $1, $$ or a lone $
    r"|\$\([A-Za-z_][\w.]*\)"  # $(VAR), as pipelines write it
    r"|\{\{|\{%"
    r"|<%[=-]"
    r"|%[A-Z][A-Z0-9_]+%"
    r"|(?<![\w<&|?])<(?!/)(?:[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*|[A-Za-z][a-zA-Z0-9]*(?:[ _.-][A-Za-z0-9]+)+)>"
    r"|<\+[A-Za-z_][\w.()\"\[\]-]{0,120}>"  # <+artifact.image>, as Harness does
    r"|\#\{[^{}\n]+\}"
    r"|@@[A-Z][A-Z0-9_.]*@@"
    r"|(?<![A-Za-z0-9])__[A-Z][A-Z0-9_]{0,60}?__(?![A-Za-z0-9])"
    r"|(?<![\\${%\w])\{ ?[A-Za-z_][\w.-]{0,60} ?\}"  # {name}, as scripts with sed or str.format read it
    r"|(?<![\w@.])@ ?[A-Za-z_][\w.-]{1,60} ?@(?!\w)"  # @name@, as Maven, Ant and CMake do
    r"|(?<![\w~/])~ ?[A-Za-z_]\w{1,60} ?~(?!\w)"
    r"|(?<![\w!])! ?[A-Za-z_]\w{1,60} ?!(?!\w)"
    r"|\(\( ?[A-Za-z_][\w./:-]{0,60} ?\)\)"  # ((name)), as Concourse does
    r"|(?<![\w\[])\[\[ ?[A-Za-z_][\w.-]{0,60} ?\]\](?!\])"
    r"|(?<![\w\]\\^])\[ ?[A-Z][A-Z0-9]+(?:[ _.-][A-Z0-9]+){0,8} ?\]"
    r"|\A\[ ?[A-Za-z_][\w-]{1,60} ?\]\Z"
    r"|"
)
_WHOLE = (
    r"\A(?:REPLACE(?:D|_?ME|_?THIS|_WITH_\w+|D_BY_\w+)?|CHANGE_?ME|TODO|TBD|FIXME|PLACEHOLDER|FILL_?ME(?:_IN)?)\Z"
    r"|\AYOUR[_-]\w+\Z"
    r"|\A(?P<mark>[@~!%|?`#])(?P=mark)? ?[A-Za-z_][\w.-]{0,60} ?(?P=mark){1,2}\Z"
    r"|\A<< ?[A-Za-z_][\w.-]{0,60} ?>>\Z|\A\$[A-Za-z_]\Z|\A\[ ?[A-Za-z_] ?\]\Z"
    r"|\A(?:\.\.\.|[xX]{3,60})\Z"
    r"|\A\s+\Z"
)
"""Texts that are a placeholder as a whole; others may be without a sign such as ``$`` or ``<``."""
_ANYWHERE = _PLACEHOLDER + _WHOLE
_ANGLE = (
    r"(?i)(?<![\w?])<"
    r"(?:your|my|the|insert|enter|replace|account|region|image|name|tag|version|env)[\w .:/-]*>"
    r"|\A<[a-z][\w .:/-]*>\Z"
)
_BLANK = (
    r"(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|ACCOUNT|REGION|IMAGE|TAG|VERSION|NAME|PORT|CHANGEME|CHANGE_ME|REPLACEME"
    r"|PLACEHOLDER|REPLACE|FIXME|TODO|TBD|XXX+|YOUR\w+|[A-Z]{2,16}(?: [A-Z]{2,16}){1,5})"
)


_SIGN = regex(r"[$<%@~{\[!(]")
_BARE = regex(rf"(?=[RCTFPY|?`#.xX\s])(?:{_WHOLE})")
"""What a text may be that has none of these signs: most texts begin otherwise."""
_OF_VALUES = frozenset(map(chr, range(ord("!"), ord("~")))) - frozenset("RCTFPY|?`#.xX")
"""Signs with which none of them begins."""


def is_placeholder(text: str) -> bool:
    """Say whether ``text`` is, or contains, a placeholder."""
    if (
        _SIGN.search(text) is None
        and "__" not in text
        and (text[:1] in _OF_VALUES or _BARE.match(text) is None)
    ):
        return False
    return _TRIGGER.search(text) is not None and (
        re.search(_ANYWHERE, text) is not None or ("<" in text and re.search(_ANGLE, text) is not None)
    )


def looks_like_fill_in(text: str) -> bool:
    """Say whether ``text`` is a word in bare capitals, as people leave for a script to replace.

    ``ACCOUNT``, ``REPLACED_BY_CI``, ``AWS_ACCOUNT_ID``, ``TASK ROLE``: only a rule that knows which values
    are possible at its place can tell such a word from a value.
    """
    return "A" <= text[:1] <= "Z" and re.fullmatch(_BLANK, text) is not None


def holds_fill_in(data: object) -> bool:
    """Say whether a text in ``data`` is left for a script to replace, without a sign that says so."""
    if isinstance(data, str):
        return looks_like_fill_in(data)
    items = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return any(map(holds_fill_in, items))


def stands_for_something(text: str) -> bool:
    """Say whether ``text``, found where it cannot be a value, is rather left for somebody to replace.

    That is a word in bare capitals (``AWS_REGION``) or anything in braces or angle brackets.
    """
    return not _BRACKETS.isdisjoint(text) or looks_like_fill_in(text)


_BRACKETS = frozenset("{}<>[]")


class OpenObject(dict[str, Any]):
    """An object in which, or below which, a placeholder stands for members: what is absent is unknown."""


def rest_of(data: dict[str, object]) -> Unresolved | None:
    """Return the placeholder that stands for members of ``data``, if it has one."""
    for key, value in data.items():
        if type(value) is Unresolved and value.text == key:
            return value
    return None


def without_rests(data: object) -> Any:
    """Return a copy of ``data`` without the placeholders that stand for members."""
    if isinstance(data, dict):
        rest = rest_of(data)
        return {key: without_rests(value) for key, value in data.items() if rest is None or value is not rest}
    return [without_rests(item) for item in data] if isinstance(data, list) else data


def mark_placeholders(data: object, text: str | None = None) -> Any:
    """Return ``data`` with ``Unresolved`` in place of strings that are or contain placeholders.

    The same object is returned where there is none; lists and dicts without one are shared with ``data``.
    A key that is or contains a placeholder stands for members, whatever its value; an object in which one
    does is returned as an ``OpenObject``.
    ``text`` is the text of the document, for a quick no.
    """
    if text is not None and _TRIGGER.search(text) is None:
        return data
    marker = _Marker()
    marked = marker.mark(data)
    return OpenObject(marked) if marker.is_open and isinstance(marked, dict) else marked


_UNKNOWN_KEY = regex(r"\{\{|\{%|<%|[$#]\{|\A<.*>\Z")

MARKABLE = frozenset((str, dict, list, Unresolved))
"""Types of values that may be, hold or stand for a placeholder."""


class _Marker:
    def __init__(self) -> None:
        self.is_open = False

    def mark(self, node: Any) -> Any:
        kind = type(node)
        if kind is str:
            return Unresolved(PLACEHOLDER, node) if is_placeholder(node) else node
        if kind is dict:
            changed: dict[object, object] = {}
            for key, value in node.items():
                of = type(value)
                if type(key) is str and not key.isalnum() and _UNKNOWN_KEY.search(key):
                    self.is_open = True
                    if of is not Unresolved or value.text != key:
                        changed[key] = Unresolved(PLACEHOLDER, key)  # it may be any member
                elif of is str:
                    if is_placeholder(value):
                        changed[key] = Unresolved(PLACEHOLDER, value)
                elif of is dict or of is list:
                    marked = self.mark(value)
                    if marked is not value:
                        changed[key] = marked
                elif of is Unresolved and value.text == key:
                    self.is_open = True
            return {**node, **changed} if changed else node
        if kind is list:
            items = [self.mark(item) if type(item) in MARKABLE else item for item in node]
            return items if any(map(is_not, items, node)) else node
        return node
