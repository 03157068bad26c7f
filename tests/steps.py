"""Work counted in steps instead of seconds, so that no load and no machine changes what a test says.

A step is the call of a function, and for texts and patterns that are watched a character that is looked at.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from ecslint.base.pattern import LazyPattern

Work = Callable[[], object]


def calls(work: Work) -> int:
    """Return how many functions (of Python, and of C called from Python) are called by ``work``."""
    count = 0

    def watch(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def forget_texts() -> None:
    """Empty what remembers the outcome for texts: other tests may have asked for the same ones.

    Tables that are read once (``functools.cache``) stay.
    """
    modules = [module for name, module in sys.modules.items() if name.startswith("ecslint.")]
    for one in [value for module in modules for value in vars(module).values()]:
        if isinstance(one, _Remembering) and one.cache_parameters()["maxsize"] is not None:
            one.cache_clear()


_Remembering = type(lru_cache(str))


def assert_linear(prepare: Callable[[int], Work], size: int, *, most: float = 2.4) -> None:
    """Assert that twice as much takes about twice as many steps; ``prepare`` makes work of a size."""
    prepare(max(1, size // 8))()  # whatever is remembered for later is not counted
    forget_texts()
    Text.looked_at = 0
    one = calls(prepare(size)) + Text.looked_at
    forget_texts()
    Text.looked_at = 0
    two = calls(prepare(2 * size)) + Text.looked_at
    Text.looked_at = 0
    assert two <= most * one + 1000, f"{one:,} steps for {size:,}, {two:,} for {2 * size:,}"


class Text(str):
    """A text that counts the characters that are searched or copied."""

    __slots__ = ()
    looked_at = 0

    def __getitem__(self, key: Any) -> Text:
        found = str.__getitem__(self, key)
        Text.looked_at += len(found)
        return Text(found)

    def _range(self, start: int | None, end: int | None) -> tuple[int, int]:
        first, last, _ = slice(start, end).indices(len(self))
        return first, last

    def find(self, sub: str, start: Any = None, end: Any = None, /) -> int:
        first, last = self._range(start, end)
        found = str.find(self, sub, first, last)
        Text.looked_at += (last if found < 0 else found) - first
        return found

    def rfind(self, sub: str, start: Any = None, end: Any = None, /) -> int:
        first, last = self._range(start, end)
        found = str.rfind(self, sub, first, last)
        Text.looked_at += last - (first if found < 0 else found)
        return found

    def index(self, sub: str, start: Any = None, end: Any = None, /) -> int:
        found = self.find(sub, start, end)
        if found < 0:
            raise ValueError("substring not found")
        return found

    def __contains__(self, sub: object) -> bool:
        return self.find(str(sub)) >= 0

    def count(self, sub: str, start: Any = None, end: Any = None, /) -> int:
        first, last = self._range(start, end)
        Text.looked_at += max(0, last - first)
        return str.count(self, sub, first, last)


def _whole(name: str) -> Callable[..., Any]:
    """Return a method that looks at the whole text."""
    real = getattr(str, name)

    def method(self: Text, *arguments: Any, **options: Any) -> Any:
        Text.looked_at += len(self)
        found = real(self, *arguments, **options)
        return Text(found) if type(found) is str else found

    return method


for _name in (
    "casefold",
    "encode",
    "join",
    "lower",
    "lstrip",
    "partition",
    "replace",
    "rpartition",
    "rstrip",
):
    setattr(Text, _name, _whole(_name))
for _name in ("split", "splitlines", "strip", "translate", "upper"):
    setattr(Text, _name, _whole(_name))


class Pattern:
    """A compiled pattern that counts the characters that it goes through, as far as they can be known."""

    def __init__(self, real: re.Pattern[str]) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def match(self, text: str, *bounds: int) -> re.Match[str] | None:
        return self._found(self._real.match(text, *bounds), 1, *bounds)

    def fullmatch(self, text: str, *bounds: int) -> re.Match[str] | None:
        return self._found(self._real.fullmatch(text, *bounds), 1, *bounds)

    def search(self, text: str, *bounds: int) -> re.Match[str] | None:
        last = bounds[1] if len(bounds) > 1 else len(text)
        return self._found(self._real.search(text, *bounds), last - (bounds[0] if bounds else 0), *bounds)

    def _found(
        self, match: re.Match[str] | None, otherwise: int, first: int = 0, _last: int = 0
    ) -> re.Match[str] | None:
        Text.looked_at += max(1, otherwise if match is None else match.end() - first)
        return match

    def finditer(self, text: str, *bounds: int) -> Iterator[re.Match[str]]:
        at = bounds[0] if bounds else 0
        for match in self._real.finditer(text, *bounds):
            Text.looked_at += match.end() - at
            at = match.end()
            yield match
        Text.looked_at += (bounds[1] if len(bounds) > 1 else len(text)) - at

    def findall(self, text: str, *bounds: int) -> list[Any]:
        Text.looked_at += len(text) - (bounds[0] if bounds else 0)
        return self._real.findall(text, *bounds)

    def sub(self, by: Any, text: str, count: int = 0) -> str:
        Text.looked_at += len(text)
        return self._real.sub(by, text, count=count)

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        Text.looked_at += len(text)
        return self._real.split(text, maxsplit=maxsplit)


@contextmanager
def watched_patterns(*prefixes: str) -> Iterator[None]:
    """Watch the patterns of the loaded modules whose names begin so."""
    replaced: list[tuple[Any, str, Any]] = []
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith(prefixes):
            for name, value in list(vars(module).items()):
                if isinstance(value, re.Pattern | LazyPattern):
                    replaced.append((module, name, value))
                    real = value.compiled() if isinstance(value, LazyPattern) else value
                    setattr(module, name, Pattern(real))
    try:
        yield
    finally:
        for module, name, value in replaced:
            setattr(module, name, value)
