"""Names of resources around services (ECS580)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText
from ecslint.documents.cloudformation.queries import text
from ecslint.facts.resource_names import NAMES
from ecslint.finding import Problem, Problems
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved


def name_problems(resource: Resolved) -> Problems:
    """Yield a name that AWS refuses, with one of the allowed characters that is like it."""
    rule = NAMES[resource.resource.type]
    name = text(resource.get(rule.member))
    piece = bad_piece(resource.get(rule.member), rule.allowed)
    if piece is not None:
        message = f'"{piece[:60]}" is not allowed in {rule.member}; use up to {rule.most} {rule.said}'
        yield Problem(resource.at(rule.member), message)
    if name is None or stands_for_something(name):
        return
    if re.fullmatch(f"[{rule.allowed}]{{1,{rule.most}}}", name):
        return
    better = re.sub(f"[^{rule.allowed}]+", "-", name).strip("-")[: rule.most]
    message = (
        f'{rule.member} "{name[:60]}" is not allowed, which may hold up to {rule.most} {rule.said}; '
        f'use, for instance, "{better[:60] or "web"}"'
    )
    yield Problem(resource.at(rule.member), message)


_SENTENCE = regex(r"[A-Z][a-z]{1,30}(?: [A-Za-z]{1,30}){3}")
"""The beginning of a description, four words, which no name has."""
_SIGNS = frozenset("$%")
"""Signs of templates beside brackets: what has them is filled in later."""


def bad_piece(value: object, allowed: str = "A-Za-z0-9_-") -> str | None:
    """Return the known piece of a composed name that has a character other than ``allowed`` ones.

    Pieces that stand for something that is filled in later have none.
    """
    for piece in value.parts if isinstance(value, PartialText) else ():
        if not isinstance(piece, str) or stands_for_something(piece) or not _SIGNS.isdisjoint(piece):
            continue
        if _SENTENCE.match(piece):  # a default that says what the value is for
            continue
        if re.search(f"[^{allowed}]", piece):
            return piece
    return None
