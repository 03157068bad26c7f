"""The size of what is written: modules and functions that a reader can take in."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ecslint.checks.registry import PARAMETERS, SUBJECTS
from ecslint.model.base import Model, api_names
from tests.conftest import ROOT
from tests.trees import tree_of

pytestmark = pytest.mark.same_everywhere

PACKAGE = ROOT / "ecslint"
MAX_MODULE = 400
"""Lines of a module."""
REASON = "Longer than other modules: "
"""How a module beside the package says why it is not split."""
MAX_FUNCTION = 60
"""Lines of a function without its signature and docstring. Complexity is held by ruff (C901)."""


@cache
def sources() -> list[tuple[Path, str]]:
    """Return the modules of the package with their text."""
    return [
        (path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))
    ]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function takes behind its docstring."""
    rest = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return 0 if not rest else (rest[-1].end_lineno or 0) - rest[0].lineno + 1


def test_no_module_is_too_long() -> None:
    assert [str(path) for path, text in sources() if len(text.splitlines()) > MAX_MODULE] == []


def test_what_is_longer_beside_the_package_says_why() -> None:
    paths = [path for folder in ("tests", "tools", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    long = {name: text for name, text in texts.items() if len(text.splitlines()) > MAX_MODULE}
    silent = [name for name, text in long.items() if REASON not in (ast.get_docstring(tree_of(text)) or "")]
    assert silent == []


def test_no_function_is_too_long() -> None:
    assert [
        f"{path}:{node.lineno} {node.name}"
        for path, text in sources()
        for node in ast.walk(tree_of(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > MAX_FUNCTION
    ] == []


READERS = (
    "base/schemas.py",
    "config/file.py",
    "cost/prices.py",
    "cost/region.py",
    "documents/recognition.py",
    "documents/terraform/plan.py",
    "engine/cache.py",
    "facts",
    "integrations",
    "project/context.py",
    "project/environment.py",
    "server/app.py",
    "server/features.py",
    "source",
    "suppression/baseline.py",
)
"""What reads files and messages that others write: only there may a type be anything at all."""
MAX_ANY = 62
"""Lines that say ``Any`` elsewhere (imports aside). Lower it when there are fewer; never raise it."""


def lines_with_any(text: str) -> int:
    """Return how many lines of a module use the type ``Any``."""
    nodes = ast.walk(tree_of(text))
    return len({node.lineno for node in nodes if isinstance(node, ast.Name) and node.id == "Any"})


@pytest.mark.parametrize("folder", ["ecslint", "tools", "benchmarks", "tests"])
def test_no_type_error_is_ignored(folder: str) -> None:
    marker = "# type" + ": ignore"
    assert [
        str(path)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if marker in path.read_text(encoding="utf-8")
    ] == []


def test_any_stays_with_what_reads_foreign_data() -> None:
    count = 0
    for path, text in sources():
        if not path.relative_to("ecslint").as_posix().startswith(READERS):
            count += lines_with_any(text)
    assert count <= MAX_ANY


Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def public_classes() -> dict[str, tuple[set[str], set[str]]]:
    """Return the classes of the package by name: their bases, and the methods that have a docstring."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for _, text in sources():
        for node in ast.walk(tree_of(text)):
            if isinstance(node, ast.ClassDef):
                bases, methods = found.setdefault(node.name, (set(), set()))
                bases |= {ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases}
                methods |= {
                    inner.name
                    for inner in node.body
                    if isinstance(inner, Function) and ast.get_docstring(inner) is not None
                }
    return found


def inherits(name: str, method: str, seen: tuple[str, ...] = ()) -> bool:
    """Say whether a class takes the docstring of a method from a class of the package."""
    classes = public_classes()
    bases = classes[name][0] & classes.keys() - set(seen)
    return any(method in classes[base][1] or inherits(base, method, (*seen, base)) for base in bases)


def is_check(function: Function) -> bool:
    """Say whether a function is a rule's check, whose page says what it does."""
    return any(ast.unparse(decorator).startswith("check(") for decorator in function.decorator_list)


def undocumented(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """Yield the public functions, classes and methods without a docstring."""
    for node in body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        silent = ast.get_docstring(node) is None
        if isinstance(node, ast.ClassDef):
            if silent:
                yield prefix + node.name
            yield from undocumented(node.body, f"{node.name}.")
        elif silent and not is_check(node) and not (prefix and inherits(prefix[:-1], node.name)):
            yield prefix + node.name


def silent_fields(module: ast.Module) -> Iterator[str]:
    """Yield the public fields of public classes without a docstring or a description.

    The docstring of the class counts where it speaks of the field (``field``), and that of the module where
    it says what a field is in all its classes.
    """
    general = ast.get_docstring(module) or ""
    for node in module.body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        told = general + (ast.get_docstring(node) or "")
        for field, after in zip(node.body, [*node.body[1:], None], strict=True):
            if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
                continue
            said = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            described = field.value is not None and "description=" in ast.unparse(field.value)
            described = described or f"``{field.target.id}``" in told
            if not said and not described and not field.target.id.startswith("_"):
                yield f"{node.name}.{field.target.id}"


def test_everything_public_has_a_docstring() -> None:
    assert [f"{path}: {name}" for path, text in sources() for name in undocumented(tree_of(text).body)] == []


@cache
def field_texts() -> dict[str, dict[str, str]]:
    """Return the texts of the members of the ECS API, by shape and member."""
    texts: dict[str, dict[str, str]] = json.loads(
        (ROOT / "schemas/descriptions.json").read_text(encoding="utf-8")
    )["fields"]
    return texts


def has_a_field_text(module: str, name: str) -> bool:
    """Say whether a member of the ECS API has its text in ``schemas/descriptions.json``; editors show it."""
    owner, _, attribute = name.partition(".")
    model = getattr(importlib.import_module(module), owner)
    if not issubclass(model, Model):
        return False
    member = api_names(model)[attribute]
    return any(
        shape.lower().endswith((owner.lower(), f"{owner.lower()}definition")) and member in members
        for shape, members in field_texts().items()
    )


def test_every_field_of_a_public_class_says_what_it_holds() -> None:
    """Members of the API of ECS say it in ``schemas/descriptions.json``, once for hover and readers."""
    silent = [
        f"{path}: {name}"
        for path, text in sources()
        for name in silent_fields(tree_of(text))
        if not has_a_field_text(".".join(path.with_suffix("").parts), name)
    ]
    assert silent == []


MUTABLE = {
    "ecslint/catalogue/pages.py": {"_directories", "_foreign"},  # pages of plug-ins and of other linters
    "ecslint/checks/registry.py": {"_checks", "_costly", "_loaded"},  # what modules of checks register
    "ecslint/engine/pool.py": {"_workers"},  # the processes that a signal has to end
    "ecslint/engine/redact.py": {"_known_places"},  # gone with the documents
    "ecslint/fixing/many.py": {"_state"},  # what a process fixes with for another one
    "ecslint/validation/walk.py": {"_walks"},  # how often a schema was walked before it is compiled
}
"""What modules may hold that a run changes, and why. What is computed once is a ``functools.cache``."""


EMPTY = ("{}", "[]", "set()", "dict()", "list()", "WeakKeyDictionary()")


def mutable_names(text: str) -> set[str]:
    """Return the names of a module that begin empty: they are there to be filled."""
    found = set()
    for node in tree_of(text).body:
        if isinstance(node, ast.AnnAssign | ast.Assign) and node.value is not None:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            empty = ast.unparse(node.value) in (
                "{}",
                "[]",
                "set()",
                "dict()",
                "list()",
                "WeakKeyDictionary()",
            )
            if empty and isinstance(target, ast.Name):
                found.add(target.id)
    return found


def test_modules_hold_nothing_that_a_run_changes() -> None:
    found = {str(path): mutable_names(text) for path, text in sources()}
    assert {path: names for path, names in found.items() if names} == MUTABLE


def test_objects_are_complete_once_they_are_made() -> None:
    """What travels or is kept has a type of its own; no object is half emptied, or filled from outside."""
    assert [str(path) for path, text in sources() if "__setstate__" in text or "__getstate__" in text] == []


# Messages: the fault with its value in double quotes, a semicolon, what to do about it.

IMPERATIVES = frozenset(
    """
    add allow attach begin break close compare copy correct create declare define deploy enable end escape
    fix forward free give indent join keep lower make map merge mount move name narrow prepare put quote raise
    reduce remove rename replace replicate require reserve run send set spread split start swap tell try use
    """.split()  # noqa: SIM905 (a paragraph is read more easily)
)
"""What a message may tell people to do. A few words for few things: a new one has to be needed."""

NO_SINGLE_REMEDY: dict[str, str] = {}
"""Beginnings of messages without an imperative (``ECS101 Fargate``), and why no single remedy exists."""

ABOUT_QUOTES = frozenset({"ECS415", "ECS420"})
"""Rules about quotes themselves, whose messages show them as they stand in the file."""

MOST_WITHOUT_REMEDY = 25
LONGEST = 140
"""Characters of a message without its data."""

_SHOWN = re.compile(r"^\S+:\d+:\d+: (?:error|warning|info) (ECS\d+) (.*) \[[a-z0-9-]+\]$", re.MULTILINE)
_DATA = re.compile(
    r'"[^"]*"'  # values
    r"|\((?:when|of|parameter|with|the default of) [^()]*\)$"  # the branch, the default; what else is allowed
    r"|\(of [^()]*\)"
    r"|\barn:\S+"
    r"|\b[a-z][a-z0-9]*:[A-Z][A-Za-z]+"  # actions of IAM
    r"|\bCodeDeployDefault\.\w+"
    r"|\b\d+\.\d+\.\d+\.\d+/\d+"  # subnets
)


@cache
def messages() -> tuple[tuple[str, str], ...]:
    """Return the rules and texts of the messages in the pages, without repetitions."""
    found = {
        (rule, text)
        for page in sorted((ROOT / "rules").glob("ECS*.md"))
        for rule, text in _SHOWN.findall(page.read_text(encoding="utf-8"))
    }
    return tuple(sorted(found))


def tells_what_to_do(text: str) -> bool:
    """Say whether an imperative stands behind a semicolon."""
    unquoted = re.sub(r'"[^"]*"', '""', text)
    return any(part.split(" ")[0].rstrip(",") in IMPERATIVES for part in unquoted.split("; ")[1:])


def test_messages_say_what_to_do() -> None:
    assert len(messages()) > 1000
    silent = [
        f"{rule} {text}"
        for rule, text in messages()
        if not tells_what_to_do(text) and not f"{rule} {text}".startswith(tuple(NO_SINGLE_REMEDY))
    ]
    assert silent == []


def test_those_without_a_remedy_are_few_and_there() -> None:
    assert len(NO_SINGLE_REMEDY) < MOST_WITHOUT_REMEDY
    shown = [f"{rule} {text}" for rule, text in messages() if not tells_what_to_do(text)]
    assert [
        begin for begin in NO_SINGLE_REMEDY if not any(message.startswith(begin) for message in shown)
    ] == []


def test_values_are_in_double_quotes() -> None:
    quoted = re.compile(r"(?<![\w])'[^' ][^']*'")
    assert [
        f"{rule} {text}"
        for rule, text in messages()
        if rule not in ABOUT_QUOTES and quoted.search(re.sub(r'"[^"]*"', '""', text))
    ] == []


def test_messages_are_short() -> None:
    assert [
        f"{len(_DATA.sub('', text))}: {rule} {text}"
        for rule, text in messages()
        if len(_DATA.sub("", text)) > LONGEST
    ] == []


def test_digits_are_those_that_int_takes() -> None:
    """``"²".isdigit()`` is true, and ``int("²")`` raises; ``isdecimal`` says what ``int`` takes."""
    found = [str(path) for path, text in sources() if ".isdigit()" in text]
    assert found == ["ecslint/project/git.py"]  # bytes, which have ASCII digits only


def test_no_file_has_a_name_that_programs_take_for_an_option() -> None:
    assert [path.name for path in ROOT.iterdir() if path.name.startswith("-")] == []


def test_only_one_module_keys_by_identity() -> None:
    """A bare ``id()`` may come to stand for another object; ``ById`` and ``IdentityMap`` keep theirs."""
    found = {
        str(path)
        for path, text in sources()
        for node in ast.walk(tree_of(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "id"
    }
    assert found == {"ecslint/base/identity.py"}


def test_contributing_lists_what_a_check_can_take() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in (*SUBJECTS, *PARAMETERS) if f"`{name}`" not in text] == []
    assert f"at most {MAX_ANY} lines" in text
