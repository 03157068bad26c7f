"""What checks run on: a model with the place it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

from ecslint.base.collector import Releasable
from ecslint.base.route import Route
from ecslint.finding import Finding, Fix, Severity
from ecslint.model.base import routes
from ecslint.source.document import Document

Kind: TypeAlias = str
"""What a document is: the name of a row of ``ecslint.documents.frontends``, or ``UNRECOGNISED``."""

UNRECOGNISED: Final = "unrecognised"


class Origin(Protocol):
    """Where the values of a model stand in the document."""

    def route(self, route: Route) -> Route:
        """Return the document's route of a route below the model (API names)."""

    def use(self, route: Route) -> Route | None:
        """Return where the value is used, if it is defined elsewhere (a parameter's default)."""

    def note(self, route: Route) -> str | None:
        """Return what the value rests on, e.g. ``parameter TaskMemory defaults to 4096``."""

    def wording(self, text: str) -> str:
        """Return a sentence with the API's names in it as the document spells them."""

    def spelt(self, route: Route, value: object) -> object:
        """Return a value for a route below the model with its keys as the document spells them."""


class Prefix:
    """The origin of a model that stands in the document as it is, below ``base``."""

    __slots__ = ("base",)

    def __init__(self, base: Route = ()) -> None:
        self.base = base

    def route(self, route: Route) -> Route:
        """Return the document's route of a route below the model."""
        return self.base + route

    def use(self, route: Route) -> Route | None:
        """Return ``None``: values are used where they stand."""
        return None

    def note(self, route: Route) -> str | None:
        """Return ``None``: values rest on nothing."""
        return None

    def wording(self, text: str) -> str:
        """Return a sentence as it is."""
        return text

    def spelt(self, route: Route, value: object) -> object:
        """Return a value as it is."""
        return value


class Family(Protocol):
    """The variants of one CloudFormation resource, one per distinguishable scenario."""

    def describe(self, variants: Sequence[object], pointers: Sequence[str]) -> str | None:
        """Say when any of ``variants`` holds ("when IsProd is true"); ``None`` if always.

        ``pointers`` are the places that the finding mentions, its own first.
        """


class Structural(NamedTuple):
    """A structural finding below a subject: rule, route (as in the document), part, message.

    ``severity`` only overrides the page's where the very same idea is milder, or graver, in one case.
    """

    rule: str
    route: Route
    part: Literal["value", "key", "pair"]
    message: str
    fix: Fix | None = None
    severity: Severity | None = None


class Subject:
    """A model to be checked.

    ``context`` maps type names to the objects that checks may ask for beside the model (the service's
    task definition, its document, …). ``linked`` are the subjects those objects belong to, so that a
    finding can point into them. ``variant`` and ``family`` say in which scenario of a template the
    model holds. ``doubt`` says why that may not be what is deployed; then nothing is an error.
    """

    __slots__ = (
        "_kind",
        "_model",
        "_name",
        "_number",
        "_reader",
        "_routes",
        "context",
        "document",
        "doubt",
        "family",
        "linked",
        "milder",
        "origin",
        "structural",
        "variant",
    )

    def __init__(
        self,
        model: object,
        document: Document,
        origin: Origin | None = None,
        *,
        structural: Sequence[Structural] = (),
        family: Family | None = None,
        variant: object = None,
    ) -> None:
        self._model = model
        self._kind = type(model).__name__
        self.document = document
        self.origin: Origin = origin or Prefix()
        self.structural = structural
        self.family = family
        self.variant = variant
        self.doubt: str | None = None
        self.milder: frozenset[str] = frozenset()
        """Rules whose errors are warnings here, since what deploys it tries again."""
        self.linked: list[Subject] = []
        self.context: dict[str, Any] = {self._kind: model, "Document": document, "Subject": self}
        self._routes: dict[int, Route] | None = None
        self._reader: Callable[[Document], Unit] | None = None

    @property
    def kind(self) -> str:
        """The name of the model's type, which selects the checks."""
        return self._kind

    @property
    def model(self) -> object:
        """The model that checks are given; made again where only its family was kept."""
        if self._model is None:
            assert self._reader is not None
            again = self._reader(self.document).subjects[self._number]
            self._model, self.origin = again.model, again.origin
            self.context = {self._kind: self._model, "Document": self.document, "Subject": self}
        return self._model

    @property
    def task_family(self) -> object:
        """The family of a task definition."""
        return getattr(self._model, "family", None) if self._model is not None else self._name

    def forget(self, number: int, reader: Callable[[Document], Unit]) -> None:
        """Keep the family only; this is the document's subject with this ``number``, from 0.

        For subjects that the document alone is enough to make again with ``reader``, a function of a
        module, once somebody asks for the model.
        """
        self._name, self._number, self._reader = self.task_family, number, reader
        self._model, self._routes, self.structural, self.context = None, None, (), {}

    @classmethod
    def forgotten(
        cls, kind: str, number: int, family: object, document: Document, reader: Callable[[Document], Unit]
    ) -> Subject:
        """Return a subject as ``forget`` leaves it; ``family`` is that of a task definition."""
        subject = cls.__new__(cls)
        subject.__setstate__((kind, number, family, document, reader))
        return subject

    def __getstate__(self) -> tuple[object, ...]:
        """Travel between processes forgotten, as ``forget`` leaves it."""
        return self._kind, self._number, self._name, self.document, self._reader

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._kind, self._number, self._name, self.document, self._reader = state
        self._model, self._routes, self.structural, self.context = None, None, (), {}
        self.origin, self.family, self.variant, self.doubt, self.linked = Prefix(), None, None, None, []
        self.milder = frozenset()

    def route_of(self, model: object) -> Route | None:
        """Return the route of a model below this subject's, ``None`` if it is not part of it."""
        if model is self._model:
            return ()
        if self._routes is None:
            self._routes = routes(self.model)
        return self._routes.get(id(model))

    def link(self, name: str, other: Subject) -> None:
        """Give checks of this subject the model of ``other`` under its type's ``name``."""
        self.context[name] = other.model
        self.linked.append(other)

    def release(self) -> None:
        """Let go of what leads back here, with what is linked: it has been checked, and nobody asks again."""
        context, linked = self.context, self.linked
        self.context, self.linked, self.family, self._routes = {}, [], None, None
        for other in linked:
            other.release()
        for each in context.values():
            if isinstance(each, Releasable):
                each.release()


class Checked(NamedTuple):
    """What another process found out about a document, as if there were no other documents."""

    findings: list[Finding]
    crashes: list[tuple[str, str]]
    """Rule and error of the checks that raised."""
    asks: Sequence[Any] = ()
    """The task definitions, as its services name them, that only other documents can have."""
    has_service: bool = False
    """Whether an AppSpec may deploy one of its services."""
    is_clean: bool = False
    """Whether the findings are known to say nothing of the file's credentials."""


class Unit(NamedTuple):
    """One document and what it turned out to hold."""

    document: Document
    kind: Kind
    subjects: list[Subject]
    context_only: bool = False
    """Read because a named file may refer to it: other units may link to it, nothing is reported on it."""
    checked: Checked | None = None
    """What another process found; ``subjects`` are then forgotten ones, or none."""
