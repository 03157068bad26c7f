"""Modules of the registry that most people use: what their documented inputs make.

Sources: ``variables.tf`` and ``outputs.tf`` of terraform-aws-modules/terraform-aws-ecs 7.5 (its modules
``service``, ``cluster`` and ``container-definition``), cloudposse/terraform-aws-ecs-container-definition and
terraform-aws-ecs-alb-service-task, read 2026-11-30. What a module adds by itself is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.containers import Containers
from ecslint.documents.terraform.conversion import convert
from ecslint.documents.terraform.embedded import json_value
from ecslint.documents.terraform.values import Encoded, EvaluationError, Site, Value, text_of
from ecslint.source.hcl import nodes
from ecslint.validation.names import members_of

_SOURCES: Final = (
    (
        "service",
        regex(r"terraform-aws-(?:modules/)?(?:terraform-aws-)?ecs(?:/aws|\.git)?//modules/service\b"),
    ),
    (
        "container",
        regex(
            r"terraform-aws-(?:modules/)?(?:terraform-aws-)?ecs(?:/aws|\.git)?//modules/container-definition\b"
        ),
    ),
    (
        "cluster",
        regex(r"terraform-aws-(?:modules/)?(?:terraform-aws-)?ecs(?:/aws|\.git)?//modules/cluster\b"),
    ),
    ("root", regex(r"terraform-aws-modules/(?:ecs/aws$|terraform-aws-ecs(?:\.git)?(?:\?|$))")),
    ("container", regex(r"cloudposse/(?:terraform-aws-)?ecs-container-definition\b")),
    ("task", regex(r"cloudposse/(?:terraform-aws-)?ecs-alb-service-task\b")),
)
_MEMBERS: Final = {
    "containername": "name",
    "containerimage": "image",
    "containermemory": "memory",
    "containermemoryreservation": "memoryreservation",
    "containercpu": "cpu",
    "containerdependson": "dependson",
    "dependencies": "dependson",
}
"""Inputs, in lower case without ``_``, that have another name than the member of a container definition."""
_OTHER: Final = frozenset({"create", "createcloudwatchloggroup", "tags", "service", "region", "enabled"})

DEFAULTS: Final = {
    "service": {
        "cpu": 1024,
        "memory": 2048,
        "requires_compatibilities": ["FARGATE"],
        "network_mode": "awsvpc",
    },
    "task": {"task_cpu": 256, "task_memory": 512, "launch_type": "FARGATE", "network_mode": "awsvpc"},
}
"""What the modules take where an input is not given."""


class Made(NamedTuple):
    """The task definition that a module makes."""

    value: Value
    """The task definition under CloudFormation's names."""
    containers: Containers | None
    """Its container definitions; ``None`` where it has none."""


def kind_of(block: nodes.Block) -> str | None:
    """Say which of the known modules a ``module`` block calls, if one."""
    source = block.attributes.get("source")
    text = source.value.constant if source is not None and isinstance(source.value, nodes.Template) else None
    if text is None or text.startswith("."):
        return None
    return next((kind for kind, pattern in _SOURCES if pattern.search(text)), None)


_MAJOR: Final = regex(r"(?:=|~>)?v?(\d{1,3})(?:\.[\d.]{0,20})?")
"""The version that a call asks for, without blanks."""
SPELT_AS_IN_THE_API: Final = 6
"""The first major version of terraform-aws-modules/ecs that takes members by the API's names."""
_REF: Final = regex(r"[?&]ref=v?(\d{1,3})\.")


def major_of(block: nodes.Block) -> int | None:
    """Return the major version of the module that a block calls, ``None`` if it is not said."""
    for name, pattern in (("version", _MAJOR), ("source", _REF)):
        written = block.attributes.get(name)
        text = written.value.constant if written and isinstance(written.value, nodes.Template) else None
        if text is not None:
            found = pattern.fullmatch(text.replace(" ", "")) if name == "version" else pattern.search(text)
            if found is not None:
                return int(found[1])
    return None


