"""Numbers that nobody foresees, such as thousands of digits, wherever an example holds a number."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from ecslint.base.route import Route
from tests.fuzz.material import as_json, documents
from tests.fuzz.promises import STRICT, lint

LONG = ("9" * 5_000, "²", "٣", "0" * 5_000 + "1", "1" + "0" * 400)
_DIGITS = re.compile(r"\d+")


def places(data: Any) -> list[tuple[Route, str | int]]:
    """Return the texts with digits, and the numbers, of a document."""
    found: list[tuple[Route, str | int]] = []
    stack: list[tuple[Route, Any]] = [((), data)]
    while stack:
        route, node = stack.pop()
        if isinstance(node, dict):
            stack += [((*route, key), each) for key, each in node.items()]
        elif isinstance(node, list):
            stack += [((*route, index), each) for index, each in enumerate(node)]
        elif (isinstance(node, str) and _DIGITS.search(node)) or (type(node) is int and route):
            found.append((route, node))
    return found


def changed(data: Any, route: Route, old: str | int, long: str, number: int) -> Any:
    """Return a copy with another number at a place; ``number`` says which one of a text."""
    data = copy.deepcopy(data)
    holder = data
    for step in route[:-1]:
        holder = holder[step]
    runs = list(_DIGITS.finditer(str(old)))
    match = runs[number % len(runs)] if runs else None
    text = str(old)
    holder[route[-1]] = long if match is None else text[: match.start()] + long + text[match.end() :]
    return data


def numbers(random: Random) -> bytes:
    """Return an example in which one number, or two, are not what anyone foresees."""
    data = random.choice(documents())
    for _ in range(random.choice((1, 2))):
        found = places(data)
        if found:
            route, old = random.choice(found)
            data = changed(data, route, old, random.choice(LONG), random.randrange(4))
    return as_json(data).encode("utf-8", "replace")


def everywhere(long: str = LONG[0]) -> Iterator[bytes]:
    """Yield every example with every one of its numbers replaced, each kind of place once."""
    seen: set[tuple[object, ...]] = set()
    for data in documents():
        for route, old in places(data):
            shape = _DIGITS.sub("0", str(old))[:80]
            key = (*[step for step in route if isinstance(step, str)][-3:], shape)
            if key not in seen:
                seen.add(key)
                for number in range(min(len(_DIGITS.findall(str(old))), 3)):
                    yield json.dumps(changed(data, route, old, long, number)).encode()


def digits(random: Random, data: bytes) -> None:
    """Lint, with every rule on."""
    del random
    lint("x.json", data, STRICT)
