"""The table of frontends: one row per kind of input, from which everything else derives.

A frontend turns a document into the subjects that checks run on. Its module is imported when a document of
its kind turns up. To read a new kind of input, write a module and add a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ecslint.documents.subject import (
    API_INPUT,
    APPSPEC,
    AWS_CLI,
    AWS_CLI_PIPELINE,
    CLOUDFORMATION,
    CONTAINER_DEFINITIONS,
    COPILOT_MANIFEST,
    DAEMON_TASK_DEFINITION,
    DEPLOYMENT_GROUP_INPUT,
    DEPLOYMENT_INPUT,
    IMAGE_DEFINITIONS,
    IMAGE_DETAIL,
    NEIGHBOUR_INPUT,
    RUN_TASK,
    SERVICE,
    TASK_DEFINITION,
    TASK_SET,
    TERRAFORM,
    TERRAFORM_PLAN,
    TERRAFORM_STATE,
    UNRECOGNISED,
    Kind,
    ParsedFile,
    Subject,
)
from ecslint.source.discovery import walk
from ecslint.source.document import Document
from ecslint.source.read import InputError, read_bytes

if TYPE_CHECKING:
    from ecslint.documents.spots import Gap, Spot


class KindRow(NamedTuple):
    """A kind of document, and what holds for all documents of this kind."""

    name: Kind
    """The name of the kind, as ``--explain-files`` and reports give it."""
    holds_tasks: bool = False
    """Whether others may refer to the task definitions in it."""
    refers_to_tasks: bool = False
    """Whether it says something about a task definition that is kept in another file."""
    is_self_contained: bool = False
    """Whether nothing is found out about it by looking at other files."""
    takes_context: bool = False
    """Whether answers of the AWS CLI (``--context``) can say more of it."""
    weight: int = 1
    """How long it takes to lint, in task definitions."""


class Frontend(NamedTuple):
    """How one kind of input, or several that are told apart together, is read."""

    kinds: tuple[KindRow, ...]
    """The kinds of documents that it reads."""
    reader: str
    """``module:function`` that takes a document and its kind and returns its subjects; for files that are
    read together it takes their paths and a list for errors, and yields parsed files."""
    recognise: Callable[[Document], Kind | None] | None = None
    """Says which of the kinds a document is, if any; ``None``: ``recognition`` decides among all objects."""
    signs: tuple[bytes, ...] = ()
    """Words, in lower case, of which every such file has one, beside those that ``sniff`` knows."""
    suffixes: tuple[str, ...] = ()
    """Endings of the names of files that are read together, those of a folder at once."""
    spots: str = ""
    """``module:function`` that says which field stands at an offset of a text, for languages whose documents
    have no routes of their own."""
    gaps: str = ""
    """``module:function`` that says what may be written at an offset of such a text."""

    def read(self, document: Document, kind: Kind) -> list[Subject]:
        """Return the subjects of a document."""
        found: list[Subject] = function_of(self.reader)(document, kind)
        return found

    def read_together(
        self,
        paths: list[str],
        errors: list[InputError],
        content: Callable[[str], bytes] = read_bytes,
        given: Sequence[str] = (),
    ) -> Iterator[ParsedFile]:
        """Yield the parsed files of files that are read together; adds to ``errors`` those that cannot be.

        ``content`` returns the bytes of a file, or raises ``InputError``: an editor has unsaved ones.
        ``given`` are files with values of variables (``-var-file``).
        """
        yield from function_of(self.reader)(paths, errors, content, *([given] if given else []))

    def spot_at(self, text: str, offset: int) -> Spot | None:
        """Return the field that stands at an offset of a text, ``None`` where none is known."""
        found: Spot | None = function_of(self.spots)(text, offset) if self.spots else None
        return found

    def gap_at(self, text: str, offset: int) -> Gap | None:
        """Return what may be written at an offset of a text, ``None`` where nothing is known."""
        found: Gap | None = function_of(self.gaps)(text, offset) if self.gaps else None
        return found


def function_of(where: str) -> Callable[..., Any]:
    """Return what ``module:function`` names, its module imported."""
    module, _, name = where.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def _is_pipeline_file(document: Document) -> Kind | None:
    from ecslint.documents.images_kind import images_kind

    return images_kind(document.path, document.data)


def _is_plan(document: Document) -> Kind | None:
    if not document.file.has("format_version", "terraform_version"):
        return None
    from ecslint.documents.terraform.plan import plan_kind

    return plan_kind(document)


def _is_manifest(document: Document) -> Kind | None:
    if document.syntax != "yaml" or not document.file.has(" Service", "Scheduled Job", "Environment"):
        return None
    from ecslint.documents.copilot import is_manifest

    return is_manifest(document)


def _is_group_input(document: Document) -> Kind | None:
    if not document.file.has("ecsServices"):
        return None
    from ecslint.documents.codedeploy_input import input_kind

    return input_kind(document.data)


def _is_neighbour(document: Document) -> Kind | None:
    if not document.file.has("EcsParameters", "ScalableDimension"):
        return None
    from ecslint.documents.neighbour_input import neighbour_kind

    return neighbour_kind(document.data)


def _is_deployment(document: Document) -> Kind | None:
    if not document.file.has("evisionType", "appSpecContent"):
        return None
    from ecslint.documents.deployment_input import deployment_kind

    return deployment_kind(document.data)


def _calls_aws(document: Document) -> Kind | None:
    if document.syntax != "yaml" or not document.file.has(" ecs ", "create-deployment"):
        return None
    from ecslint.documents.aws_cli.read import yaml_kind

    return yaml_kind(document)


FRONTENDS: Final[list[Frontend]] = [
    Frontend(
        (
            KindRow(TASK_DEFINITION, holds_tasks=True, is_self_contained=True),
            KindRow(CONTAINER_DEFINITIONS, holds_tasks=True, is_self_contained=True),
        ),
        "ecslint.documents.task_definition:read_task_definitions",
    ),
    Frontend((KindRow(DAEMON_TASK_DEFINITION),), "ecslint.documents.daemon:read_daemon"),
    Frontend(
        (
            KindRow(SERVICE, refers_to_tasks=True),
            KindRow(RUN_TASK, refers_to_tasks=True),
            KindRow(TASK_SET, refers_to_tasks=True),
        ),
        "ecslint.documents.service:read_services",
    ),
    Frontend((KindRow(API_INPUT),), "ecslint.documents.api_input:read_api_input"),
    Frontend(
        (KindRow(CLOUDFORMATION, takes_context=True, weight=5),),
        "ecslint.documents.cloudformation.subjects:read_template_file",
    ),
    Frontend((KindRow(APPSPEC, refers_to_tasks=True),), "ecslint.documents.appspec:read_appspec"),
    Frontend(
        (KindRow(IMAGE_DEFINITIONS, refers_to_tasks=True), KindRow(IMAGE_DETAIL)),
        "ecslint.documents.images:read_images",
        recognise=_is_pipeline_file,
    ),
    Frontend(
        (KindRow(DEPLOYMENT_GROUP_INPUT),),
        "ecslint.documents.codedeploy_input:read_group_input",
        recognise=_is_group_input,
        signs=(b"deploymentgroupname",),
    ),
    Frontend(
        (KindRow(DEPLOYMENT_INPUT),),
        "ecslint.documents.deployment_input:read_deployment",
        recognise=_is_deployment,
        signs=(b"appspeccontent", b"rawstring"),
    ),
    Frontend(
        (KindRow(NEIGHBOUR_INPUT),),
        "ecslint.documents.neighbour_input:read_neighbour",
        recognise=_is_neighbour,
        signs=(b"ecsparameters", b"scalabledimension"),
    ),
    Frontend(
        (KindRow(TERRAFORM, takes_context=True, weight=5),),
        "ecslint.documents.terraform.read:read_terraform",
        suffixes=walk.TERRAFORM,
        spots="ecslint.documents.terraform.spots:spot_at",
        gaps="ecslint.documents.terraform.gaps:gap_at",
    ),
    Frontend(
        (KindRow(TERRAFORM_PLAN, takes_context=True, weight=5), KindRow(TERRAFORM_STATE)),
        "ecslint.documents.terraform.plan:read_plan",
        recognise=_is_plan,
        signs=(b'"aws_ecs_', b'"aws_appautoscaling_'),
    ),
    Frontend(
        (KindRow(COPILOT_MANIFEST),),
        "ecslint.documents.copilot:read_manifest",
        recognise=_is_manifest,
        signs=(
            b"load balanced web service",
            b"backend service",
            b"worker service",
            b"scheduled job",
            b"type: environment",
        ),
    ),
    Frontend(
        (KindRow(AWS_CLI_PIPELINE, takes_context=True),),
        "ecslint.documents.aws_cli.read:read_yaml",
        recognise=_calls_aws,
        signs=(
            *(b"aws ecs ", b"register-task-definition", b"create-service", b"update-service"),
            b"aws deploy create-deployment",
        ),
    ),
    Frontend(
        (KindRow(AWS_CLI, takes_context=True),),
        "ecslint.documents.aws_cli.read:read_scripts",
        suffixes=walk.SCRIPTS,
    ),
]
"""The frontends, in the order in which those with a ``recognise`` of their own are asked."""

_NOTHING: Final = KindRow(UNRECOGNISED)


def kind_row(kind: Kind) -> KindRow:
    """Return what holds for a kind of document."""
    return next((row for each in FRONTENDS for row in each.kinds if row.name == kind), _NOTHING)


def frontend_of(kind: Kind) -> Frontend | None:
    """Return the frontend that reads a kind of document, ``None`` for what is not recognised."""
    return next((each for each in FRONTENDS if any(row.name == kind for row in each.kinds)), None)


def frontend_for_path(path: str) -> Frontend | None:
    """Return the frontend of files that are read together, by the ending of a name."""
    return next((each for each in FRONTENDS if each.suffixes and path.endswith(each.suffixes)), None)


def extra_signs() -> tuple[bytes, ...]:
    """Return the words by which files of the table's frontends are told beside those of ECS itself."""
    return tuple(sign for each in FRONTENDS for sign in each.signs)
