"""Structural problems, and what collects them on the walk over a document beside its schema."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import cache
from typing import Final, Literal, NamedTuple

from ecslint.base import schemas
from ecslint.base.route import Route
from ecslint.base.schemas import Schema
from ecslint.source.limits import AND_MORE, MAX_STRUCTURAL

UNKNOWN_FIELD: Final = "ECS010"
WRONG_TYPE: Final = "ECS011"
NOT_ALLOWED: Final = "ECS012"
MISSING_FIELD: Final = "ECS013"
NULL_VALUE: Final = "ECS014"
READ_ONLY: Final = "ECS015"


class StructuralProblem(NamedTuple):
    """What the comparison of an object with its schema says, before anything is known of a document.

    ``route`` is the offending value, or the object that lacks a member; ``part`` says whether the
    value or its key is wrong. ``fix`` is ``("set", value)``, ``("rename", key)`` or ``("remove",)``.
    ``severity`` is that of the rule's page, unless it names another.

    It is not the diagnostic itself, since it is used where there is none: keys are respelt by its renames
    (``normalise_keys``), Terraform finds the argument that a route comes from, and what one scenario of a
    resource says holds for the parts that another shares with it, at other places. ``as_structural``, in
    ``ecslint.documents.structural``, is the one function that makes a diagnostic of it.
    """

    rule: str
    """Id of the rule."""
    route: Route
    """The route of the value below the document's root."""
    part: Literal["value", "key"]
    """Whether the value or its key is wrong."""
    message: str
    """What is wrong, and what to do."""
    fix: tuple[object, ...] | None = None
    """The change that fixes it: operation and value."""
    severity: str | None = None
    """A severity other than the page's."""


class Validator(ABC):
    """What one walk over a document beside its schema has found so far, and how to say it."""

    def __init__(self, schema_name: str) -> None:
        self.schema_name = schema_name
        self.schema = schemas.load(schema_name)
        self.defs: dict[str, Schema] = self.schema.get("$defs", {})
        self.problems: list[StructuralProblem] = []
        self.hidden = 0
        self.cloudformation = schema_name.startswith("cloudformation/")
        # No tool stands between a template and CloudFormation that would drop what is not allowed.
        self.untouched = "error" if self.cloudformation else None

    def add(
        self,
        rule: str,
        route: Route,
        message: str,
        fix: tuple[object, ...] | None = None,
        part: Literal["value", "key"] = "value",
        severity: str | None = None,
    ) -> None:
        """Note a problem of the value (or key) at ``route``; beyond thousands, only that there are more."""
        if len(self.problems) < MAX_STRUCTURAL:
            self.problems.append(StructuralProblem(rule, route, part, message, fix, severity))
        elif not self.problems[-1].message.endswith(AND_MORE):
            last = self.problems[-1]
            self.problems[-1] = last._replace(message=last.message + AND_MORE)

    @abstractmethod
    def value(self, node: Schema, value: object, route: Route, optional: bool) -> None:
        """Check ``value`` (not null) against ``node``; ``optional`` members may be empty."""

    def at(self, route: Route) -> str:
        """Return how a message names the value at ``route``."""
        if not route:
            return f"the {self.schema['title']}"
        if isinstance(route[-1], str):
            return f'"{route[-1]}"'
        return f"item {route[-1] + 1} of {self.at(route[:-1])}"


@cache
def regex(pattern: str) -> re.Pattern[str]:
    """Compile a schema's pattern; its ``$`` is the very end, also before a line feed."""
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))
