"""Problems as checks state them, and findings as people and programs read them."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from ecslint.base.route import Route
from ecslint.model.base import Place
from ecslint.source.span import Span


class Severity(enum.IntEnum):
    """``error``: AWS rejects it or the deployment cannot succeed, provable from the files;
    ``warning``: it deploys and is likely wrong, unsafe or fragile; ``info``: advice and cost."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Severity:
        """Return the severity called ``text``; raises ``KeyError`` for any other word."""
        return cls[text.upper()]


class Edit(NamedTuple):
    """One change of a document: at a model's place, or at a route of the document itself.

    ``set``: the value becomes ``value`` (plain JSON data), added if missing; ``remove``: the member or
    list item goes; ``rename``: the key becomes ``value``; ``append``: ``value`` is added to the list;
    ``cut``: the characters ``value[0]`` to ``value[1]`` go; ``write``: they become the text ``value[2]``.
    """

    op: Literal["set", "remove", "rename", "append", "cut", "write"]
    """What is done: ``set`` adds a missing member as well."""
    place: Place | Route
    """What a check states is located later; in a finding this is a route of the document at ``path``."""
    value: Any = None
    """The new value, or the new key of ``rename``."""
    path: str = ""
    """The file, where it is not that of the finding."""

    @property
    def route(self) -> Route:
        """The route of an edit that has been located; raises ``TypeError`` for one that has not."""
        if isinstance(self.place, Place):
            raise TypeError("this edit has not been located in a document")
        return self.place


class Fix(NamedTuple):
    """How to fix a problem. ``safe`` means that the intent is certain and nothing else changes."""

    title: str
    """What the fix does, as an imperative."""
    edits: tuple[Edit, ...]
    """The changes, all or none of which are made."""
    safe: bool = False
    """Whether the meaning of the file stays what its author meant."""


class Problem(NamedTuple):
    """What a check found: a place, one sentence, and what goes with it.

    ``related`` are further places with their own text. ``severity`` only overrides the rule's own
    (the page's) where the very same idea is milder in one case. ``evidence`` identifies the finding
    across runs when the place alone does not (never prose, never a secret).
    """

    place: Place
    """The place of the offending value."""
    message: str
    """What is wrong, and what to do."""
    related: tuple[tuple[Place, str], ...] = ()
    """Other places with their labels."""
    fix: Fix | None = None
    """The fix, if there is one."""
    severity: Severity | None = None
    """A severity other than the page's."""
    evidence: str = ""
    """What makes two problems at one place the same, if not the message."""


Problems: TypeAlias = Iterator[Problem]


WORKED_OUT: Final = "worked out here"
"""The label of where a value was worked out that is written elsewhere: in a plan."""
USED_HERE: Final = "used here"
"""The text of a related place where a value is used that is defined, and wrong, elsewhere."""


@dataclass(frozen=True, slots=True)
class Related:
    """A further place of a finding."""

    path: str
    """The file."""
    pointer: str
    """JSON pointer of the value."""
    span: Span
    """Where it stands in the text."""
    message: str
    """The label."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at its place in a file, ready to be shown."""

    rule: str
    """Id of the rule (``ECS101``)."""
    name: str
    """Name of the rule (``fargate-task-size``)."""
    severity: Severity
    """How bad it is."""
    message: str
    """What is wrong, and what to do."""
    path: str
    """The file, as it was named."""
    pointer: str
    """JSON pointer of the value."""
    span: Span
    """Where it stands in the text."""
    url: str
    """The address of the rule's page."""
    related: tuple[Related, ...] = ()
    """Related locations."""
    when: str | None = None
    """The scenarios in which it holds (``when IsProd is true``), ``None`` if in all."""
    fix: Fix | None = None
    """The fix, if there is one."""
    evidence: str = ""
    """What makes two findings at one place the same."""
    logical: str = ""
    """Where it is in terms that survive edits: list items go by their names."""
    construct: str = ""
    """The path of the construct of the AWS CDK that the resource was synthesised from."""
    digest: str = ""
    """A short hash of the value concerned; empty for an object, a list and whatever may be a secret."""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Return what findings are ordered by: file, span, rule, message."""
        return (self.path, self.span.start_offset, self.span.end_offset, self.rule, self.message)

    @property
    def identity(self) -> str:
        """What tells findings of one rule at one place apart: evidence, value and scenario."""
        return _digest(self.evidence, self.digest, self.when or "")

    @property
    def fingerprint(self) -> str:
        """Identity across runs: rule, file, logical place and evidence, never prose or lines."""
        return _digest(self.rule, self.path, self.logical or self.pointer, self.evidence, self.when or "")


def _digest(*parts: str) -> str:
    from hashlib import sha256

    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
