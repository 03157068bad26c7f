"""``Fn::ForEach``: loops that the ``AWS::LanguageExtensions`` transform unrolls.

``{"Fn::ForEach::Name": [identifier, collection, {key template: value template}]}`` stands for one member
per element of the collection; ``${identifier}`` and ``&{identifier}`` are replaced in keys and values, the
latter keeping letters and digits only.
Source: AWS CloudFormation User Guide, *Fn::ForEach*, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from ecslint.base.route import Route

PREFIX: Final = "Fn::ForEach::"
MAX_UNROLLED: Final = 2000
"""Members that the loops of one mapping may make; a template may hold 500 resources."""


class Member(NamedTuple):
    """One member of an unrolled mapping: ``steps`` lead to its template from the mapping as written."""

    key: str
    """The key that the loop makes."""
    value: object
    """The value with the loop's names replaced."""
    steps: Route
    loop: tuple[tuple[str, str], ...]
    """The loop variables and their values, outermost first."""


class LoopError(ValueError):
    """A loop whose result cannot be told: its collection is unknown, its shape wrong, or it is too long."""


def substitute(node: object, name: str, value: str) -> Any:
    """Return a copy of ``node`` with every mention of the loop variable ``name`` replaced."""
    if isinstance(node, str):
        if "{" in node:
            bare = "".join(letter for letter in value if letter.isascii() and letter.isalnum())
            return node.replace("${" + name + "}", value).replace("&{" + name + "}", bare)
        return node
    if isinstance(node, dict):
        if len(node) == 1 and node.get("Ref") == name:
            return value
        return {substitute(key, name, value): substitute(item, name, value) for key, item in node.items()}
    if isinstance(node, list):
        return [substitute(item, name, value) for item in node]
    return node


def unroll(mapping: dict[str, object], collection: Callable[[object], object]) -> Iterator[Member]:
    """Yield the members of ``mapping`` with its loops unrolled, in order.

    ``collection`` evaluates the second argument of a loop. Raises ``LoopError``.
    """
    budget = [MAX_UNROLLED]
    yield from _unroll(mapping, collection, (), (), budget)


def _unroll(
    mapping: dict[str, object],
    collection: Callable[[object], object],
    steps: Route,
    loop: tuple[tuple[str, str], ...],
    budget: list[int],
) -> Iterator[Member]:
    for key, value in mapping.items():
        if not (isinstance(key, str) and key.startswith(PREFIX)):
            budget[0] -= 1
            if budget[0] < 0:
                raise LoopError("too many members")
            yield Member(key, value, (*steps, key), loop)
            continue
        if not (isinstance(value, list) and len(value) == 3 and isinstance(value[2], dict)):
            raise LoopError("wrong shape")
        name, items, body = value
        found = collection(items)
        if not isinstance(name, str) or not isinstance(found, list):
            raise LoopError("unknown collection")
        for item in found:
            if not isinstance(item, str | int):
                raise LoopError("unknown collection")
            text = str(item)
            for written, template in body.items():
                one = {substitute(written, name, text): substitute(template, name, text)}
                for member in _unroll(one, collection, (), (), budget):
                    inner = member.steps[1:]
                    yield Member(
                        member.key,
                        member.value,
                        (*steps, key, 2, written, *inner),
                        (*loop, (name, text), *member.loop),
                    )
