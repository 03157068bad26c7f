"""Resources of the provider ``awscc``: CloudFormation's properties in snake case, nested ones as objects.

Source: registry.terraform.io/providers/hashicorp/awscc (its resources are generated from the schemas of
CloudFormation), read 2026-11-30.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from ecslint.base import schemas
from ecslint.base.pattern import regex

PREFIX: Final = "awscc_ecs_"
_TYPES: Final = {
    "awscc_ecs_capacity_provider": "CapacityProvider",
    "awscc_ecs_cluster": "Cluster",
    "awscc_ecs_cluster_capacity_provider_associations": "ClusterCapacityProviderAssociations",
    "awscc_ecs_service": "Service",
    "awscc_ecs_task_definition": "TaskDefinition",
    "awscc_ecs_task_set": "TaskSet",
}
_WORD: Final = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_DEPTH: Final = 12
_SCALARS: Final = {"boolean": "b", "integer": "n", "number": "n", "string": "s"}


def snake(name: str) -> str:
    """Return the argument that the provider makes of a property: ``SizeInGiB`` is ``size_in_gi_b``."""
    return _WORD.sub("_", name).lower()


@cache
def cloud_control_entry(kind: str) -> schemas.Schema | None:
    """Return the row of the table for a resource type of ``awscc``, ``None`` if it is not known."""
    given = _TYPES.get(kind)
    if given is None:
        return None
    schema = schemas.load_json(f"cloudformation/AWS_ECS_{given}.schema.json")
    attributes = {snake(name): name for name in schema.get("x-readOnly", ())}
    attributes |= {snake(name): f"={snake(name)}" for name in schema["properties"] if name.endswith("Name")}
    return {
        "type": f"AWS::ECS::{given}",
        "arguments": _table(schema, schema.get("$defs", {}), 0),
        "attributes": {**attributes, "id": ""},
    }


def _table(schema: schemas.Schema, shared: schemas.Schema, depth: int) -> dict[str, list[object]]:
    """Return the rows of the properties of an object."""
    rows: dict[str, list[object]] = {}
    for name, given in schema.get("properties", {}).items() if depth < _DEPTH else ():
        part = _resolved(given, shared)
        items = _resolved(part.get("items", {}), shared) if part.get("type") == "array" else None
        row: list[object] = [name, "map" if part.get("type") == "object" else _scalar(part)]
        if items is not None and items.get("properties"):
            row = [name, "blocks", _table(items, shared, depth + 1)]
        elif items is not None:
            row = [name, "list"]
        elif part.get("properties"):
            row = [name, "block", _table(part, shared, depth + 1)]
        rows[snake(name)] = row
    return rows


def _scalar(part: schemas.Schema) -> str:
    """Return the type of a property: the first that CloudFormation's schema allows."""
    kinds = part.get("type")
    first = kinds[0] if isinstance(kinds, list) and kinds else kinds
    return _SCALARS.get(str(first), "")


def _resolved(part: schemas.Schema, shared: schemas.Schema) -> schemas.Schema:
    reference = part.get("$ref")
    found: schemas.Schema = shared.get(reference.rpartition("/")[2], {}) if reference else part
    return found