@cache
def spellings() -> dict[str, str]:
    """Return the API's names of the members of a container, by their letters in lower case."""
    tree = members_of("AWS::ECS::TaskDefinition", "ContainerDefinitions") or {}
    names = [entry if isinstance(entry, str) else str(entry["name"]) for entry in tree.values()]
    return {name.lower(): name for name in names}


def _is_dropped(key: str, major: int) -> bool:
    """Say whether a version of terraform-aws-modules/ecs does not look at a member by this spelling."""
    return "_" in key if major >= SPELT_AS_IN_THE_API else key != key.lower()


def container_of(inputs: Mapping[str, Value], site: Site, name: str = "", major: int | None = None) -> Value:
    """Return the container definition that inputs make, under names in lower case.

    ``major`` is the version of the module that they are given to, where it takes one spelling only.
    """
    members: dict[str, Value] = {}
    for key, value in inputs.items():
        folded = key.replace("_", "").lower()
        if major is not None and folded in spellings() and _is_dropped(key, major):
            continue
        if folded not in _OTHER and value.data is not None:
            member = _MEMBERS.get(folded, folded)
            members[member] = _typed(member, value)
    if name and "name" not in members:
        members["name"] = Value(name, site)
    members[REST] = Value(Unresolved("module of the registry", REST), site)
    return Value(members, site)


_NUMBERS: Final = frozenset(
    {
        *("cpu", "memory", "memoryreservation", "containerport", "hostport", "starttimeout", "stoptimeout"),
        *("interval", "retries", "timeout", "startperiod", "softlimit", "hardlimit", "size"),
        *("sharedmemorysize", "maxswap", "swappiness", "restartattemptperiod"),
    }
)
_SWITCHES: Final = frozenset(
    {
        *("essential", "readonlyrootfilesystem", "readonly", "privileged", "interactive", "pseudoterminal"),
        *("disablenetworking", "initprocessenabled", "enabled"),
    }
)
_TEXTS: Final = frozenset({"environment", "options", "dockerlabels", "secrets", "secretoptions"})
"""Inputs of the modules are typed, so that Terraform converts ``"80"`` to a number and 1 to a text."""


def _typed(name: str, value: Value, texts: bool = False) -> Value:
    """Return the value of an input as its type has it; what cannot be converted stays as it is."""
    folded = name.replace("_", "").lower()
    data = value.data
    texts = texts or folded in _TEXTS
    if isinstance(data, dict):
        members = {key: item if key == REST else _typed(key, item, texts) for key, item in data.items()}
        return Value(members, value.site, value.notes, value.use)
    if isinstance(data, list):
        return Value([_typed(name, item, texts) for item in data], value.site, value.notes, value.use)
    kind = "string" if texts else "number" if folded in _NUMBERS else "bool" if folded in _SWITCHES else None
    if kind is None or not isinstance(data, str | int | float):
        return value
    try:
        return convert(value, kind, value.site)
    except EvaluationError:
        return value


def output_of(kind: str, inputs: Mapping[str, Value], name: str, site: Site) -> Value | None:
    """Return an output of a module that makes a container definition, ``None`` if it is not known."""
    if kind != "container":
        return None
    container = container_of(inputs, site)
    if name in ("container_definition", "json_map_object"):
        return container
    if name in ("json_map_encoded", "container_definition_json"):
        return Value(Encoded(container), site)
    if name == "json_map_encoded_list":
        return Value(Encoded(Value([container], site)), site)
    return None


