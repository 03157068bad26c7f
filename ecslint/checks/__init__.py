"""Checks: one function per rule, bound to its page by id.

The type of a check's first parameter selects what it runs on (each task definition, each container,
each service, …); further parameters are given the objects of their type that go with it. A parameter
annotated ``X | None`` may be missing, otherwise the check is not run without it; a first parameter
annotated ``X | Y`` runs the check on each of these types. Modules in this
package are imported the first time that something of their kind turns up: ``task_*`` for task
definitions, ``service_*``, ``appspec_*``, ``image_*``, ``template_*``, and so on. They need
``from __future__ import annotations``, since annotations are read as text.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from ecslint.finding import Problems

F = TypeVar("F", bound=Callable[..., Problems])


class Check(NamedTuple):
    """A rule's function with the type names of its parameters, the subject's first."""

    rule: str
    function: Callable[..., Any]
    parameters: tuple[tuple[str, bool], ...]
    """(type name, whether it may be missing) for every parameter."""


_checks: dict[str, list[Check]] = {}
_loaded: set[str] = set()
_costly: set[str] = set()


def check(rule: str, *, costly: bool = False) -> Callable[[F], F]:
    """Bind a generator function to the rule with this id.

    A ``costly`` one, which imports modules that no other needs, is asked only if the rule is on; for
    the others of a short run that is looked up when they have found something.
    """

    def bind(function: F) -> F:
        annotations = [str(a) for name, a in function.__annotations__.items() if name != "return"]
        subjects, *others = ([kind.strip() for kind in a.split("|")] for a in annotations)
        rest = tuple((kinds[0], "None" in kinds) for kinds in others)
        for subject in subjects:
            _checks.setdefault(subject, []).append(Check(rule, function, ((subject, False), *rest)))
        if costly:
            _costly.add(rule)
        return function

    return bind


def load(prefix: str) -> None:
    """Import the modules of this package whose name starts with ``prefix`` (``""``: all of them)."""
    if prefix in _loaded or "" in _loaded:
        return
    _loaded.add(prefix)
    for entry in sorted(os.listdir(os.path.dirname(__file__))):
        if entry.endswith(".py") and entry.startswith(prefix) and not entry.startswith("_"):
            import_module(f"{__name__}.{entry[:-3]}")


def checks_on(subject: str) -> list[Check]:
    """Return the checks whose first parameter is of the type called ``subject``."""
    return _checks.get(subject, [])


def is_costly(rule: str) -> bool:
    """Say whether to run a rule takes longer than to read its page, which says whether it is on."""
    return rule in _costly


def all_checks() -> list[Check]:
    """Return every check of this package and of loaded plugins, by rule id."""
    load("")
    return sorted((c for group in _checks.values() for c in group), key=lambda c: c.rule)
