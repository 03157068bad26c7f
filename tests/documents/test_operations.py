"""Every input of the ECS API is recognised as what it is; generated from the service model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ecslint.base import schemas
from ecslint.documents import kind_of, read
from ecslint.documents.operations import Operation, best_operation, operations
from ecslint.documents.sniff import sniff
from ecslint.source.read import load
from ecslint.validation.walk import structural_problems

KEPT = [operation for operation in operations() if operation.schema]
KINDS = {
    "task-definition": "task-definition",
    "daemon-task-definition": "daemon-task-definition",
    "service": "service",
    "update-service": "service",
    "run-task": "run-task",
    "start-task": "run-task",
    "create-task-set": "task-set",
}
ALIKE = {
    "CreateTaskSet": ["service"],  # as it is, update-service takes it too
    "RegisterDaemonTaskDefinition": ["task-definition"],  # so does register-task-definition
}
TEXTS = {"string": "x1", "integer": 5, "number": 5.0, "boolean": True}


def sample(schema: dict[str, Any], node: dict[str, Any], everything: bool, depth: int = 0) -> Any:
    """Return a value that fits a schema: with every member that there is, or only the required ones."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    kind = node.get("type")
    if kind == "object":
        if "properties" not in node:
            return {"a": sample(schema, node["additionalProperties"], everything, depth + 1)}
        names = node["properties"] if everything and depth < 6 else node.get("required", ())
        if "maxProperties" in node or (not names and node.get("minProperties")):
            names = list(node["properties"])[:1]
        return {
            name: sample(schema, node["properties"][name], everything, depth + 1)
            for name in names
            if not node["properties"][name].get("deprecated")
        }
    if kind == "array":
        return [sample(schema, node["items"], everything, depth + 1)] * max(1, node.get("minItems", 1))
    if "enum" in node:
        return node["enum"][0]
    if kind in ("integer", "number"):
        return max(TEXTS[kind], node.get("minimum", 0)) if "maximum" not in node else node["maximum"]
    return TEXTS.get(kind[0] if isinstance(kind, list) else kind or "string", {})


def input_of(operation: Operation, everything: bool) -> dict[str, Any]:
    schema = schemas.load(operation.schema)
    made: dict[str, Any] = sample(schema, schema, everything)
    return made


def structural(data: dict[str, Any]) -> list[str]:
    (document,) = load("input.json", json.dumps(data).encode())
    unit = read(document)
    return [f"{p.rule} {p.message}" for s in unit.subjects for p in s.structural if p.severity is None]


@pytest.mark.parametrize("operation", KEPT, ids=lambda item: item.name)
def test_the_largest_input_of_each_operation_is_recognised(operation: Operation) -> None:
    data = input_of(operation, everything=True)
    assert structural_problems(operation.schema, data) == []
    found = best_operation(data, frozenset(key.lower() for key in data))
    if operation.name not in ALIKE:
        assert found is not None
        assert found.name == operation.name or structural_problems(found.schema, data) == []
    assert kind_of(data) == KINDS.get(operation.schema, "api-input")
    assert structural(data) == []
    assert sniff(json.dumps(data).encode())


@pytest.mark.parametrize("operation", KEPT, ids=lambda item: item.name)
def test_the_smallest_input_of_each_operation_is_never_taken_for_another(operation: Operation) -> None:
    data = input_of(operation, everything=False)
    kind = kind_of(data)
    assert kind in (KINDS.get(operation.schema, "api-input"), "unrecognised", *ALIKE.get(operation.name, ()))
    if kind == "api-input":
        found = best_operation(data, frozenset(key.lower() for key in data))
        assert found is not None
        assert found.name == operation.name or structural_problems(found.schema, data) == []
    if kind != "unrecognised":
        assert structural(data) == []
        assert sniff(json.dumps(data).encode())


@pytest.mark.parametrize("operation", operations(), ids=lambda item: item.name)
def test_no_other_input_is_taken_for_one_of_these(operation: Operation) -> None:
    if operation.schema:
        return
    data = dict.fromkeys(operation.members, "x")
    found = best_operation(data, frozenset(key.lower() for key in data))
    assert found is not None
    assert not found.schema or kind_of(data) in ("unrecognised", "service", "run-task", "task-set")


def test_the_state_of_an_agent_is_no_task_definition() -> None:
    state = {
        "Arn": "a",
        "Family": "x",
        "Version": "1",
        "Containers": [],
        "volumes": [],
        "DesiredStatus": "RUNNING",
    }
    assert kind_of({**state, "KnownStatus": "RUNNING", "Memory": 512, "SentStatus": "NONE"}) == "unrecognised"
