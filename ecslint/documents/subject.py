"""What checks run on: a model with the place it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from ecslint.base.collector import Releasable
from ecslint.base.identity import IdentityMap
from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.finding import Finding, Fix, Severity
from ecslint.model.base import routes
from ecslint.source.document import Document

Kind: TypeAlias = str
"""What a document is: the name of a row of ``ecslint.documents.frontends``, or ``UNRECOGNISED``."""

UNRECOGNISED: Final = "unrecognised"
"""What is not recognised."""

# The names of the kinds: what holds for each is said by its row in ``ecslint.documents.frontends``.
TASK_DEFINITION: Final = "task-definition"
"""An input of register-task-definition, or the answer of describe-task-definition."""
CONTAINER_DEFINITIONS: Final = "container-definitions"
"""A list of container definitions."""
DAEMON_TASK_DEFINITION: Final = "daemon-task-definition"
"""An input of register-daemon-task-definition."""
SERVICE: Final = "service"
"""An input of create-service or update-service, or services that were described."""
RUN_TASK: Final = "run-task"
"""An input of run-task or start-task."""
TASK_SET: Final = "task-set"
"""An input of create-task-set."""
API_INPUT: Final = "api-input"
"""Another input of the ECS API."""
CLOUDFORMATION: Final = "cloudformation"
"""A CloudFormation template."""
APPSPEC: Final = "appspec"
"""An AppSpec file of CodeDeploy."""
IMAGE_DEFINITIONS: Final = "image-definitions"
"""CodePipeline's ``imagedefinitions.json``."""
IMAGE_DETAIL: Final = "image-detail"
"""CodePipeline's ``imageDetail.json``."""
DEPLOYMENT_GROUP_INPUT: Final = "deployment-group-input"
"""An input of CodeDeploy's create-deployment-group or update-deployment-group."""
DEPLOYMENT_INPUT: Final = "deployment-input"
"""An input of CodeDeploy's create-deployment, or its revision."""
NEIGHBOUR_INPUT: Final = "neighbour-input"
"""An input of EventBridge, Scheduler or Application Auto Scaling that is about ECS."""
TERRAFORM: Final = "terraform"
"""A Terraform or OpenTofu module."""
TERRAFORM_PLAN: Final = "terraform-plan"
"""A plan of Terraform as JSON."""
TERRAFORM_STATE: Final = "terraform-state"
"""A state of Terraform as JSON."""
COPILOT_MANIFEST: Final = "copilot-manifest"
"""A manifest of AWS Copilot."""
AWS_CLI_PIPELINE: Final = "aws-cli-pipeline"
"""A pipeline or another YAML file that calls the AWS CLI."""
AWS_CLI: Final = "aws-cli"
"""A script or page that calls the AWS CLI."""


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
    """Id of the rule."""
    route: Route
    """The route in the document."""
    part: Literal["value", "key", "pair"]
    """Whether the value, its key or both are marked."""
    message: str
    """What is wrong, and what to do."""
    fix: Fix | None = None
    """The change that fixes it, if there is a certain one."""
    severity: Severity | None = None


T = TypeVar("T")


@dataclass(slots=True)
class CheckContext:
    """What the checks of a subject may ask for: its model and what goes with it."""

    arguments: dict[str, object]
    """Values by the name that ``ecslint.checks.registry`` has for a parameter's type."""

    def get(self, wanted: type[T]) -> T | None:
        """Return the value of a type, ``None`` where there is none."""
        found = self.arguments.get(wanted.__name__)
        return found if isinstance(found, wanted) else None

    def has(self, name: str) -> bool:
        """Say whether checks that ask for a type of this name get one."""
        return name in self.arguments

    def put(self, name: str, value: object) -> None:
        """Give checks that ask for a type of this name a value."""
        self.arguments[name] = value


def doubt_of_template(document: Document, data: object) -> str | None:
    """Return why nothing is sure of an input whose file is called a template and holds words to replace."""
    name = document.path.rpartition("/")[2]
    if ".template." in name or ".tmpl." in name or ".tpl." in name:
        from ecslint.source.templating.placeholders import holds_fill_in

        if holds_fill_in(data):
            return "unless what fills this template in replaces it"
    return None


