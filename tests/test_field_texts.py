"""The texts of fields: every field of the schemas that people write has one, and there is none too many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from ecslint.base import schemas
from ecslint.facts.described_schemas import described_schema
from ecslint.facts.field_texts import field_text, not_supported_on, root_shape

pytestmark = pytest.mark.same_everywhere

WRITTEN = (
    "task-definition",
    "service",
    "run-task",
    "cloudformation/AWS_ECS_TaskDefinition",
    "cloudformation/AWS_ECS_Service",
    "cloudformation/AWS_ECS_Cluster",
    "create-express-gateway-service",
    "update-express-gateway-service",
    "create-daemon",
    "update-daemon",
    "create-gateway",
    "update-gateway",
    "update-service-primary-task-set",
    "daemon-task-definition",
    "cloudformation/AWS_ECS_ExpressGatewayService",
    "cloudformation/AWS_ECS_Daemon",
)


def fields(name: str) -> Iterator[tuple[str, str]]:
    schema = schemas.load(name)
    yield from ((root_shape(name) or "", member) for member in schema.get("properties", {}))
    for shape, node in schema.get("$defs", {}).items():
        yield from ((shape, member) for member in node.get("properties", {}))


@pytest.mark.parametrize("name", WRITTEN)
def test_every_field_has_a_text(name: str) -> None:
    assert [f"{shape}.{member}" for shape, member in fields(name) if not field_text(shape, member)] == []


def test_texts_are_short_sentences() -> None:
    table: dict[str, dict[str, list[Any]]] = schemas.load_json("descriptions.json")["fields"]
    for shape, members in table.items():
        for member, words in members.items():
            assert words[0].endswith("."), f"{shape}.{member}"
            assert 5 < len(words[0]) < 160, f"{shape}.{member}"
            assert len(words) <= 2, f"{shape}.{member}"


def test_members_of_templates_mean_those_of_the_api() -> None:
    assert field_text("ContainerDefinition", "MemoryReservation") == field_text(
        "ContainerDefinition", "memoryReservation"
    )
    cpu = field_text("TaskDefinition", "Cpu")
    assert cpu is not None
    assert cpu.url is not None
    assert cpu.url.endswith("API_RegisterTaskDefinition.html#ECS-RegisterTaskDefinition-request-cpu")


def test_platforms_come_from_the_rules() -> None:
    assert not_supported_on("ContainerDefinition", "privileged") == ["Fargate", "Windows"]
    assert not_supported_on("TaskDefinition", "pidMode") == ["Fargate (but task)", "Windows"]
    assert not_supported_on("TaskDefinition", "family") == []


def printed(node: Any) -> Iterator[dict[str, Any]]:
    """Yield all parts of a schema."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from printed(child)


@pytest.mark.parametrize(
    ("name", "least"), [("task-definition", 40), ("service", 12), ("appspec", 4), ("run-task", 3)]
)
def test_examples_are_valid_values_of_their_fields(name: str, least: int) -> None:
    schema = described_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    count = 0
    for part in printed(schema):
        examples = part.get("examples")
        if not isinstance(examples, list):
            continue
        own = {**part, "$defs": schema.get("$defs", {})}
        validator = jsonschema.Draft202012Validator(own)
        for example in examples:
            validator.validate(example)
            count += 1
    assert count >= least


def test_every_member_of_an_appspec_is_described() -> None:
    members = [
        (name, member)
        for part in printed(described_schema("appspec"))
        for name, member in part.get("properties", {}).items()
        if isinstance(part.get("properties"), dict)
    ]
    assert [name for name, member in members if "description" not in member] == []
