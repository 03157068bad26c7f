"""What is a document? Recognition goes by content and decides among all kinds of JSON and YAML objects."""

from __future__ import annotations

from typing import Any

from ecslint.documents.cloudformation import is_template
from ecslint.documents.subject import (
    API_INPUT,
    APPSPEC,
    CLOUDFORMATION,
    CONTAINER_DEFINITIONS,
    DAEMON_TASK_DEFINITION,
    TASK_DEFINITION,
    UNRECOGNISED,
    Kind,
)

_TASK_MEMBERS = frozenset(
    {
        "containerdefinitions",
        "executionrolearn",
        "family",
        "inferenceaccelerators",
        "ipcmode",
        "networkmode",
        "pidmode",
        "proxyconfiguration",
        "requirescompatibilities",
        "runtimeplatform",
        "taskrolearn",
        "volumes",
        "cpu",
        "memory",
        "placementconstraints",
        "ephemeralstorage",
    }
)
_TASK_SIGNS = frozenset(
    {"family", "requirescompatibilities", "networkmode", "executionrolearn", "taskrolearn"}
)
_CONTAINER_SIGNS = frozenset(
    {
        "essential",
        "portmappings",
        "logconfiguration",
        "memoryreservation",
        "mountpoints",
        "environment",
        "cpu",
        "memory",
    }
)


_USUAL = frozenset({TASK_DEFINITION, DAEMON_TASK_DEFINITION})
_DAEMON_SIGNS = frozenset({"daemontaskdefinition", "pidmode", "ipcmode", "volumes"})


def kind_of(data: object) -> Kind:
    """Say what a document's data is."""
    if isinstance(data, dict):
        return _kind_of_mapping(data)
    if isinstance(data, list) and data:
        objects = [item for item in data if isinstance(item, dict)]
        keys = [_lower(item) for item in objects]
        if keys and all("containerdefinitions" in k for k in keys):
            return TASK_DEFINITION
        if keys and any({"name", "image"} <= k for k in keys) and any(k & _CONTAINER_SIGNS for k in keys):
            return CONTAINER_DEFINITIONS
    return UNRECOGNISED


def _lower(item: dict[Any, Any]) -> frozenset[str]:
    return frozenset(str(key).lower() for key in item)


def _kind_of_mapping(data: dict[str, Any]) -> Kind:
    if _is_appspec(data):
        return APPSPEC
    if "Resources" in data or "resources" in data:
        return _kind_of_resources(data)
    keys = _lower(data)
    if "awsebdockerrunversion" in keys:
        return UNRECOGNISED  # Elastic Beanstalk's own format, which makes a task definition of it
    if keys & _DAEMON_SIGNS:
        from ecslint.documents.daemon import is_daemon

        if is_daemon(data, keys):
            return DAEMON_TASK_DEFINITION
    if isinstance(data.get("taskDefinition"), dict):
        inner = _lower(data["taskDefinition"])
        return TASK_DEFINITION if "containerdefinitions" in inner else UNRECOGNISED
    if "containerdefinitions" in keys:
        return TASK_DEFINITION
    return _kind_of_input(data, keys) or UNRECOGNISED


def _kind_of_input(data: dict[str, Any], keys: frozenset[str]) -> Kind | None:
    """Say which operation of the API takes an object, if any."""
    from ecslint.documents.operations import best_operation, is_input_of
    from ecslint.documents.service import SERVICE_SCHEMAS, service_kind

    operation = best_operation(data, keys)
    if operation is not None and operation.schema not in _USUAL | SERVICE_SCHEMAS and operation.schema:
        return API_INPUT if is_input_of(operation, data) else None
    known = len(keys & _TASK_MEMBERS)
    if known >= 3 and keys & _TASK_SIGNS and known * 2 >= len(keys):
        return TASK_DEFINITION
    return service_kind(data, keys)


def _is_appspec(data: dict[str, Any]) -> bool:
    keys = [key for key in data if isinstance(key, str)]
    if not any(len(key) in (7, 9) and key.lower() in ("version", "resources") for key in keys):
        return False
    from ecslint.documents.appspec_kind import platform_of

    return platform_of(data) is not None


def _kind_of_resources(data: dict[str, Any]) -> Kind:
    if is_template(data):
        return CLOUDFORMATION
    return UNRECOGNISED
