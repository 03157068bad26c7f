"""Configurations of the OpenTelemetry collector in variables (ECS496), and its health check (ECS420).

What the collector refuses: https://github.com/open-telemetry/opentelemetry-collector (otelcol/config.go and
service/pipelines/config.go), read 2026-11. ``/healthcheck`` of the collector of AWS asks the extension
``health_check``: https://github.com/aws-observability/aws-otel-collector (cmd/healthcheck), read 2026-11.
"""

from __future__ import annotations

from ecslint.base.schemas import Schema
from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each, is_set
from ecslint.model.task import Container

_VARIABLES = ("AOT_CONFIG_CONTENT", "SPLUNK_CONFIG_YAML")
"""Variables that the images read their whole configuration from."""
_SECTIONS = ("receivers", "processors", "exporters", "connectors", "extensions", "service")
_LONGEST = 50_000


@check("ECS496")
def collector_refuses_its_configuration(container: Container) -> Problems:
    """Yield the first thing that the collector stops at."""
    found = _configuration(container)
    if found is None:
        return
    name, configuration, place = found
    fault = _fault(configuration)
    if fault is not None:
        yield Problem(place, f'"{name}": {fault}')


@check("ECS420")
def collector_answers_no_health_check(container: Container) -> Problems:
    """Yield the collector's own check where its configuration has not the extension that answers it."""
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or not isinstance(command[-1], str) or command[-1].strip() != "/healthcheck":
        return
    found = _configuration(container)
    if found is None or found[0] != "AOT_CONFIG_CONTENT" or _fault(found[1]) is not None:
        return
    listed = found[1]["service"].get("extensions", [])
    if not isinstance(listed, list) or any(not isinstance(name, str) for name in listed):
        return
    if not any(name.partition("/")[0] == "health_check" for name in listed):
        message = '"/healthcheck" asks the extension "health_check", which the configuration lacks; add it'
        place = container.at("healthCheck", "command", len(command) - 1)
        yield Problem(place, message, ((found[2], "the configuration"),), severity=Severity.WARNING)


def _configuration(container: Container) -> tuple[str, Schema, Place] | None:
    """Return the variable with a collector's only configuration, what it says, and its place."""
    names = _read_names(container)
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        text = value.text if isinstance(value, Unresolved) else value
        if name not in names or not isinstance(text, str) or "service:" not in text or len(text) > _LONGEST:
            continue
        from ecslint.source.yaml.parse import parse_yaml

        documents = parse_yaml(text)
        data = documents[0].data
        if len(documents) > 1 or documents[0].problems or not isinstance(data, dict):
            return None
        if any(not isinstance(key, str) for key in data) or "<<" in data:
            return None
        return name, data, container.at("environment", index, "value")
    return None


def _read_names(container: Container) -> tuple[str, ...]:
    """Return the variables whose text is the whole configuration."""
    if is_set(container.entry_point) or isinstance(container.command, Unresolved):
        return ()
    words = container.command or []
    if any(not isinstance(word, str) for word in words):
        return ()
    sources = []
    for index, word in enumerate(words):
        option, sign, value = str(word).partition("=")
        if option in ("--config", "-config"):
            sources.append(value if sign else str(words[index + 1]) if index + 1 < len(words) else "")
        elif option in ("--set", "-set", "--feature-gates"):
            return ()
    if not sources:
        return _VARIABLES
    one = sources[0].removeprefix("env:") if len(sources) == 1 and sources[0].startswith("env:") else None
    return () if one is None else (one,)


def _fault(data: Schema) -> str | None:
    """Return what the collector stops at, ``None`` where nothing is known."""
    for key in data:
        if key not in _SECTIONS:
            close = nearest(key, _SECTIONS)
            better = f'use "{close}"' if close else "remove it"
            return f'the collector knows no section "{key}" (has invalid keys); {better}'
    blocks = {key: {} if data.get(key) is None else data[key] for key in _SECTIONS}
    if any(not isinstance(block, dict) or "<<" in block for block in blocks.values()):
        return None
    for kind in ("receivers", "exporters"):
        if not blocks[kind]:
            one = kind.removesuffix("s")
            return f"there are no {kind} (no {one} configuration specified in config); add one"
    service = blocks["service"]
    pipelines = {} if service.get("pipelines") is None else service["pipelines"]
    if not isinstance(pipelines, dict) or "<<" in pipelines:
        return None
    if not pipelines:
        return "there are no pipelines (service must have at least one pipeline); add one"
    for name, pipeline in pipelines.items():
        fault = _pipeline_fault(str(name), {} if pipeline is None else pipeline, blocks)
        if fault is not None:
            return fault
    unknown = _missing(service.get("extensions"), "extension", blocks)
    return None if unknown is None else f"the service {unknown}"


def _pipeline_fault(name: str, pipeline: object, blocks: dict[str, Schema]) -> str | None:
    if not isinstance(pipeline, dict) or "<<" in pipeline:
        return None
    for kind in ("receiver", "exporter"):
        if pipeline.get(f"{kind}s") in (None, []):
            return f'pipeline "{name}" has no {kind}s (must have at least one {kind}); add one'
    for kind in ("receiver", "processor", "exporter"):
        unknown = _missing(pipeline.get(f"{kind}s"), kind, blocks)
        if unknown is not None:
            return f'pipeline "{name}" {unknown}'
    return None


def _missing(listed: object, kind: str, blocks: dict[str, Schema]) -> str | None:
    """Say which of the components in a list is not configured."""
    if not isinstance(listed, list):
        return None
    configured = [*blocks[f"{kind}s"], *(blocks["connectors"] if kind in ("receiver", "exporter") else ())]
    if any(not isinstance(name, str) for name in configured):
        return None
    for name in listed:
        if not isinstance(name, str) or "$" in name or name in configured:
            continue
        close = nearest(name, configured)
        better = f'use "{close}"' if close else f"add it to {kind}s"
        return f'references {kind} "{name}" which is not configured; {better}'
    return None
