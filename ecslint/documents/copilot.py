"""Manifests of AWS Copilot (``copilot/NAME/manifest.yml``): the task definition that Copilot makes of one.

Each environment of a manifest is judged with what it overrides. What Copilot itself adds (roles, logging,
variables) is unknown. Sources: aws/copilot-cli ``site/content/docs/manifest`` and
``internal/pkg/template/templates/workloads``, read 2026-11-30.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any, Final

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.base.unresolved import ELSEWHERE, Unresolved
from ecslint.documents.copilot_environment import is_at_home, is_environment, read_environment
from ecslint.documents.copilot_manifest import FIELDS, words_of_a_string
from ecslint.documents.subject import COPILOT_MANIFEST, Kind, Prefix, Subject
from ecslint.model.base import build
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document
from ecslint.source.limits import MAX_MANIFEST
from ecslint.source.parsed import REST
from ecslint.source.templating.placeholders import mark_placeholders

TYPES: Final = frozenset({"Load Balanced Web Service", "Backend Service", "Worker Service", "Scheduled Job"})
"""Types of manifests that become tasks of ECS; others become App Runner services or buckets."""
_DEFAULT_SIZE: Final = (256, 512)
_WINDOWS: Final = {
    "windows": "WINDOWS_SERVER_2019_CORE",
    "windows_server_2019_core": "WINDOWS_SERVER_2019_CORE",
    "windows_server_2019_full": "WINDOWS_SERVER_2019_FULL",
    "windows_server_2022_core": "WINDOWS_SERVER_2022_CORE",
    "windows_server_2022_full": "WINDOWS_SERVER_2022_FULL",
    "linux": "LINUX",
}
_ARCHITECTURES: Final = {"x86_64": "X86_64", "amd64": "X86_64", "arm": "ARM64", "arm64": "ARM64"}
_HEALTH: Final = {"interval": 10, "retries": 2, "timeout": 5, "start_period": 0}
"""What Copilot sends where a health check leaves it out."""
_WORDS: Final = {
    "dependsOn": "depends_on",
    "entryPoint": "entrypoint",
    "ephemeralStorage": "storage.ephemeral",
    "healthCheck": "healthcheck",
    "portMappings": "port",
    "readonlyRootFilesystem": "storage.readonly_fs",
    "runtimePlatform": "platform",
    "startPeriod": "start_period",
}
_DURATION: Final = regex(r"(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?")
_NUMBER: Final = regex(r"\d{1,9}")
"""A number that is no attack on what reads it: Python takes 4,300 digits at most."""


def is_manifest(document: Document) -> Kind | None:
    """Say whether a document is a manifest of a workload on ECS, or of an environment."""
    if is_environment(document):
        return COPILOT_MANIFEST
    data = document.data
    if not isinstance(data, dict) or str(data.get("type")) not in TYPES or "name" not in data:
        return None
    return COPILOT_MANIFEST if isinstance(data.get("image"), dict) or is_at_home(document) else None


class _Origin(Prefix):
    """Where the values of the task definition stand in the manifest."""

    __slots__ = ("places",)

    def __init__(self, places: dict[Route, Route]) -> None:
        super().__init__()
        self.places = places

    def route(self, route: Route) -> Route:
        if route[:1] == (FIELDS,):
            return route[1:]
        for length in range(len(route), -1, -1):
            found = self.places.get(route[:length])
            if found is not None:
                return found + route[length:] if length else ()
        return ()

    def wording(self, text: str) -> str:
        return re.sub(r'"(\w+)"', lambda match: f'"{_WORDS.get(match[1], match[1])}"', text)

    def spelt(self, route: Route, value: object) -> object:
        if route[-1:] in (("interval",), ("timeout",), ("startPeriod",)):
            return f"{value}s"
        return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


class _Environments:
    """The environments of a manifest as the variants of one task definition."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def describe(self, variants: Sequence[object], pointers: Sequence[str]) -> str | None:
        """Say in which environments something holds, ``None`` if in all of them."""
        found = [name for name in self.names if name in variants]
        if len(found) == len(self.names):
            return None
        return f"in environment {' and '.join(found)}"


