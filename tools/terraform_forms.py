"""Write resources of Amazon ECS as Terraform does, in JSON: the reverse of ``schemas/terraform.json``."""

from __future__ import annotations

import json
from typing import Any

from ecslint.documents.terraform.mapping import Argument, argument_of, entry_of

_NAMES = {
    "TaskDefinition": "aws_ecs_task_definition",
    "Service": "aws_ecs_service",
    "TaskSet": "aws_ecs_task_set",
}


def terraform_file(resources: dict[str, Any], containers: Any) -> str | None:
    """Return resources of a template as a file in Terraform's JSON syntax, ``None`` if it cannot say them.

    ``containers`` are the container definitions with the names of the API.
    """
    made: dict[str, Any] = {}
    for name, resource in resources.items():
        kind = _NAMES[name]
        entry = entry_of(kind)
        properties = dict(resource["Properties"])
        listed = properties.pop("ContainerDefinitions", None)
        body = _arguments(properties, (entry or {}).get("arguments", {}))
        if body is None:
            return None
        if listed is not None:
            body["container_definitions"] = json.dumps(containers)
        made[kind] = {"this": body}
    return json.dumps({"resource": made}, indent=1)


def _arguments(properties: dict[str, Any], table: dict[str, Any]) -> dict[str, Any] | None:
    """Return the arguments that give ``properties``; ``None`` if one of these has none."""
    left = _flat(properties, {argument_of(row).to for row in table.values()})
    made: dict[str, Any] = {}
    for name, row in table.items():
        argument = argument_of(row)
        if argument.to not in left:
            continue
        value = _argument(left.pop(argument.to), argument)
        if value is None:
            return None
        made[name] = value
    return None if left else made


def _flat(properties: dict[str, Any], targets: set[str]) -> dict[str, Any]:
    """Return properties with the paths that the table names, such as ``DeploymentConfiguration.Alarms``."""
    flat: dict[str, Any] = {}
    for name, value in properties.items():
        inner = {target for target in targets if target.startswith(f"{name}.")}
        if not inner or not isinstance(value, dict):
            flat[name] = value
            continue
        rest = {key: item for key, item in value.items() if f"{name}.{key}" not in inner}
        flat.update({f"{name}.{key}": item for key, item in value.items() if f"{name}.{key}" in inner})
        if rest:
            flat[name] = rest
    return flat


def _argument(value: Any, argument: Argument) -> Any:
    if isinstance(value, dict) and set(value) == {"Ref"}:
        return "${aws_ecs_task_definition.this.arn}"
    if argument.is_block:
        several = argument.kind == "blocks" or argument.conversion == "list"
        items = value if several else [value]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return None
        made = [_arguments(item, argument.inner) for item in items]
        return None if None in made else made
    if argument.conversion == "enabled":
        return value == "ENABLED" if value in ("ENABLED", "DISABLED") else None
    if argument.kind == "map" and argument.conversion in ("tags", "pairs"):
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            return None
        keys = ("Key", "Value") if argument.conversion == "tags" else ("Name", "Value")
        pairs = [(item.get(keys[0]), item.get(keys[1])) for item in value]
        return dict(pairs) if len(dict(pairs)) == len(pairs) else None
    return value if value != "" else None
