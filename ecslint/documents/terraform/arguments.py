"""What Terraform's functions are called with, and how functions of plain data are made from Python's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from ecslint.base.number import bounded
from ecslint.base.unresolved import UnknownList, UnknownText, Unresolved
from ecslint.documents.terraform.values import (
    EvaluationError,
    Site,
    Value,
    is_known,
    plain,
    scalar_text,
    wrapped,
)
from ecslint.source.hcl import nodes

REST: Final = "${...}"
"""The key of an object, or the text of an item of a list, that stands for those that are not known."""
Function = Callable[["Arguments"], object]
"""A function of Terraform: returns data, or a ``Value``; raises ``EvaluationError`` for what it refuses."""


class Context(Protocol):
    """What functions ask of who evaluates them."""

    def source(self, node: nodes.Node) -> str:
        """Return an expression as written, in one line."""

    def spend(self, steps: int) -> None:
        """Count work that no value shows, in evaluations of an expression."""

    def file_text(self, path: str, site: Site) -> Value:
        """Return the text of a file."""

    def rendered(self, path: str, variables: Value, site: Site) -> Value:
        """Return what a template file comes to."""


class Arguments:
    """The arguments of a call, where it stands, and who evaluates it."""

    __slots__ = ("evaluator", "site", "values")

    def __init__(self, values: list[Value], site: Site, evaluator: Context) -> None:
        self.values = values
        self.site = site
        self.evaluator = evaluator

    def at(self, index: int) -> Value:
        """Return an argument. Raises ``EvaluationError`` if it is missing."""
        if index >= len(self.values):
            raise EvaluationError("an argument is missing")
        return self.values[index]

    def unknown(self, reason: str = "function") -> Unresolved:
        """Return the unknown value that the call comes to."""
        return Unresolved(reason, "${" + self.evaluator.source(self.site.node) + "}")

    def unknown_list(self) -> UnknownList:
        """Return the list of unknown items that the call comes to."""
        return UnknownList("function", "${" + self.evaluator.source(self.site.node) + "}")

    def unknown_text(self) -> UnknownText:
        """Return the unknown string that the call comes to."""
        return UnknownText("function", "${" + self.evaluator.source(self.site.node) + "}")

    def list(self, index: int) -> list[Value] | None:
        """Return the items of a list, ``None`` if they are not all known to be there.

        Raises ``EvaluationError`` for what is no list.
        """
        value = self.at(index)
        if isinstance(value.data, list):
            return None if any(is_rest(item) for item in value.data) else value.data
        if isinstance(value.data, Unresolved):
            return None
        raise EvaluationError("a list is needed")


def is_rest(value: Value) -> bool:
    """Say whether an item stands for items of which nothing is known."""
    return isinstance(value.data, Unresolved) and value.data.text == REST


def rest(arguments: Arguments, value: Value) -> Value:
    """Return what stands for the unknown items of ``value`` in a list."""
    reason = value.data.reason if isinstance(value.data, Unresolved) else "function"
    return Value(Unresolved(reason, REST), value.site or arguments.site)


def of_plain(function: Callable[..., object]) -> Function:
    """Make a function of plain values; with an unknown argument the result is unknown."""

    def call(arguments: Arguments) -> object:
        if not all(is_known(value) for value in arguments.values):
            return arguments.unknown()
        try:
            found = function(*[plain(value) for value in arguments.values])
        except EvaluationError:
            raise
        except HiddenError:
            return arguments.unknown()
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            OSError,
            TypeError,
            ValueError,
            re.error,
        ):
            raise EvaluationError("an argument is not of the kind that it takes") from None
        if isinstance(found, int | float) and not isinstance(found, bool):
            return bounded(found)
        return wrapped(found, arguments.site) if isinstance(found, dict | list) else found

    return call


def of_strings(function: Callable[..., object]) -> Function:
    """Make a function whose scalar arguments are taken as text, and whose result is a text."""

    def converted(*given: object) -> object:
        return function(
            *[scalar_text(item) if isinstance(item, bool | int | float) else item for item in given]
        )

    known = of_plain(converted)

    def call(arguments: Arguments) -> object:
        found = known(arguments)
        return arguments.unknown_text() if type(found) is Unresolved else found

    return call


def notes_of(values: Iterable[Value]) -> tuple[str, ...]:
    """Return the assumptions that values rest on, at most three."""
    notes: dict[str, None] = {}
    for value in values:
        notes.update(dict.fromkeys(value.notes))
    return tuple(notes)[:3]


class HiddenError(Exception):
    """A result that is not worked out."""