def read_manifest(document: Document, kind: Kind) -> list[Subject]:
    """Return the task definitions of a manifest, one for each environment that changes something."""
    data = document.data
    if is_environment(document):
        return read_environment(document)
    environments = data.get("environments")
    given = environments.items() if isinstance(environments, dict) else ()
    named = {str(name): each for name, each in given if isinstance(each, dict)}
    if not named:
        return [_task(document, data, "", None)]
    parts = sum(len(each) for key, each in data.items() if isinstance(each, dict) and key != "environments")
    named = dict(list(named.items())[: max(1, MAX_MANIFEST // (1 + parts))])
    family = _Environments(list(named))
    return [_task(document, data, name, family) for name in named]


def _task(document: Document, data: dict[str, Any], environment: str, family: Any) -> Subject:
    made = _Builder(data, environment)
    model = build(TaskDefinition, mark_placeholders(made.task()))
    subject = Subject(
        model, document, _Origin(made.places), family=family, variant=environment if family else None
    )
    folder = os.path.join(os.path.dirname(document.path), "overrides")
    if os.path.isdir(folder):
        subject.doubt = "unless the overrides beside the manifest change it"
    return subject


class _Builder:
    """Makes the task definition of a manifest in one environment."""

    def __init__(self, data: dict[str, Any], environment: str) -> None:
        self.data = data
        self.environment = environment
        self.over = data["environments"][environment] if environment else {}
        self.places: dict[Route, Route] = {(): ()}

    def get(self, *path: str) -> Any:
        """Return a value: a map of both, else that of the environment if it has one."""
        own, base = _at(self.over, path), _at(self.data, path)
        if isinstance(own, dict) and isinstance(base, dict):
            return {**base, **own}
        return base if own is None else own

    def place(self, *path: str) -> Route:
        """Return where a value stands."""
        if _at(self.over, path) is not None:
            return ("environments", self.environment, *path)
        return path

    def put(self, out: dict[str, object], name: str, value: object, at: Route, *path: str) -> None:
        """Put a value into ``out``, which is at the route ``at`` of the task definition."""
        if value is not None:
            out[name] = value
            self.places[(*at, name)] = self.place(*path)

    def task(self) -> dict[str, object]:
        """Return the task definition."""
        out: dict[str, object] = {
            "requiresCompatibilities": ["FARGATE"],
            "networkMode": "awsvpc",
            **{
                name: Unresolved(ELSEWHERE)
                for name in (
                    "family",
                    "executionRoleArn",
                    "taskRoleArn",
                    "volumes",
                    "tags",
                    "proxyConfiguration",
                )
            },
        }
        platform = self.platform()
        self.put(out, "runtimePlatform", platform, (), "platform")
        windows = isinstance(platform, Unresolved) or "WINDOWS" in str(platform)
        for name, default in zip(("cpu", "memory"), _DEFAULT_SIZE, strict=True):
            given = self.get(name)
            if given is None and not windows:
                out[name] = str(default)
            elif given is None:
                out[name] = Unresolved(ELSEWHERE)
            self.put(out, name, _text(given), (), name)
        storage = self.get("storage", "ephemeral")
        if isinstance(storage, int) and storage != 20:
            out["ephemeralStorage"] = {"sizeInGiB": storage}
            self.places[("ephemeralStorage", "sizeInGiB")] = self.place("storage", "ephemeral")
            self.places[("ephemeralStorage",)] = self.place("storage", "ephemeral")
        out["containerDefinitions"] = self.containers()
        self.sections()
        overrides = self.get("taskdef_overrides")
        for override in overrides if isinstance(overrides, list) else ():
            _override(out, override.get("path") if isinstance(override, dict) else None)
        return out

    def sections(self) -> None:
        """Say where the fields stand that have no counterpart in a task definition."""
        sidecars = self.data.get("sidecars")
        paths: list[tuple[str, ...]] = [("logging",)]
        paths += [("sidecars", str(name)) for name in sidecars] if isinstance(sidecars, dict) else []
        for path in paths:
            section = _at(self.data, path)
            for field in section if isinstance(section, dict) else ():
                self.places[(*path, str(field))] = (*path, str(field))

    def platform(self) -> object:
        given = self.get("platform")
        if isinstance(given, str):
            system, _, architecture = given.partition("/")
        elif isinstance(given, dict):
            system, architecture = str(given.get("osfamily", "")), str(given.get("architecture", ""))
        else:
            return None
        family, kind = _WINDOWS.get(system.lower()), _ARCHITECTURES.get(architecture.lower())
        if family is None or kind is None:
            return Unresolved(ELSEWHERE)
        return {"operatingSystemFamily": family, "cpuArchitecture": kind}

    # Containers

    def containers(self) -> list[object]:
        found: list[object] = [self.main()]
        sidecars = self.get("sidecars")
        for name in sidecars if isinstance(sidecars, dict) else ():
            found.append(self.sidecar(str(name), len(found)))
        if self.get("observability") is not None or self.get("network", "connect") is not None:
            found.append(Unresolved("container of Copilot's own", REST))
        return found

    def main(self) -> dict[str, object]:
        at: Route = ("containerDefinitions", 0)
        self.places[at] = ("image",)
        out = {"name": self.data.get("name"), "essential": True, **_added()}
        self.places[(*at, "name")] = ("name",)
        location = self.get("image", "location")
        out["image"] = location if isinstance(location, str) else Unresolved(ELSEWHERE)
        self.places[(*at, "image")] = self.place("image", "location")
        self.ports(out, at, self.get("image", "port"), "image", "port")
        self.health(out, at, "image", "healthcheck")
        self.depends(out, at, "image", "depends_on")
        self.put(out, "dockerLabels", _labels(self.get("image", "labels")), at, "image", "labels")
        self.put(
            out, "readonlyRootFilesystem", self.get("storage", "readonly_fs"), at, "storage", "readonly_fs"
        )
        self.common(out, at)
        return out

    def sidecar(self, name: str, index: int) -> dict[str, object]:
        at: Route = ("containerDefinitions", index)
        path = ("sidecars", name)
        self.places[at] = self.place(*path)
        out = {"name": name, "essential": self.get(*path, "essential"), **_added()}
        if out["essential"] is None:
            out["essential"] = True
        self.places[(*at, "essential")] = self.place(*path, "essential")
        image = self.get(*path, "image")
        out["image"] = image if isinstance(image, str) else Unresolved(ELSEWHERE)
        self.places[(*at, "image")] = self.place(*path, "image")
        self.ports(out, at, self.get(*path, "port"), *path, "port")
        self.health(out, at, *path, "healthcheck")
        self.depends(out, at, *path, "depends_on")
        self.put(out, "dockerLabels", _labels(self.get(*path, "labels")), at, *path, "labels")
        self.common(out, at, *path)
        return out

    def ports(self, out: dict[str, object], at: Route, given: object, *path: str) -> None:
        if isinstance(given, int):
            number, protocol = given, ""
        elif isinstance(given, str) and _NUMBER.fullmatch(given.partition("/")[0]):
            number, protocol = int(given.partition("/")[0]), given.partition("/")[2]
        else:
            if given is not None or self.get("http") is not None:
                out["portMappings"] = [Unresolved(ELSEWHERE, REST)]
            return
        mapping: dict[str, object] = {"containerPort": number, **({"protocol": protocol} if protocol else {})}
        out["portMappings"] = [mapping, Unresolved("port that a load balancer needs", REST)]
        self.places[(*at, "portMappings")] = self.place(*path)
        for name in ("", "containerPort", "protocol"):
            self.places[(*at, "portMappings", 0, *([name] if name else []))] = self.place(*path)

    def health(self, out: dict[str, object], at: Route, *path: str) -> None:
        given = self.get(*path)
        if not isinstance(given, dict):
            return
        command = given.get("command")
        check: dict[str, object] = {
            "command": ["CMD-SHELL", command]
            if isinstance(command, str)
            else command
            if isinstance(command, list)
            else Unresolved(ELSEWHERE)
        }
        here = (*at, "healthCheck")
        self.places[here] = self.place(*path)
        for name, default in _HEALTH.items():
            api = "startPeriod" if name == "start_period" else name
            value = given.get(name)
            check[api] = default if value is None else _seconds(value)
            self.places[(*here, api)] = self.place(*path, name)
        out["healthCheck"] = check

    def depends(self, out: dict[str, object], at: Route, *path: str) -> None:
        given = self.get(*path)
        if not isinstance(given, dict):
            return
        found: list[object] = []
        for name, condition in given.items():
            here = (*at, "dependsOn", len(found))
            found.append({"containerName": name, "condition": str(condition).upper()})
            for member in ((), ("containerName",), ("condition",)):
                self.places[(*here, *member)] = self.place(*path, str(name))
        self.places[(*at, "dependsOn")] = self.place(*path)
        out["dependsOn"] = found

    def common(self, out: dict[str, object], at: Route, *path: str) -> None:
        """Put in what the main container has at the top, and a sidecar in itself."""
        for name, api in (("entrypoint", "entryPoint"), ("command", "command")):
            given = self.get(*path, name)
            value = words_of_a_string(given) if isinstance(given, str) else given
            self.put(out, api, value, at, *path, name)
        variables = self.get(*path, "variables")
        listed: list[object] = []
        for name, value in variables.items() if isinstance(variables, dict) else ():
            here = (*at, "environment", len(listed))
            known = _text(value)
            listed.append({"name": str(name), "value": Unresolved(ELSEWHERE) if known is None else known})
            for member in ((), ("name",), ("value",)):
                self.places[(*here, *member)] = self.place(*path, "variables", str(name))
        out["environment"] = [*listed, Unresolved("variable of Copilot's own", REST)]
        self.places[(*at, "environment")] = self.place(*path, "variables")
        secrets = self.get(*path, "secrets")
        found: list[object] = []
        for name, value in secrets.items() if isinstance(secrets, dict) else ():
            here = (*at, "secrets", len(found))
            found.append(
                {"name": str(name), "valueFrom": value if isinstance(value, str) else Unresolved(ELSEWHERE)}
            )
            for member in ((), ("name",), ("valueFrom",)):
                self.places[(*here, *member)] = self.place(*path, "secrets", str(name))
        out["secrets"] = [*found, Unresolved("secret of Copilot's own", REST)]
        self.places[(*at, "secrets")] = self.place(*path, "secrets")


def _added() -> dict[str, object]:
    """Return what Copilot adds to each container, which is not known here."""
    names = (
        "logConfiguration",
        "mountPoints",
        "environmentFiles",
        "linuxParameters",
        "repositoryCredentials",
    )
    return {name: Unresolved(ELSEWHERE) for name in names}


def _at(data: object, path: Sequence[str]) -> object:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _text(value: object) -> str | None:
    """Return a scalar as text, ``None`` for everything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def _labels(value: object) -> object:
    if not isinstance(value, dict):
        return None
    return {str(name): _text(each) or Unresolved(ELSEWHERE) for name, each in value.items()}


def _seconds(value: object) -> object:
    """Return a duration (``1m30s``) or a number in seconds."""
    if isinstance(value, int):
        return value
    match = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
    if match is None:
        return Unresolved(ELSEWHERE)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _override(task: dict[str, object], path: object) -> None:
    """Make unknown what ``taskdef_overrides`` changes."""
    first = re.split(r"[\[./]", path.lstrip("/"), maxsplit=1)[0] if isinstance(path, str) else ""
    name = first[:1].lower() + first[1:]
    if name == "containerDefinitions":
        task[name] = [Unresolved("override", REST)]
    elif name:
        task[name] = Unresolved("override")
