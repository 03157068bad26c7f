"""Changes of values as edits of the text of a Terraform file: only where the value is a literal there.

Edits keep the form that ``terraform fmt`` gives a file: a value in front of a comment keeps its length, and
an argument is only removed where its neighbours stay aligned.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.source.hcl import nodes

if TYPE_CHECKING:
    from ecslint.documents.terraform.files import TerraformFile

_NUMBER: Final = regex(r"-?\d{1,15}(?:\.\d{1,15})?")
_KEY: Final = regex(r'[ \t]*("?[A-Za-z0-9_.-]{1,200}"?) *= ')


class Written(NamedTuple):
    """Characters ``[start, end)`` of a file become ``text``."""

    start: int
    """Offset of the first character that is replaced."""
    end: int
    """Offset behind the last one."""
    text: str
    """What takes their place."""


def written(file: TerraformFile, op: str, route: Route, value: object) -> Written | None:
    """Return the edit that sets or removes what stands at a route; ``None`` where that cannot be done."""
    if not file.has(route):
        return None
    if op == "remove":
        return _removed(file, route)
    if op != "set" or not isinstance(value, str | int | float):
        return None
    place = file.offsets(route, "value")
    node = file.node_at(route)
    if place is None:
        return None
    old = file.text[place[0] : place[1]]
    is_argument = isinstance(file.node_at(route[:-1]), nodes.Block)
    new = _json(old, value) if node is None else _hcl(node, old, value, is_argument)
    if new is None or (len(new) != len(old) and _has_comment(file.text, place[1])):
        return None
    return Written(place[0], place[1], new)


def _json(old: str, value: str | float) -> str | None:
    """Return a value as JSON in a string of Terraform, ``None`` if what it replaces is no plain literal."""
    if "${" in old or "%{" in old or "\n" in old:
        return None
    try:
        known = json.loads(old)
    except ValueError:
        return None
    if isinstance(known, dict | list) or known is None:
        return None
    return _escaped(json.dumps(value, ensure_ascii=False))


def _hcl(node: nodes.Node, old: str, value: str | float, is_argument: bool) -> str | None:
    """Return a value as HCL writes it; arguments that are strings take numbers without quotes as well."""
    if isinstance(node, nodes.Literal) and not old.startswith("-"):
        if is_argument and isinstance(value, str) and _NUMBER.fullmatch(value) and _NUMBER.fullmatch(old):
            return value
    elif not (isinstance(node, nodes.Template) and node.constant is not None and old.startswith('"')):
        return None
    if isinstance(value, str):
        return _escaped(json.dumps(value, ensure_ascii=False))
    return json.dumps(value)


def _escaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def _has_comment(text: str, offset: int) -> bool:
    """Say whether a comment stands behind a value, which ``terraform fmt`` aligns with others."""
    end = text.find("\n", offset)
    rest = text[offset : end if end >= 0 else len(text)]
    return "#" in rest or "//" in rest or "/*" in rest


def _removed(file: TerraformFile, route: Route) -> Written | None:
    """Return the edit that removes an argument, or a member of an object, with its comma."""
    place = file.offsets(route, "pair")
    if place is None or not isinstance(route[-1], str) or isinstance(file.node_at(route), nodes.Block):
        return None
    text, (start, end) = file.text, place
    line = text.rfind("\n", 0, start) + 1
    after = re.compile(r"[ \t]*,?[ \t]*").match(text, end)
    behind = end if after is None else after.end()
    comma = "," in text[end:behind]
    if not text[line:start].strip() and text[behind : behind + 1] == "\n":
        if file.node_at(route) is None and not comma:
            return None  # the last member of a JSON object
        return None if _aligns_others(text, line, behind) else Written(line, behind + 1, "")
    if comma and text[behind : behind + 1] != "\n":
        return Written(start, behind, "")
    before = text[line:start].rstrip()
    if before.endswith(","):
        return Written(line + len(before) - 1, end, "")
    return None


def _aligns_others(text: str, line: int, end: int) -> bool:
    """Say whether the lines around one are aligned with it alone, so that they would move without it."""
    own = _KEY.match(text, line)
    if own is None:
        return False
    others = []
    for lines in (reversed(text[:line].splitlines()), text[end + 1 :].splitlines()):
        for each in lines:
            match = _KEY.match(each)
            if match is None:
                break
            others.append(len(match[1]))
    return bool(others) and len(own[1]) > max(others)
