"""No regular expression of ours can be made to search indefinitely by what a file holds."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import signal
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from ecslint.base.pattern import LazyPattern
from tests.conftest import ROOT

LENGTH = 50_000
SECONDS = 0.5
"""What a search of so many characters may take of the processor's time, whatever else the machine does.

A linear one takes a tenth of it at most, any other one several times as much.
"""

REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def modules() -> Iterator[tuple[Any, ast.Module]]:
    for path in sorted((ROOT / "ecslint").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            yield importlib.import_module(name), ast.parse(path.read_text(encoding="utf-8"))


@cache
def patterns() -> dict[str, tuple[str, int]]:
    """Return where every pattern is, and its flags: of modules, cached functions and calls of ``re``."""
    found: dict[str, tuple[str, int]] = {}
    for module, tree in modules():
        for name, value in list(vars(module).items()):
            if getattr(value, "__module__", None) == module.__name__ and hasattr(value, "cache_info"):
                value = value() if not inspect.signature(value).parameters else None
            if isinstance(value, LazyPattern):
                value = value.compiled()
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found.setdefault(value.pattern, (f"{module.__name__}.{name}", value.flags))
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args and ast.unparse(node.func).startswith("re.")):
                continue
            try:
                text = eval(ast.unparse(node.args[0]), vars(module))
            except NameError:
                continue  # made up at run time, of the arguments of a function
            if isinstance(text, str):
                where = f"{module.__name__}:{node.lineno}:re.{ast.unparse(node.func).removeprefix('re.')}"
                found.setdefault(text, (where, 0))
    return found


@cache
def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "ecslint").rglob("*.py")))


def searches(where: str) -> set[str]:
    """Return the methods with which a pattern is searched for."""
    name = where.rpartition(".")[2]
    if name.startswith("_") and ":" not in where:  # of its module alone
        module = importlib.import_module(where.rpartition(".")[0])
        text = inspect.getsource(module)
    else:
        text = source()
    used = {name} if ":" in where else set(re.findall(rf"\b{name}(?:\(\))?\.(\w+)\b", text))
    anchored = used & {"match", "fullmatch"}
    return anchored if used and used == anchored else anchored | {"search"}


def samples(parsed: Any, limit: int = 3) -> str:
    """Return a text that ``parsed`` (a tree of the ``re`` parser) matches, or nearly."""
    out = ""
    for operator, argument in parsed:
        match str(operator):
            case "LITERAL":
                out += chr(argument)
            case "NOT_LITERAL":
                out += "a" if argument != ord("a") else "b"
            case "ANY":
                out += "a"
            case "IN":
                out += one_of(argument)
            case "SUBPATTERN":
                out += samples(argument[-1], limit)
            case "ATOMIC_GROUP":
                out += samples(argument, limit)
            case "BRANCH":
                out += samples(argument[1][0], limit)
            case repeat if repeat in REPEATS:
                out += samples(argument[2], limit) * min(max(argument[0], 1), limit)
            case "GROUPREF_EXISTS":
                out += samples(argument[1], limit)
    return out


def one_of(items: Any) -> str:
    """Return a character of a class."""
    for operator, argument in items:
        match str(operator):
            case "LITERAL":
                return chr(argument)
            case "RANGE":
                return chr(argument[0])
            case "CATEGORY":
                return {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1"}.get(str(argument), "a")
            case "NEGATE":
                return "a"
    return "a"


def letters(items: Any) -> Iterator[str]:
    """Yield characters of each part of a class."""
    for operator, argument in items:
        match str(operator):
            case "LITERAL":
                yield chr(argument)
            case "RANGE":
                yield from (chr(argument[0]), chr(argument[1]))
            case "CATEGORY":
                yield {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1"}.get(str(argument), "a")


def pumps(parsed: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what comes before a repetition, and what can be repeated there."""
    for operator, argument in parsed:
        if str(operator) in REPEATS:
            if argument[1] > 30:
                body = samples(argument[2], 1)
                yield before, body or "a"
                yield "", before + body
                for inner, item in argument[2]:
                    if str(inner) == "IN":
                        yield from ((before, letter) for letter in letters(item))
                        mixed = "".join(dict.fromkeys(letters(item)))
                        yield from ((before, mixed), (before, "a" + mixed), ("", mixed + before))
            yield from pumps(argument[2], before)
        elif str(operator) == "SUBPATTERN":
            yield from pumps(argument[-1], before)
        elif str(operator) == "ATOMIC_GROUP":
            yield from pumps(argument, before)
        elif str(operator) == "BRANCH":
            for branch in argument[1]:
                yield from pumps(branch, before)
                yield "", before + samples(branch, 1)
        before += samples([(operator, argument)], 1)


def adversaries(pattern: str, flags: int) -> dict[str, None]:
    parsed = re._parser.parse(pattern, flags & ~re.UNICODE)
    found: dict[str, None] = dict.fromkeys(c * LENGTH for c in "a1 _-.\n")
    whole = samples(parsed, 1)
    for before, body in (*pumps(parsed), ("", whole), (whole, "a")):
        repeated = body * (LENGTH // max(1, len(body)))
        found.update(
            dict.fromkeys((before + repeated, before + repeated + "\x00", before + repeated + "!\n"))
        )
    return found


def test_there_are_patterns_to_look_at() -> None:
    assert len(patterns()) > 80


class _TooSlowError(Exception):
    pass


@pytest.fixture
def alarm() -> Iterator[None]:
    """Let the alarm clock interrupt a search that takes too long."""

    def ring(*_: object) -> None:
        raise _TooSlowError

    old = signal.signal(signal.SIGVTALRM, ring)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, old)


@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize("pattern", sorted(patterns()), ids=lambda p: f"{patterns()[p][0]}")
def test_no_text_makes_a_search_slow(pattern: str) -> None:
    where, flags = patterns()[pattern]
    compiled = re.compile(pattern, flags & ~re.UNICODE)
    names = sorted(searches(where))
    for text in adversaries(pattern, flags):
        for name in names:
            search = getattr(compiled, name)
            slow = False
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            try:
                search(text)
            except _TooSlowError:
                slow = True
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            assert not slow, f"{where}: {name} of {text[:40]!r} and so on"
