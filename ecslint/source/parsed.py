"""What parsers return: plain data, problems of the notation, and the places of keys and values."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, Protocol

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved

Part = Literal["value", "key", "pair"]


class SyntaxProblem(NamedTuple):
    """Something wrong with the notation itself; reading went on behind it.

    ``kind`` is one of ``invalid-syntax``, ``trailing-comma``, ``comment-in-json``, ``duplicate-key``,
    ``not-utf8``, ``empty``, ``too-deep``, ``too-large``, ``alias-bomb``, ``unsupported-yaml``.
    ``[start, end)`` are character offsets into the text; ``route`` names the member concerned
    (``()`` for the document).
    """

    kind: str
    message: str
    """What is wrong."""
    start: int
    """Offset of the first character that it is about."""
    end: int
    """Offset behind the last one."""
    route: Route = ()


REST = "${...}"
"""Key of the member that stands for those that could not be read; see ``mark_unfinished``."""


def mark_unfinished(data: Any, route: Route) -> None:
    """Note in ``data`` that reading stopped at ``route``: all around it may have more than was read.

    An object gets a member ``REST``, a list an element, that is unresolved; as templates write it
    themselves (``{{ more_members }}``), whoever copes with those copes with this.
    """
    node = data
    for step in (*route, None):
        following = None
        if isinstance(node, dict):
            following = node.get(step)
            node.setdefault(REST, Unresolved("syntax error", REST))
        elif isinstance(node, list):
            following = node[step] if isinstance(step, int) and step < len(node) else None
            if not node or getattr(node[-1], "text", None) != REST:
                node.append(Unresolved("syntax error", REST))
        if isinstance(following, dict) and len(following) == 1 and _is_function(*following):
            node[step] = Unresolved("syntax error")
            return
        node = following


def _is_function(key: object) -> bool:
    """Say whether the one key of an object makes it a CloudFormation function, not an object."""
    return isinstance(key, str) and (key.startswith("Fn::") or key in ("Ref", "Condition"))


class Places(Protocol):
    """Character offsets of every key and value of one document."""

    def offsets(self, route: Route, part: Part = "value") -> tuple[int, int] | None:
        """Return ``[start, end)`` of the value (or its key, or key and value), ``None`` if absent.

        The ``key`` of a list element, and of the root, is its value.
        """


class Parsed(NamedTuple):
    """What a parser returns: data, problems in text order, and places (``None``: it is clean JSON).

    ``unfinished`` is the route of the innermost object or list in which reading stopped for good, ``None``
    if all was read. It and everything around it may lack members that the file does have, so nothing can
    be called missing there; all else is as usual.
    """

    data: Any
    """Objects, lists, scalars and ``Unresolved``."""
    problems: list[SyntaxProblem]
    """Mistakes in the notation, in text order."""
    places: Places | None
    """Where values stand; ``None`` for clean JSON."""
    unfinished: Route | None = None