def task_of(kind: str, inputs: Mapping[str, Value], site: Site, major: int | None = None) -> Made | None:
    """Return the task definition that a module makes, ``None`` if it makes none that is known."""
    if kind not in DEFAULTS:
        return None
    prefix = "task_" if kind == "task" else ""
    given = {**{key: _default(data, site) for key, data in DEFAULTS[kind].items()}}
    given.update({key: value for key, value in inputs.items() if value.data is not None})
    members: dict[str, Value] = {}
    for name, to in ((f"{prefix}cpu", "Cpu"), (f"{prefix}memory", "Memory"), ("network_mode", "NetworkMode")):
        text = text_of(given[name])
        members[to] = given[name] if text is None else Value(text, given[name].site, given[name].notes)
    if kind == "task":
        launch = given["launch_type"]
        members["RequiresCompatibilities"] = Value([launch], launch.site, launch.notes)
        found = _encoded(inputs.get("container_definition_json"))
    else:
        members["RequiresCompatibilities"] = given["requires_compatibilities"]
        complete = "container_definition_defaults" not in inputs
        found = _listed(inputs.get("container_definitions"), site, major, complete)
    for name in (
        "Family",
        "ExecutionRoleArn",
        "TaskRoleArn",
        "Volumes",
        "RuntimePlatform",
        "EphemeralStorage",
    ):
        members[name] = Value(Unresolved("module of the registry"), site)
    containers = None if found is None else Containers(found)
    members["ContainerDefinitions"] = (
        Value(Unresolved("module of the registry"), site) if containers is None else containers.properties
    )
    members[REST] = Value(Unresolved("module of the registry", REST), site)
    return Made(Value(members, site), containers)


def cluster_of(kind: str, inputs: Mapping[str, Value], site: Site) -> Value | None:
    """Return the cluster that a module makes, with its namespace alone; ``None`` if that is not given."""
    if kind not in ("cluster", "root"):
        return None
    given = inputs.get("service_connect_defaults") or inputs.get("cluster_service_connect_defaults")
    namespace = given.data.get("namespace") if given is not None and isinstance(given.data, dict) else None
    if given is None or namespace is None or namespace.data in (None, ""):
        return None
    members = {
        "ServiceConnectDefaults": Value({"Namespace": namespace}, given.site, given.notes),
        "CapacityProviders": Value(Unresolved("module of the registry"), site),
        REST: Value(Unresolved("module of the registry", REST), site),
    }
    return Value(members, site)


def services_of(
    kind: str, inputs: Mapping[str, Value], site: Site, major: int | None = None
) -> dict[str, tuple[Mapping[str, Value], Made]]:
    """Return the inputs and task definitions of the services that the root module makes, by their names."""
    given = inputs.get("services") if kind == "root" else None
    found: dict[str, tuple[Mapping[str, Value], Made]] = {}
    for name, item in given.data.items() if given is not None and isinstance(given.data, dict) else ():
        created = item.data.get("create") if isinstance(item.data, dict) else None
        if not isinstance(item.data, dict) or name == REST or REST in item.data:
            continue
        if created is None or created.data is True:
            own = item.site if isinstance(item.site, Site) else site
            made = task_of("service", item.data, own, major)
            if made is not None:
                found[name] = (item.data, made)
    return found


def _default(data: object, site: Site) -> Value:
    if isinstance(data, list):
        return Value([Value(item, site) for item in data], site)
    return Value(data, site)


def _listed(value: Value | None, site: Site, major: int | None, complete: bool) -> Value | None:
    """Return the containers of a map by their names; ``complete``: no other input gives them an image."""
    if value is None or not isinstance(value.data, dict):
        return None
    found: list[Value] = []
    for name, item in value.data.items():
        created = item.data.get("create") if isinstance(item.data, dict) else None
        if complete and isinstance(item.data, str) and isinstance(item.site, Site):
            # An input of the service that stands among its containers: a container without an image.
            open_members = {each: Value(Unresolved("container"), item.site) for each in _ADVISED}
            found.append(Value({"name": Value(name, item.site), **open_members}, item.site))
        elif (
            not isinstance(item.data, dict)
            or name == REST
            or (created is not None and created.data is not True)
        ):
            found.append(Value(Unresolved("container", REST), item.site))
        else:
            own = item.site if isinstance(item.site, Site) else site
            found.append(container_of(item.data, own, name, major))
    return Value(found, value.site, value.notes)


_ADVISED: Final = ("user", "logconfiguration", "healthcheck", "readonlyrootfilesystem", "linuxparameters")
"""Members on whose absence there is advice, which would only distract."""


def _encoded(value: Value | None) -> Value | None:
    """Return the containers that a JSON text holds."""
    found = None if value is None else json_value(value)[0]
    if found is None or not isinstance(found.data, list | dict):
        return None
    return found if isinstance(found.data, list) else Value([found], found.site)
