"""The configuration that the ECS agent writes for a log router.

Source, read 2026-11: ``agent/taskresource/firelens/firelensconfig_unix.go`` and ``agent/api/task/task.go`` of
https://github.com/aws/amazon-ecs-agent at 8dfceca (2026-06), and the templates of
https://github.com/awslabs/go-config-generator-for-fluentd-and-fluentbit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from ecslint.base.unresolved import Unresolved
from ecslint.model.base import each
from ecslint.model.task import Container, FirelensConfiguration, TaskDefinition

OUTPUT_KEYS: Final = {"fluentbit": "Name", "fluentd": "@type"}
"""The option that names the output, as the agent compares it: letter by letter."""

CONFIGURATION_FILES: Final = {
    "fluentbit": "/fluent-bit/etc/fluent-bit.conf",
    "fluentd": "/fluentd/etc/fluent.conf",
}
DOWNLOADED_FILES: Final = {
    "fluentbit": "/fluent-bit/etc/external.conf",
    "fluentd": "/fluentd/etc/external.conf",
}
"""Where the agent mounts what it writes itself, and a configuration from Amazon S3."""

BUFFER_LIMIT: Final = "log-driver-buffer-limit"
"""The one option that goes to Docker's driver instead of the router."""

PATTERNS: Final = {"include-pattern": "Regex", "exclude-pattern": "Exclude"}
DEFAULT_MEMORY: Final = 25
"""The limit of the router's buffer in MB where the container has no memory of its own."""

_ORDINARY_HEADERS: Final = frozenset({"content-type", "content-encoding", "accept", "user-agent", "host"})

SOCKET: Final = "/var/run/fluent.sock"
FORWARD_PORT: Final = 24224
HEALTH_PORT: Final = 8877


def pattern_fault(pattern: str) -> str | None:
    """Return why Onigmo, which both routers use, does not compile a pattern; ``None`` if nothing is seen."""
    plain = re.sub(r"\\.", "x", pattern)
    if re.match(r"[*+?]", plain) or re.search(r"(?:\(|\|)[*+]", plain):
        return "target of repeat operator is not specified"
    plain = re.sub(r"\[\^?\]?[^\]]*+\]", "x", plain)
    if "[" in plain:
        return "premature end of char-class"
    depth = 0
    for letter in plain:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return "unmatched close parenthesis"
    return "end pattern with unmatched parenthesis" if depth else None


@dataclass
class Section:
    """A section of the configuration: ``INPUT``, ``FILTER`` or ``OUTPUT``, its plug-in and options."""

    kind: str
    """``INPUT``, ``FILTER`` or ``OUTPUT``."""
    name: str
    """The plug-in's name."""
    tag: str = ""
    """The tag or pattern that it matches."""
    options: dict[str, str] = field(default_factory=dict)
    """Its options by name in lower case."""


def router_of(task: TaskDefinition) -> tuple[Container, FirelensConfiguration] | None:
    """Return the one log router that a task surely has, with its configuration."""
    routers = [c for c in task.containers if c.firelens_configuration is not None]
    if len(routers) != 1:
        return None
    value = routers[0].firelens_configuration
    return None if isinstance(value, Unresolved) or value is None else (routers[0], value)


def shown(value: str | Unresolved) -> str:
    """Return a value as it stands in the configuration; what is not known stays as the file has it."""
    return (value.text or "<unknown>") if isinstance(value, Unresolved) else value


def log_options(container: Container, index: int, kind: str) -> dict[str, str] | None:
    """Return the options of a container that logs through the router, ``None`` if it does not.

    Secrets are variables of the router's environment, whose names end in the container's index.
    """
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awsfirelens":
        return None
    given = {} if log.options is None or isinstance(log.options, Unresolved) else log.options
    options = {name: shown(value) for name, value in given.items() if name != BUFFER_LIMIT}
    for _, secret in each(log.secret_options):
        if isinstance(secret.name, str):
            variable = f"{secret.name}_{index}"
            options[secret.name] = f"\"#{{ENV['{variable}']}}\"" if kind == "fluentd" else f"${{{variable}}}"
    return options


def buffer_limit(router: Container) -> str:
    """Return ``Mem_Buf_Limit`` of the router's socket: half of its reservation, else of its memory."""
    for memory in (router.memory_reservation, router.memory):
        if isinstance(memory, int) and memory > 0:
            return f"{memory // 2 or DEFAULT_MEMORY}MB"
    return f"{DEFAULT_MEMORY}MB"


