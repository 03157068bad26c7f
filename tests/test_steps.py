"""What counts steps sees what it must see."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.steps import Pattern, Text, assert_linear

PATTERN = Pattern(re.compile("a+b"))


def nothing(_: object) -> None:
    pass


WORK: dict[str, Callable[[Text], object]] = {
    "calls": lambda text: [nothing(a) for a in text for _ in text],
    "finds": lambda text: [text.find("b", at) for at in range(len(text))],
    "slices": lambda text: [text[at:] for at in range(len(text))],
    "counts": lambda text: [text.count("a", 0, at) for at in range(len(text))],
    "copies": lambda text: [text.strip() for _ in text],
    "searches": lambda text: [PATTERN.search(text, at) for at in range(len(text))],
}
LINEAR: dict[str, Callable[[Text], object]] = {
    "calls": lambda text: [nothing(a) for a in text],
    "finds": lambda text: [text.find("a", at) for at in range(len(text))],
    "slices": lambda text: [text[at : at + 3] for at in range(len(text))],
}


def prepare(work: Callable[[Text], object]) -> Callable[[int], Callable[[], object]]:
    return lambda size: lambda: work(Text("a" * size))


@pytest.mark.parametrize("name", WORK)
def test_what_is_not_linear_is_seen(name: str) -> None:
    with pytest.raises(AssertionError, match="steps for"):
        assert_linear(prepare(WORK[name]), 300)


@pytest.mark.parametrize("name", LINEAR)
def test_what_is_linear_passes(name: str) -> None:
    assert_linear(prepare(LINEAR[name]), 300)
