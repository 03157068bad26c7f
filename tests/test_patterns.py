"""No regular expression of ours can be made to search indefinitely by what a file holds."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from ecslint.base.pattern import LazyPattern
from tests.conftest import ROOT
from tests.matching import MOST, REPEATS, Matcher, TooManyStepsError, bounded, compiled, deep, parse
from tests.trees import tree_of

pytestmark = pytest.mark.same_everywhere

ROOMS = sorted({path.relative_to(ROOT / "ecslint").parts[0] for path in (ROOT / "ecslint").rglob("*.py")})
"""The folders and modules of the package; its patterns are tested room by room."""
REPEATED = 6
"""How often the hostile part of a text is there; the others have it twice and three times as often."""
SMALL = 4
"""What the finite limits of repetitions are lowered to, which is less than ``REPEATED``."""
EXTRA = 10
"""Steps by which growth may differ from a straight line. Comparing each pair of characters takes hundreds."""


def modules() -> Iterator[tuple[Any, ast.Module]]:
    for path in sorted((ROOT / "ecslint").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            yield importlib.import_module(name), tree_of(path.read_text(encoding="utf-8"))


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
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Attribute)):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            try:
                text = eval(ast.unparse(node.args[0]), vars(module))
            except NameError:
                continue  # made up at run time, of the arguments of a function
            if isinstance(text, str):
                where = f"{module.__name__}:{node.lineno}:re.{node.func.attr}"
                found.setdefault(text, (where, 0))
    return found


def of_room(room: str) -> Iterator[tuple[str, str, int]]:
    """Yield the patterns of a folder or module of the package: text, place and flags."""
    for pattern, (where, flags) in patterns().items():
        if f"{where.partition(':')[0]}.".startswith(f"ecslint.{room.removesuffix('.py')}."):
            yield pattern, where, flags


@cache
def methods_in(module: str | None) -> dict[str, set[str]]:
    """Return the methods that are asked of each name in a module; ``None``: in the whole package."""
    if module is None:
        files = sorted((ROOT / "ecslint").rglob("*.py"))
        text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    else:
        text = inspect.getsource(importlib.import_module(module))
    found: dict[str, set[str]] = {}
    for name, method in re.findall(r"\b(\w+)(?=(?:\(\))?\)?\.(\w+)\b)", text):
        found.setdefault(name, set()).add(method)
    return found


def searches(where: str) -> set[str]:
    """Return the methods with which a pattern is searched for: what replaces or splits finds all matches."""
    name = where.rpartition(".")[2]
    module = where.rpartition(".")[0] if name.startswith("_") else None  # of its module alone
    used = {name} if ":" in where else methods_in(module).get(name, set())
    found = used & {"match", "fullmatch", "search"}
    return found if found and used <= {*found, "pattern"} else {*found, "finditer"}


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


def adversaries(tree: Any, times: int) -> dict[str, None]:
    """Return texts in which what a pattern repeats is repeated, and ends as it should or should not."""
    found: dict[str, None] = dict.fromkeys(c * times for c in "a1 _-.\n")
    whole = samples(tree, 1)
    for before, body in (*pumps(tree), ("", whole), (whole, "a")):
        repeated = before + body * times
        found.update(dict.fromkeys((repeated, repeated + "\x00", repeated + "!\n")))
    return found


def steps(matcher: Matcher, method: str, texts: Iterable[str]) -> list[int]:
    """Return the steps that the texts take; all of them the most that there are if one takes too many."""
    found = []
    for text in texts:
        try:
            matcher.find(method, text)
        except TooManyStepsError:
            return [0, 0, MOST]
        found.append(matcher.steps)
    return found


def bend(counts: list[int]) -> int:
    """Return by how much the third of three counts is above the line through the first and the second."""
    return counts[2] - 2 * counts[1] + counts[0]


def test_there_are_patterns_to_look_at() -> None:
    assert len(patterns()) > 80


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_makes_a_search_slow(room: str) -> None:
    """The steps of a search grow with the text, whatever it is, and with each limit of a repetition."""
    with deep():
        for pattern, where, flags in of_room(room):
            whole = parse(pattern, flags)
            trees = [bounded(whole, most) for most in (SMALL, 2 * SMALL, 3 * SMALL)]
            names, matcher = sorted(searches(where)), Matcher(trees[0])
            for texts in zip(*(adversaries(trees[0], n * REPEATED) for n in (1, 2, 3)), strict=True):
                for name in names:
                    counts = steps(matcher, name, texts)
                    assert bend(counts) <= EXTRA, f"{where}: {name} of {texts[0]!r} and so on: {counts} steps"
            if repr(trees[0].data) != repr(whole.data):
                limits_add_up(where, names, trees)


def limits_add_up(where: str, names: list[str], trees: list[Any]) -> None:
    """Assert that steps grow with each limit of a repetition, and limits do not multiply."""
    matchers = [Matcher(tree) for tree in trees]
    for text in adversaries(trees[2], 2 * REPEATED):
        for name in names:
            counts = [steps(matcher, name, [text])[-1] for matcher in matchers]
            starts = len(text) if name in ("search", "finditer") else 1
            assert bend(counts) <= 2 * EXTRA * starts, f"{where}: limits of {name} of {text!r}: {counts}"


@pytest.mark.parametrize("room", ROOMS)
def test_the_matcher_that_counts_finds_what_is_found(room: str) -> None:
    with deep():
        for pattern, where, flags in of_room(room):
            tree = bounded(parse(pattern, flags), SMALL)
            real, matcher = compiled(tree), Matcher(tree)
            for text in adversaries(tree, 2):
                found = [match.span() for match in real.finditer(text)]
                assert matcher.find("finditer", text) == found, (where, text)
                for name in ("search", "match", "fullmatch"):
                    match = getattr(real, name)(text)
                    assert matcher.find(name, text) == ([match.span()] if match else []), (where, name, text)


def test_every_pattern_is_of_a_room() -> None:
    assert sum(len(list(of_room(room))) for room in ROOMS) == len(patterns())


@pytest.mark.parametrize(
    ("pattern", "method", "text"),
    [
        (r"(a+)+b", "match", "a"),
        (r"a+b", "search", "a"),
        (r"a*a*b", "match", "a"),
        (r"\s+$", "search", " "),
        (r'"(?:[^"\\]|\\.)*"', "search", '\\"'),
        (r"(.*);(.*);$", "match", ";"),
        (r"a(?=.*b)", "finditer", "a"),
    ],
)
def test_a_slow_pattern_is_seen(pattern: str, method: str, text: str) -> None:
    matcher = Matcher(parse(pattern))
    with deep():
        counts = steps(matcher, method, [text * n * REPEATED + "!" for n in (1, 2, 3)])
    assert bend(counts) > 2 * EXTRA


def test_limits_that_multiply_are_seen() -> None:
    trees = [bounded(parse(r"a{0,90}a{0,90}b"), most) for most in (SMALL, 2 * SMALL, 3 * SMALL)]
    with deep():
        counts = [steps(Matcher(tree), "match", ["a" * 40])[-1] for tree in trees]
    assert bend(counts) > EXTRA
