"""A matcher that counts: it goes the way of ``re`` through a text, step by step.

It follows the tree that the parser of ``re`` makes of a pattern, goes back where ``re`` goes back, and takes
one step for each character that is compared and each way that is tried. So the growth of a search is known
without a clock. What it finds is what ``re`` finds (``tests/test_patterns.py`` compares them).
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_parser, _compiler, _constants = (
    importlib.import_module(f"re.{n}") for n in ("_parser", "_compiler", "_constants")
)

REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_CHARACTERS = ("LITERAL", "NOT_LITERAL", "ANY", "IN")
MOST = 500_000
"""Steps after which a search is given up: it grows faster than it may."""

Goal = Callable[[int], "int | None"]
"""What has to match from a position on: the end of the match, or ``None``."""
Node = Callable[[int, Goal], "int | None"]
"""A part of a pattern: from a position on, and then the goal."""


class TooManyStepsError(Exception):
    """A search took more than ``MOST`` steps."""


def parse(pattern: str, flags: int = 0) -> Any:
    """Return the tree that the parser of ``re`` makes of a pattern."""
    return _parser.parse(pattern, flags & ~re.UNICODE)


def compiled(tree: Any) -> re.Pattern[str]:
    """Return the pattern of a tree."""
    found: re.Pattern[str] = _compiler.compile(tree, tree.state.flags)
    return found


def bounded(tree: Any, most: int) -> Any:
    """Return the tree with every finite limit of a repetition lowered to ``most``."""
    return _parser.SubPattern(tree.state, [(each, _bounded(str(each), rest, most)) for each, rest in tree])


def _bounded(name: str, argument: Any, most: int) -> Any:
    if name in REPEATS:
        low, high, body = argument
        high = high if high is _parser.MAXREPEAT else min(high, most)
        return min(low, most), high, bounded(body, most)
    if name == "SUBPATTERN":
        return *argument[:-1], bounded(argument[-1], most)
    if name == "ATOMIC_GROUP":
        return bounded(argument, most)
    if name == "BRANCH":
        return argument[0], [bounded(branch, most) for branch in argument[1]]
    if name in ("ASSERT", "ASSERT_NOT"):
        return argument[0], bounded(argument[1], most)
    if name == "GROUPREF_EXISTS":
        return argument[0], bounded(argument[1], most), argument[2] and bounded(argument[2], most)
    return argument


class Matcher:
    """A pattern for one text; ``steps`` is what its searches have taken."""

    def __init__(self, tree: Any) -> None:
        self.steps = 0
        self._flags = tree.state.flags
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self._node, self._first = self._sequence(tree)

    def find(self, method: str, text: str) -> list[tuple[int, int]]:
        """Return where the matches are that ``match``, ``fullmatch``, ``search`` or ``finditer`` finds."""
        self._text, self.steps = text, 0
        if method == "finditer":
            return self._all()
        if method == "search":
            return [found] if (found := self._search(0, None)) else []
        goal = _anywhere if method == "match" else (lambda end: end if end == len(text) else None)
        end = self._from(0, goal)
        return [] if end is None else [(0, end)]

    def _from(self, at: int, goal: Goal) -> int | None:
        self._groups.clear()
        return self._node(at, goal)

    def _search(self, start: int, empty: int | None) -> tuple[int, int] | None:
        for at in range(start, len(self._text) + 1):
            self._step()
            if self._first is not None and not self._first.at(self._text, at):
                continue
            end = self._from(at, _anywhere if at != empty else (lambda end: None if end == empty else end))
            if end is not None:
                return at, end
        return None

    def _all(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        at, empty = 0, None
        while one := self._search(at, empty):  # an empty one is followed by one that is not, or a later one
            found.append(one)
            at = one[1]
            empty = at if one[0] == at else None
        return found

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST:
            raise TooManyStepsError

    def _sequence(self, tree: Any) -> tuple[Node, _Characters | None]:
        """Return the node of several parts, and the characters of which one has to be there at first."""
        nodes: list[Node] = []
        first: _Characters | None = None
        for operator, argument in tree:
            if str(operator) in _CHARACTERS:
                characters = _Characters(operator, argument, tree)
                first = characters if not nodes else first
                nodes.append(self._character(characters))
            else:
                nodes.append(self._part(str(operator), argument))
        whole: Node = _reached
        for node in reversed(nodes):
            whole = node if whole is _reached else _then(node, whole)
        return whole, first

    def _part(self, name: str, argument: Any) -> Node:
        if name in REPEATS:
            low, high, body = argument
            if len(body) == 1 and str(body[0][0]) in _CHARACTERS:
                return self._run(name, low, high, _Characters(body[0][0], body[0][1], body))
            return self._repeat(name, low, high, self._sequence(body)[0])
        make: dict[str, Callable[[Any], Node]] = {
            "SUBPATTERN": self._group,
            "ATOMIC_GROUP": lambda tree: self._atomic(self._sequence(tree)[0]),
            "BRANCH": lambda branches: self._branch([self._sequence(tree) for tree in branches[1]]),
            "AT": self._place,
            "ASSERT": lambda looked: self._look(*looked, wanted=True),
            "ASSERT_NOT": lambda looked: self._look(*looked, wanted=False),
            "GROUPREF": self._again,
            "GROUPREF_EXISTS": self._whether,
        }
        return make[name](argument)

    def _character(self, characters: _Characters) -> Node:
        def node(at: int, goal: Goal) -> int | None:
            self.steps += 1
            return goal(at + 1) if characters.at(self._text, at) else None

        return node

    def _run(self, name: str, low: int, high: int, characters: _Characters) -> Node:
        """Return the repetition of one character."""

        def reach(at: int, most: int) -> int:
            end = at
            while end - at < most and characters.at(self._text, end):
                end += 1
            self.steps += end - at + 1
            return end

        def greedy(at: int, goal: Goal) -> int | None:
            for end in range(reach(at, high), at + low - 1, -1):
                self._step()
                found = goal(end)
                if found is not None:
                    return found
            return None

        def lazy(at: int, goal: Goal) -> int | None:
            end = reach(at, low)
            while end - at >= low:
                self._step()
                found = goal(end)
                if found is not None:
                    return found
                if end - at == high or reach(end, 1) == end:
                    return None
                end += 1
            return None

        def possessive(at: int, goal: Goal) -> int | None:
            end = reach(at, high)
            return goal(end) if end - at >= low else None

        return {"MAX_REPEAT": greedy, "MIN_REPEAT": lazy, "POSSESSIVE_REPEAT": possessive}[name]

    def _repeat(self, name: str, low: int, high: int, body: Node) -> Node:
        def greedy(at: int, goal: Goal, count: int = 0) -> int | None:
            self._step()
            if count < high:
                found = body(
                    at, lambda end: greedy(end, goal, count + 1) if end > at or count < low else None
                )
                if found is not None:
                    return found
            return goal(at) if count >= low else None

        def lazy(at: int, goal: Goal, count: int = 0) -> int | None:
            self._step()
            found = goal(at) if count >= low else None
            if found is not None or count == high:
                return found
            return body(at, lambda end: lazy(end, goal, count + 1) if end > at or count < low else None)

        def possessive(at: int, goal: Goal) -> int | None:
            count = 0
            while count < high:
                self._step()
                end = body(at, _anywhere)
                if end is None or (end == at and count >= low):
                    break
                at, count = end, count + 1
            return goal(at) if count >= low else None

        return {"MAX_REPEAT": greedy, "MIN_REPEAT": lazy, "POSSESSIVE_REPEAT": possessive}[name]

    def _group(self, argument: Any) -> Node:
        number, body = argument[0], self._sequence(argument[-1])[0]
        if number is None:
            return body

        def node(at: int, goal: Goal) -> int | None:
            before = self._groups.get(number)

            def closed(end: int) -> int | None:
                inner = self._groups.get(number)
                self._groups[number] = (at, end)
                found = goal(end)
                if found is None:
                    self._restore(number, inner)
                return found

            found = body(at, closed)
            if found is None:
                self._restore(number, before)
            return found

        return node

    def _restore(self, number: int, value: tuple[int, int] | None) -> None:
        if value is None:
            self._groups.pop(number, None)
        else:
            self._groups[number] = value

    def _atomic(self, body: Node) -> Node:
        def node(at: int, goal: Goal) -> int | None:
            end = body(at, _anywhere)
            return None if end is None else goal(end)

        return node

    def _branch(self, branches: list[tuple[Node, _Characters | None]]) -> Node:
        def node(at: int, goal: Goal) -> int | None:
            for branch, first in branches:
                self.steps += 1
                if first is None or first.at(self._text, at):
                    found = branch(at, goal)
                    if found is not None:
                        return found
            return None

        return node

    def _place(self, argument: Any) -> Node:
        state = _parser.State()
        state.flags, state.str = self._flags, ""
        place = compiled(_parser.SubPattern(state, [(_constants.AT, argument)]))

        def node(at: int, goal: Goal) -> int | None:
            self.steps += 1
            return goal(at) if place.match(self._text, at) else None

        return node

    def _look(self, direction: int, tree: Any, *, wanted: bool) -> Node:
        body = self._sequence(tree)[0]
        width = tree.getwidth()[0] if direction < 0 else 0

        def node(at: int, goal: Goal) -> int | None:
            self.steps += 1
            found = body(at - width, _anywhere) if at >= width else None
            return goal(at) if (found is not None) == wanted else None

        return node

    def _again(self, number: int) -> Node:
        def node(at: int, goal: Goal) -> int | None:
            first, last = self._groups.get(number, (0, -1))
            size = last - first
            self.steps += abs(size) + 1
            same = size >= 0 and self._text[first:last] == self._text[at : at + size]
            return goal(at + size) if same else None

        return node

    def _whether(self, argument: Any) -> Node:
        number, yes, no = argument[0], self._sequence(argument[1])[0], self._sequence(argument[2] or [])[0]

        def node(at: int, goal: Goal) -> int | None:
            self.steps += 1
            return (yes if number in self._groups else no)(at, goal)

        return node


class _Characters:
    """What one character of a text may be; ``re`` is asked once about each."""

    def __init__(self, operator: Any, argument: Any, tree: Any) -> None:
        self._tree = _parser.SubPattern(tree.state, [(operator, argument)])
        self._match: Callable[[str], object] | None = None
        self._known: dict[str, bool] = {"": False}

    def at(self, text: str, at: int) -> bool:
        """Say whether the character at a position is one of them; there is none behind the end."""
        character = text[at : at + 1]
        found = self._known.get(character)
        if found is None:
            self._match = self._match or compiled(self._tree).match
            found = self._known[character] = self._match(character) is not None
        return found


def _anywhere(end: int) -> int:
    return end


def _reached(at: int, goal: Goal) -> int | None:
    return goal(at)


def _then(node: Node, rest: Node) -> Node:
    return lambda at, goal: node(at, lambda end: rest(end, goal))


@contextmanager
def deep(limit: int = 30_000) -> Iterator[None]:
    """Let functions call each other as deeply as those of ``Matcher`` do."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