class Subject:
    """A model to be checked."""

    __slots__ = (
        "_kind",
        "_routes",
        "context",
        "document",
        "doubt",
        "echoes",
        "family",
        "linked",
        "milder",
        "model",
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
        self.model = model
        """What is checked."""
        self._kind = type(model).__name__
        self.document = document
        """The file that the model stands in."""
        self.origin: Origin = origin or Prefix()
        """Where the model's values stand in the document."""
        self.structural = structural
        """What is wrong with its structure."""
        self.family = family
        """The scenarios of a template in which there are models of the same resource."""
        self.variant = variant
        """In which of them this one holds."""
        self.doubt: str | None = None
        """Why the model may not be what is deployed; then nothing is an error."""
        self.echoes = False
        """Whether its places lie in documents that may say the same themselves, as those of a plan do."""
        self.milder: frozenset[str] = frozenset()
        """Rules whose errors are warnings here, since what deploys it tries again."""
        self.linked: list[Subject] = []
        """The subjects of what the context has, so that a finding can point into them."""
        self.context = CheckContext({self._kind: model, "Document": document, "Subject": self})
        """What checks may ask for beside the model: the service's task definition, its document, …"""
        self._routes: IdentityMap[Route] | None = None

    @property
    def kind(self) -> str:
        """The name of the model's type, which selects the checks."""
        return self._kind

    @property
    def task_family(self) -> object:
        """The family of a task definition."""
        return getattr(self.model, "family", None)

    def route_of(self, model: object) -> Route | None:
        """Return the route of a model below this subject's, ``None`` if it is not part of it."""
        if model is self.model:
            return ()
        if self._routes is None:
            self._routes = routes(self.model)
        return self._routes.get(model)

    def link(self, name: str, other: Subject) -> None:
        """Give checks of this subject the model of ``other`` under its type's ``name``."""
        self.context.put(name, other.model)
        self.linked.append(other)

    def release(self) -> None:
        """Let go of what leads back here, with what is linked: it has been checked, and nobody asks again."""
        context, linked = self.context, self.linked
        self.context, self.linked, self.family, self._routes = CheckContext({}), [], None, None
        for other in linked:
            other.release()
        for each in context.arguments.values():
            if isinstance(each, Releasable):
                each.release()


@dataclass(slots=True, eq=False)
class TaskReference:
    """A subject of a file that has been checked: its name, and how to read it again once it is needed.

    Among many files few are referred to, so that keeping the models of all would only take memory.
    """

    kind: str
    """The name of its model's type."""
    number: int
    """Which of the document's subjects it is, from 0."""
    task_family: object
    """The family of a task definition: a text, ``Unresolved`` or ``None``."""
    document: Document
    """The file that it stands in."""
    reader: Callable[[Document], ParsedFile]
    """Reads a document: a function of a module, so that it can travel to another process."""
    _known: Subject | None = field(default=None, init=False, repr=False)

    def subject(self) -> Subject:
        """Return the subject; its document is read again the first time."""
        if self._known is None:
            self._known = self.reader(self.document).subjects[self.number]
        return self._known


Task: TypeAlias = Subject | TaskReference
"""A task definition, at hand or to be read again."""


class ParsedFile(NamedTuple):
    """One document with the subjects that it turned out to hold."""

    document: Document
    """Its text and plain data."""
    kind: Kind
    """What it is."""
    subjects: list[Subject]
    """What checks run on."""
    context_only: bool = False
    """Read because a named file may refer to it: others may link to it, nothing is reported on it."""

    @property
    def tasks(self) -> Sequence[Task]:
        """What a service of another file may refer to, where the kind of file holds task definitions."""
        return self.subjects


class CheckedFile(NamedTuple):
    """A document that has been checked as if there were no other documents."""

    document: Document
    """Its text; its data are read again where somebody asks for them."""
    kind: Kind
    """What it is."""
    tasks: Sequence[TaskReference] = ()
    """Its task definitions, to which other files may refer."""
    findings: Sequence[Finding] = ()
    """What was found, unless the run's collector has it already."""
    crashes: Sequence[tuple[str, str]] = ()
    """Rule and error of the checks that raised."""
    unresolved_references: Sequence[str | Unresolved | None] = ()
    """The task definitions, as its services name them, that only other documents can have."""
    has_service: bool = False
    """Whether an AppSpec may deploy one of its services."""
    is_clean: bool = False
    """Whether the findings are known to say nothing of the file's credentials."""

    @property
    def context_only(self) -> bool:
        """Always false: what is only read for others is not checked."""
        return False


Unit: TypeAlias = ParsedFile | CheckedFile
"""A file of a run."""


def parsed(units: Iterable[Unit]) -> Iterator[ParsedFile]:
    """Yield the files whose models are at hand."""
    return (unit for unit in units if isinstance(unit, ParsedFile))


def references(unit: ParsedFile, reader: Callable[[Document], ParsedFile]) -> list[TaskReference]:
    """Return what is kept of the subjects of a file once they have been checked."""
    return [
        TaskReference(subject.kind, number, subject.task_family, unit.document, reader)
        for number, subject in enumerate(unit.subjects)
    ]