def sections(task: TaskDefinition, router: Container, configuration: FirelensConfiguration) -> list[Section]:
    """Return the sections of the configuration in their order; an ``INCLUDE`` has its path as the name."""
    kind = configuration.type if configuration.type in OUTPUT_KEYS else "fluentbit"
    assert isinstance(kind, str)
    fluentd = kind == "fluentd"
    wildcard = "**" if fluentd else "*"
    found = _inputs(task, router, fluentd)
    filters: dict[str, list[Section]] = {name: [] for name in PATTERNS}
    outputs = (
        []
        if fluentd or task.network not in ("bridge", "awsvpc")
        else [Section("OUTPUT", "null", "firelens-healthcheck")]
    )
    for index, container in enumerate(task.containers):
        options = log_options(container, index, kind)
        if options is None:
            continue
        tag = f"{shown('' if container.name is None else container.name)}-firelens{wildcard}"
        for name, word in PATTERNS.items():
            if name in options:
                filters[name].append(Section("FILTER", "grep", tag, {word: options.pop(name)}))
        output = options.pop(OUTPUT_KEYS[kind], None)
        if output is not None:
            outputs.append(Section("OUTPUT", output, tag, options))
    found += [*filters["include-pattern"], *filters["exclude-pattern"]]
    given = configuration.options if isinstance(configuration.options, dict) else {}
    if shown(given.get("enable-ecs-log-metadata", "true")).lower() in ("true", "1", "t"):
        found.append(Section("FILTER", "record", wildcard, _metadata(task)))
    file = given.get("config-file-type")
    if isinstance(file, str) and file in ("file", "s3"):
        path = DOWNLOADED_FILES[kind] if file == "s3" else shown(given.get("config-file-value", ""))
        found.append(Section("INCLUDE", path))
    return [*found, *outputs]


def _inputs(task: TaskDefinition, router: Container, fluentd: bool) -> list[Section]:
    if fluentd:
        found = [Section("INPUT", "unix", "", {"path": SOCKET})]
    else:
        limit = {"Mem_Buf_Limit": buffer_limit(router), "unix_path": SOCKET}
        found = [Section("INPUT", "forward", "", limit)]
    if task.network in ("bridge", "awsvpc"):
        address = "0.0.0.0" if task.network == "bridge" else "127.0.0.1"
        names = ("bind", "port") if fluentd else ("Listen", "Port")
        found.append(
            Section("INPUT", "forward", "", dict(zip(names, (address, str(FORWARD_PORT)), strict=True)))
        )
        if not fluentd:
            health = {"Listen": "127.0.0.1", "Port": str(HEALTH_PORT)}
            found.append(Section("INPUT", "tcp", "firelens-healthcheck", health))
    return found


def _metadata(task: TaskDefinition) -> dict[str, str]:
    """Return what is added to every record; what only the running task knows stands in angle brackets."""
    family = shown(task.family) if task.family is not None else "<family>"
    instance = {} if task.requires_fargate else {"ec2_instance_id": "<instance>"}
    return {
        **instance,
        "ecs_cluster": "<cluster>",
        "ecs_task_arn": "<task ARN>",
        "ecs_task_definition": f"{family}:<revision>",
    }


def written(found: list[Section], kind: str) -> str:
    """Return the text of a configuration, as the agent's templates lay it out."""
    write = _fluentd if kind == "fluentd" else _fluent_bit
    return "".join(write(section) for section in found)


def _fluent_bit(section: Section) -> str:
    if section.kind == "INCLUDE":
        return f"\n@INCLUDE {section.name}\n"
    options = sorted(section.options.items())
    lines = [f"[{section.kind}]"]
    if section.kind == "FILTER":
        word = {"grep": "Name   grep", "record": "Name record_modifier"}[section.name]
        lines += [word, f"Match {section.tag}"]
        if section.name == "grep":
            lines += [f"{key:<6} log {value}" for key, value in options]
        else:
            lines += [f"Record {key} {value}" for key, value in options]
    else:
        lines.append(f"Name {section.name}")
        if section.tag:
            lines.append(f"{'Match' if section.kind == 'OUTPUT' else 'Tag'} {section.tag}")
        lines += [f"{key} {value}" for key, value in options]
    return "\n" + "\n    ".join(lines) + "\n"


def _fluentd(section: Section) -> str:
    if section.kind == "INCLUDE":
        return f"\n@include {section.name}\n"
    options = [f"    {key} {value}" for key, value in sorted(section.options.items())]
    if section.kind == "INPUT":
        begin, end = ["<source>", f"    @type {section.name}"], "</source>"
    elif section.kind == "OUTPUT":
        begin, end = [f"<match {section.tag}>", f"    @type {section.name}"], "</match>"
    elif section.name == "grep":
        ((word, pattern),) = section.options.items()
        inner = "regexp" if word == "Regex" else "exclude"
        begin = [f"<filter {section.tag}>", "    @type  grep", f"    <{inner}>"]
        options = ["        key log", f"        pattern {pattern}", f"    </{inner}>"]
        end = "</filter>"
    else:
        begin = [f"<filter {section.tag}>", "    @type record_transformer", "    <record>"]
        options, end = [*(f"    {line}" for line in options), "    </record>"], "</filter>"
    return "\n" + "\n".join([*begin, *options, end]) + "\n"


def without_credentials(found: list[Section]) -> list[Section]:
    """Return the sections with ``<hidden>`` for values that are, or are called like, credentials."""
    from ecslint.facts import secrets

    def clean(name: str, value: str) -> str:
        if value.startswith(("${", '"#{')) or secrets.is_harmless(value):
            return value
        if name.lower() == "header":
            field, _, rest = value.partition(" ")
            ordinary = field.lower() in _ORDINARY_HEADERS or not rest
            return secrets.masked(value) if ordinary else f"{field} <hidden>"
        return "<hidden>" if secrets.name_of_credential(name) else secrets.masked(value)

    return [
        Section(section.kind, section.name, section.tag, {k: clean(k, v) for k, v in section.options.items()})
        for section in found
    ]
