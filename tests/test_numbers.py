"""Numbers that no API takes: nothing crashes, whatever reads them, and numbers themselves are bounded."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import pytest

from ecslint.base.number import LARGEST, bounded, whole
from ecslint.base.schemas import load as schema_of
from ecslint.base.unresolved import HUGE, Unresolved
from ecslint.documents import read
from ecslint.source.read import load
from tests.conftest import ROOT
from tests.fuzz.digits import places
from tests.fuzz.material import documents
from tests.fuzz.promises import STRICT, lint

pytestmark = pytest.mark.same_everywhere

HOSTILE = (
    "1" + "0" * 400,
    "-1",
    "1e999",
    "1" + "0" * 6000,
    '"NaN"',
    '"1e400"',
    '"Infinity"',
    "0.1e-400",
    "1e39",
)
"""As JSON text; ``json`` of Python cannot write some of them."""
DEPTH = 9
"""Levels of a document that is made of a schema; deeper ones have no numbers of their own."""
TERRAFORM = (
    *("@", "@ * @", "@ - @", "@ / 3", "@ % 7", "pow(@, 3)", "sum([@, @])", "ceil(@)", "-@", "@ + 1"),
    *('parseint("9@", 10)', 'tonumber("@")', 'format("%d", @)', "[1, 2][@]"),
)
INPUTS = (
    "task-definition",
    "container-definitions",
    "daemon-task-definition",
    "service",
    "run-task",
    "create-task-set",
    "create-express-gateway-service",
    "capacity-provider",
)
RESOURCES = sorted(
    path.name.removesuffix(".schema.json") for path in (ROOT / "schemas/cloudformation").glob("AWS_*")
)


def reason(value: object) -> str:
    return value.reason if isinstance(value, Unresolved) else f"{value} is no unknown value"


def test_numbers_stay_below_what_floats_hold() -> None:
    assert bounded(LARGEST - 1) == LARGEST - 1
    assert whole("0" * 5_000 + "1") == 1
    for huge in (bounded(-LARGEST), bounded(math.nan), whole("9" * 5_000), whole("-" + "9" * 41)):
        assert reason(huge) == HUGE


@pytest.mark.parametrize("name", ["x.json", "x.yml"])
@pytest.mark.parametrize("digits", ["9" * 41, "9" * 401, "9" * 6_000])
@pytest.mark.parametrize(
    "form", ['{"a": @, "b": [-@]}', '{"a": @, "b": [-@],}', '{"a": @, "b": [-@], "a": @}']
)
def test_readers_bound_numbers(name: str, digits: str, form: str) -> None:
    data: Any = load(name, form.replace("@", digits).encode())[0].data
    assert [reason(data["a"]), reason(data["b"][0])] == [HUGE, HUGE]


@pytest.mark.parametrize("number", ["1e300", "9" * 41, "9" * 401, "9" * 6_000])
@pytest.mark.parametrize("name", ["x.json", "x.yml"])
def test_a_number_that_is_too_large_is_told(number: str, name: str) -> None:
    if name == "x.yml" and "e" in number:
        number = "1.0e+300"
    container = f'{{"name": "web", "image": "nginx:1", "memory": {number}}}'
    found = lint(name, f'{{"family": "web", "containerDefinitions": [{container}]}}'.encode())
    assert [f.message for f in found.findings if f.rule == "ECS011"] == [
        '"memory" is a number that is too large; use a whole number'
    ]


def filled(node: dict[str, Any], schema: dict[str, Any], name: str, depth: int = 0) -> Any:
    """Return a value with every member that a schema names, and ``"@"`` for numbers."""
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    kinds = node.get("type", "string")
    kind = (
        kinds if isinstance(kinds, str) else next((k for k in kinds if k in ("integer", "number")), kinds[0])
    )
    if kind in ("integer", "number"):
        return "@"
    if "enum" in node:
        return node["enum"][0]
    if kind == "object":
        members = node.get("properties", {}) if depth < DEPTH else {}
        return {key: filled(each, schema, key, depth + 1) for key, each in members.items()}
    if kind == "array":
        return [filled(node["items"], schema, name, depth + 1)]
    return kind == "boolean" or name


@cache
def whole_documents() -> tuple[tuple[str, str], ...]:
    """Return the kinds with a document each that has every member of its schema, as JSON."""
    found = [(kind, filled(schema_of(kind), schema_of(kind), kind)) for kind in INPUTS]
    for each in RESOURCES:
        schema = schema_of(f"cloudformation/{each}")
        body = {"Type": each.replace("_", "::"), "Properties": filled(schema, schema, each)}
        found.append((each, {"Resources": {"Made": body}}))
    return tuple((kind, json.dumps(data)) for kind, data in found)


def test_the_documents_have_numbers() -> None:
    assert sum(text.count('"@"') for _, text in whole_documents()) > 250
    recognised = [
        kind for kind, text in whole_documents() for d in load("x.json", text.encode()) if read(d).subjects
    ]
    assert {"task-definition", "service", "AWS_ECS_Service"} <= set(recognised)


@pytest.mark.parametrize("number", HOSTILE, ids=range(len(HOSTILE)))
def test_no_number_of_any_field_stops_a_rule(number: str) -> None:
    for _, text in whole_documents():
        lint("x.json", text.replace('"@"', number).encode(), STRICT)


def _with(data: Any, number: str) -> str:
    """Return a document as JSON with another number wherever it has one."""
    marked = json.loads(json.dumps(data))
    for route, old in places(marked):
        if type(old) is int or str(old).isdecimal():
            holder = marked
            for step in route[:-1]:
                holder = holder[step]
            holder[route[-1]] = "@"
    return json.dumps(marked).replace('"@"', number)


@pytest.mark.slow
def test_no_number_of_an_example_stops_a_rule() -> None:
    """Each example has all its numbers replaced by one of the hostile ones, which take turns."""
    for index, data in enumerate(documents()):
        lint("x.json", _with(data, HOSTILE[index % len(HOSTILE)]).encode(), STRICT)


@pytest.mark.exhaustive
@pytest.mark.parametrize("number", HOSTILE, ids=range(len(HOSTILE)))
def test_none_of_the_numbers_in_any_example_stops_a_rule(number: str) -> None:
    for data in documents():
        lint("x.json", _with(data, number).encode(), STRICT)


@pytest.mark.parametrize("number", ["1" + "0" * 400, "9" * 6_000, "1e999", "1e39"])
def test_no_number_of_terraform_stops_anything(number: str) -> None:
    lines = [
        f'resource "aws_ecs_service" "s{index}" {{\n  desired_count = {each.replace("@", number)}\n}}\n'
        for index, each in enumerate(TERRAFORM)
    ]
    lint("x.tf", "".join(lines).encode(), STRICT)
