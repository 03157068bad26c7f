"""What a task fetches before and while it runs: image, secrets, environment files, logs, sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.model.base import Place, each
from ecslint.model.image import is_left_to_fill_in, split_image
from ecslint.model.task import Container, FirelensConfiguration, LogConfiguration, TaskDefinition

KindOf: TypeAlias = Callable[[Reference], str | None]
"""Says what a reference stands for: ``secret``, ``parameter``, ``repository``; ``None`` if nothing known."""

ECR: Final = ("ecr.api", "ecr.dkr", "s3")
"""What a pull from a private registry of ECR needs: the login, the manifest, the layers.
Source: *Amazon ECR interface VPC endpoints*, Amazon ECR User Guide, read 2026-11."""
PUBLIC: Final = frozenset(
    {
        "",
        "docker.io",
        "gcr.io",
        "ghcr.io",
        "index.docker.io",
        "mcr.microsoft.com",
        "public.ecr.aws",
        "quay.io",
        "registry-1.docker.io",
        "registry.gitlab.com",
        "registry.hub.docker.com",
        "registry.k8s.io",
        "docker.elastic.co",
        "k8s.gcr.io",
        "nvcr.io",
    }
)
"""Registries that only the internet leads to; ``""`` is Docker Hub."""
_HOSTED: Final = regex(r"\.dkr[.-]ecr(-fips)?\.")
_ONLY_V4: Final = regex(r"\.dkr\.ecr(-fips)?\.")
_ECR_REGION: Final = regex(r"^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.")
_OUTPUTS: Final = {
    "cloudwatch": "logs",
    "cloudwatch_logs": "logs",
    "firehose": "kinesis-firehose",
    "kinesis": "kinesis-streams",
    "kinesis_firehose": "kinesis-firehose",
    "kinesis_streams": "kinesis-streams",
    "s3": "s3",
}
"""Fluent Bit's outputs for AWS services, and the endpoints these have.
Source: Fluent Bit manual (*Outputs*) and *Integrated services*, AWS PrivateLink Guide, read 2026-11."""

Effect: TypeAlias = Literal["start", "logs", "exec"]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a task needs from an AWS service or from the internet (``services`` is empty).

    ``doing`` completes "so tasks cannot …". ``effect`` says what fails without it: the start, the delivery
    of logs, or sessions of ECS Exec. ``unknown``: nobody can tell where it is fetched from.
    """

    doing: str
    place: Place
    """Where the need arises."""
    services: tuple[str, ...] = ()
    region: str | None = None
    """The Region of the service; ``None``: that of the stack."""
    effect: Effect = "start"
    unknown: bool = False
    image: bool = False
    """Whether it is an image."""
    host_v4: str = ""
    """The host it is fetched from, where that surely has IPv4 addresses only."""


def needs_of(task: TaskDefinition, kind_of: KindOf, executes: bool, session_key: bool = False) -> list[Need]:
    """Return what a task of this definition needs from outside its VPC.

    ``session_key`` says that sessions of ECS Exec are encrypted with a key of KMS.
    Source: *Monitor Amazon ECS containers with ECS Exec*, Amazon ECS Developer Guide, read 2026-11.
    """
    found: list[Need] = []
    for container in task.containers:
        found += _image(container, kind_of)
        found += _secrets(container, kind_of)
        found += _files(container)
        found += _logs(container, kind_of)
    if executes:
        services = ("ssmmessages", "kms") if session_key else ("ssmmessages",)
        found.append(Need("run ECS Exec", task.at("taskRoleArn"), services, effect="exec"))
    return found


def _image(container: Container, kind_of: KindOf) -> Iterator[Need]:
    if container.image is not None and container.image != "":
        yield from image_needs(container.image, container.at("image"), kind_of)


def image_needs(image: str | Unresolved, place: Place, kind_of: KindOf) -> Iterator[Need]:
    """Yield what pulling an image takes; ``place`` is where it is written."""
    shown = image.text if isinstance(image, Unresolved) else image
    doing = f'pull "{_short(shown)}"' if "\n" not in shown else "pull the image"
    if _is_ecr(image, kind_of):
        path = shown.partition("/")[2] if _HOSTED.search(shown.partition("/")[0]) else ""
        doing = f'pull "{_short(path)}" from Amazon ECR' if path else "pull the image from Amazon ECR"
        region = _ECR_REGION.match(shown)
        host = _host_without_v6(image, kind_of)
        yield Need(doing, place, ECR, region[1] if region else None, image=True, host_v4=host)
        return
    known = _beginning(image)
    registry = split_image(known).registry if known is not None else None
    if registry in PUBLIC:
        yield Need(doing, place, image=True)
    else:
        yield Need("pull the image", place, unknown=True, image=True)


