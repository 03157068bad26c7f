"""The schemas, the validators that read them, our own walk and botocore agree with each other."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ecslint.base import schemas
from ecslint.validation import walk as structure
from ecslint.validation.walk import structural_problems
from tests.generated import Documents

ROOT = Path(__file__).parent.parent
NAMES = sorted(
    path.relative_to(ROOT / "schemas").as_posix().removesuffix(".schema.json")
    for path in (ROOT / "schemas").rglob("*.schema.json")
    if '"x-source"' in path.read_text(encoding="utf-8")
)
"""The schemas that are made from AWS' models; those of our own files are tested elsewhere."""
REQUESTS = {
    "task-definition": "RegisterTaskDefinitionRequest",
    "daemon-task-definition": "RegisterDaemonTaskDefinitionRequest",
    "service": "CreateServiceRequest",
    "update-service": "UpdateServiceRequest",
    "run-task": "RunTaskRequest",
    "create-task-set": "CreateTaskSetRequest",
    "capacity-provider": "CreateCapacityProviderRequest",
    "cluster": "CreateClusterRequest",
}
EXAMPLES = os.environ.get("ECSLINT_EXAMPLES", "")
"""How many new documents to make for each schema; without it, always the same few."""
quick = settings(
    max_examples=int(EXAMPLES or 5),
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
documents = {name: Documents(schemas.load(name)) for name in NAMES}
reference = {name: Draft202012Validator(schemas.load(name)) for name in NAMES}


def compiled(name: str) -> schemas.Check:
    check = schemas.compiled(name)
    assert check is not None
    return check


@pytest.fixture(scope="module")
def model() -> Any:
    from botocore import loaders
    from botocore.model import ServiceModel

    return ServiceModel(loaders.Loader().load_service_model("ecs", "service-2", "2014-11-13"))


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_valid_and_says_where_it_is_from(name: str) -> None:
    schema = schemas.load(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith(f"/schemas/{name}.schema.json")
    assert set(schema["x-source"]) >= {"package", "version", "date"}
    assert "'description': '" not in str(schema)  # a member may be called so


@pytest.mark.parametrize("name", NAMES)
@quick
@given(data=st.data())
def test_valid_documents_pass_everywhere(name: str, data: st.DataObject) -> None:
    document = data.draw(documents[name].valid())
    assert reference[name].is_valid(document)
    assert compiled(name)(document)
    assert structural_problems(name, document) == [] or unique_items_only(name, document)


@pytest.mark.parametrize("name", NAMES)
@quick
@given(data=st.data())
def test_changed_documents_get_the_same_verdict_everywhere(name: str, data: st.DataObject) -> None:
    document = data.draw(documents[name].changed())
    valid = reference[name].is_valid(document)
    assert compiled(name)(document) == valid
    assert (structural_problems(name, document) == []) == valid or unique_items_only(name, document)


def unique_items_only(name: str, document: Any) -> bool:
    """Say whether all that the walk adds to JSON Schema is a name given twice."""
    found = structural_problems(name, document)
    return name.startswith("cloudformation/") and all(
        p.rule == "ECS012" and p.route[-1] == "Name" for p in found
    )


@pytest.mark.parametrize("name", sorted(REQUESTS))
@quick
@given(data=st.data())
def test_botocore_agrees(name: str, model: Any, data: st.DataObject) -> None:
    """But for what botocore does not check: enums, patterns and maxima, and it takes true for 1."""
    from botocore.validate import ParamValidator

    document = data.draw(documents[name].valid() | documents[name].changed())
    refused = ParamValidator().validate(document, model.shape_for(REQUESTS[name])).has_errors()
    problems = structural_problems(name, document)
    seen = [p for p in problems if p.rule != "ECS012" and not p.message.endswith(BOOLEAN_NUMBER)]
    if refused:
        assert problems
    else:
        assert seen == []


BOOLEAN_NUMBER = "is a boolean, true; use a whole number"


def test_a_long_run_gets_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from ecslint.base.unresolved import Unresolved

    good = {"family": "web", "containerDefinitions": [{"name": "a", "image": "b", "cpu": 1}]}
    partly = {"family": Unresolved("placeholder"), "containerDefinitions": [{"cpu": "x"}]}
    before = [structural_problems("task-definition", data) for data in (good, partly)]
    monkeypatch.setattr(structure, "WALKS_BEFORE_COMPILING", 0)
    assert [structural_problems("task-definition", data) for data in (good, partly)] == before
    assert before[0] == []
    assert [p.rule for p in before[1]] == ["ECS011"]


def test_without_the_compiler_the_walk_does_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jsonschema_rs", None)
    monkeypatch.setattr(structure, "WALKS_BEFORE_COMPILING", 0)
    schemas.compiled.cache_clear()
    try:
        assert schemas.compiled("task-definition") is None
        assert [p.rule for p in structural_problems("task-definition", {"family": "x"})] == ["ECS013"]
    finally:
        schemas.compiled.cache_clear()
