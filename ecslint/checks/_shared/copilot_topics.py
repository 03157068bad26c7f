"""What AWS Copilot refuses of topics and queues in a manifest (ECS770).

Source: aws/copilot-cli ``internal/pkg/manifest/validate.go``, read 2026-11-30.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.words import one_of, quoted
from ecslint.checks._shared.copilot_routing import is_open
from ecslint.documents.copilot_manifest import Manifest, at

_Fault: TypeAlias = tuple[tuple[str, ...], str]
"""The path of a field, and what is wrong with it."""
_TOPIC: Final = regex(r"[a-zA-Z0-9_-]*", re.ASCII)
_SERVICE: Final = regex(r"[a-z](?:-?[a-z0-9])+")
_SCOPES: Final = ("messageGroup", "queue")
_LIMITS: Final = ("perMessageGroupId", "perQueue")


def topic_faults_of(manifest: Manifest) -> Iterator[_Fault]:
    """Yield what Copilot refuses: the path of a field, and what is wrong with it."""
    for section in ("publish", "subscribe"):
        listed = manifest.get(section, "topics")
        if section == "subscribe" and manifest.get("type") != "Worker Service":
            continue
        for topic in listed if isinstance(listed, list) else ():
            if isinstance(topic, dict):
                yield from _topic((section, "topics"), topic, section == "subscribe")
    if manifest.get("type") == "Worker Service":
        yield from _queue(("subscribe", "queue"), manifest.get("subscribe", "queue"))


def _topic(path: tuple[str, ...], topic: dict[str, object], is_subscription: bool) -> Iterator[_Fault]:
    name, service = topic.get("name"), topic.get("service")
    if name in (None, ""):
        yield path, 'a topic has no "name"; add it'
    elif isinstance(name, str) and not is_open(name) and _TOPIC.fullmatch(name) is None:
        yield path, f'the topic "{name}" has other characters than letters, digits, _ and -; rename it'
    if not is_subscription:
        return
    if service in (None, ""):
        yield path, f'the topic "{name}" has no "service" that publishes it; add it'
    elif isinstance(service, str) and not is_open(service) and _SERVICE.fullmatch(service) is None:
        yield (
            path,
            f'"{service}" is not the name of a service; use lower-case letters, digits and single hyphens',
        )
    yield from _queue(path, topic.get("queue"))


def _queue(path: tuple[str, ...], queue: object) -> Iterator[_Fault]:
    """Yield what is wrong with the settings of a FIFO queue."""
    fifo = at(queue, ("fifo",))
    if not isinstance(fifo, dict):
        return
    limit, scope = fifo.get("throughput_limit"), fifo.get("deduplication_scope")
    if fifo.get("high_throughput") is not None:
        for name, value in (("throughput_limit", limit), ("deduplication_scope", scope)):
            if value is not None:
                yield path, f'"high_throughput" and "{name}" exclude each other; remove one'
    for name, value, known in (
        ("deduplication_scope", scope, _SCOPES),
        ("throughput_limit", limit, _LIMITS),
    ):
        if isinstance(value, str) and not is_open(value) and value not in known:
            yield path, f'"{name}" is "{value}"; use {one_of(quoted(known))}'
    if limit == "perMessageGroupId" and scope == "queue":
        yield path, 'with "deduplication_scope" queue the "throughput_limit" has to be "perQueue"; set it'