def _short(text: str) -> str:
    return text if len(text) <= 48 else f"…{text[-45:]}"


def _is_ecr(image: str | Unresolved, kind_of: KindOf) -> bool:
    text = image.text if isinstance(image, Unresolved) else image
    if _HOSTED.search(text):
        return True
    first = image.parts[0] if isinstance(image, PartialText) else image
    return isinstance(first, Reference) and kind_of(first) == "repository"


def _host_without_v6(image: str | Unresolved, kind_of: KindOf) -> str:
    """Return the host of a private registry that has IPv4 addresses only, which is the usual one.

    Source: *Getting started with making requests over IPv6*, Amazon ECR User Guide, read 2026-11.
    """
    first = image.parts[0] if isinstance(image, PartialText) else image
    if isinstance(first, Reference):
        return first.text if first.attribute == "RepositoryUri" and kind_of(first) == "repository" else ""
    text = image.text if isinstance(image, Unresolved) else image
    return text.partition("/")[0] if _ONLY_V4.search(text) else ""


def _beginning(image: str | Unresolved) -> str | None:
    """Return an image's reference, or as much as tells the registry."""
    if isinstance(image, str):
        return None if is_left_to_fill_in(image) else image
    first = image.parts[0] if isinstance(image, PartialText) else None
    if isinstance(first, str) and ("/" in first or ":" in first):
        return first + ("x" if first.endswith(("/", ":")) else "")
    return None


def _secrets(container: Container, kind_of: KindOf) -> Iterator[Need]:
    for _, secret in each(container.secrets):
        service = _secret_service(secret.value_from, kind_of)
        if service is not None:
            yield Need("read secrets", secret.at("valueFrom"), (service,))
    credentials = container.repository_credentials
    if credentials is not None and not isinstance(credentials, Unresolved):
        yield Need("read secrets", credentials.at("credentialsParameter"), ("secretsmanager",))
    log = container.log_configuration
    for _, option in each(log.secret_options if isinstance(log, LogConfiguration) else None):
        service = _secret_service(option.value_from, kind_of)
        if service is not None:
            yield Need("read secrets", option.at("valueFrom"), (service,))


def _secret_service(value: str | Unresolved | None, kind_of: KindOf) -> str | None:
    text = value.text if isinstance(value, Unresolved) else value or ""
    if ":secretsmanager:" in text:
        return "secretsmanager"
    if ":ssm:" in text:
        return "ssm"
    parts = value.parts if isinstance(value, PartialText) else (value,)
    for part in parts:
        kind = kind_of(part) if isinstance(part, Reference) else None
        if kind in ("secret", "parameter"):
            return "secretsmanager" if kind == "secret" else "ssm"
    return "ssm" if isinstance(value, str) and value and not value.startswith("arn:") else None


def _files(container: Container) -> Iterator[Need]:
    for _, file in each(container.environment_files):
        yield Need("read environment files", file.at("value"), ("s3",))
        return


def _logs(container: Container, kind_of: KindOf) -> Iterator[Need]:
    log = container.log_configuration
    if not isinstance(log, LogConfiguration) or not isinstance(log.options, dict):
        return
    if log.log_driver == "awslogs":
        region = log.options.get("awslogs-region")
        yield Need("write logs", log.at("logDriver"), ("logs",), region if isinstance(region, str) else None)
    elif log.log_driver == "awsfirelens":
        name = log.options.get("Name", log.options.get("name"))
        service = _OUTPUTS.get(name.lower()) if isinstance(name, str) else None
        if service is not None:
            yield Need("write logs", log.at("logDriver"), (service,), effect="logs")


def has_router(task: TaskDefinition) -> bool:
    """Say whether a container of the task routes the logs of others."""
    return any(isinstance(c.firelens_configuration, FirelensConfiguration) for c in task.containers)
