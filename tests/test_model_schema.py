"""Our models read what pydantic reads, and keep what is wrong or unknown as such."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from ecslint.base.unresolved import PLACEHOLDER, WRONG_TYPE, Unresolved
from ecslint.model import account, appspec, images, run, service, target_group, task
from ecslint.model.appspec import AppSpec
from ecslint.model.base import Model, api_names, build
from ecslint.model.run import Scale
from ecslint.model.service import Service
from ecslint.model.task import Container, LogConfiguration, PortMapping, TaskDefinition
from ecslint.model.twins import pydantic_model
from tests.models import plain

UNKNOWN = Unresolved(PLACEHOLDER, "${X}")


def models(base: type[Model] = Model) -> list[type[Model]]:
    """Return every class that is declared, or made by a test."""
    return [found for sub in base.__subclasses__() for found in (sub, *models(sub))]


DECLARED = [model for model in models() if model.__module__.startswith("ecslint.model.")]
assert {account, appspec, images, run, service, target_group, task}

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(-1e39, 1e39) | st.just(float("inf")),  # documents hold no larger ones (``base.number``)
    st.text(max_size=4),
    st.from_regex(r"\A ?[+-]?[0-9]{1,4}(\.0?)? ?\Z"),
    st.sampled_from(["true", "Yes", "off", "1", "0", "1.0", "2.5", "1e3", "inf", "TRUE ", "٣"]),
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=2) | st.just({"a": 1}), max_leaves=3)


def dumped(value: BaseModel) -> Any:
    return value.model_dump(by_alias=True, exclude_none=True)


def assert_same(model: type[Model], data: dict[str, Any]) -> None:
    made = build(model, data)
    try:
        expected = pydantic_model(model).model_validate(data)
    except ValidationError as error:
        (first, *_) = error.errors()
        node: Any = made
        for step in first["loc"]:
            if isinstance(node, Unresolved):
                break
            spelt = (
                {name: attribute for attribute, name in api_names(type(node)).items()}
                if isinstance(node, Model)
                else {}
            )
            node = getattr(node, spelt[str(step)]) if spelt else node[step]
        assert isinstance(node, Unresolved)
        assert node.reason == WRONG_TYPE
    else:
        assert plain(made) == dumped(expected)
        assert type(made) is model


@given(VALUES, VALUES, VALUES)
def test_scalars_are_read_as_pydantic_reads_them(first: Any, second: Any, third: Any) -> None:
    assert_same(PortMapping, {"containerPort": first})
    assert_same(PortMapping, {"protocol": second})
    assert_same(Container, {"essential": third})
    assert_same(Scale, {"value": first})
    assert_same(Container, {"command": second})
    assert_same(LogConfiguration, {"options": {"a": third}})


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (TaskDefinition, {}),
        (TaskDefinition, {"family": "a", "cpu": 256, "unknown": 1, "requiresCompatibilities": ["EC2"]}),
        (TaskDefinition, {"containerDefinitions": [{"name": "x", "memory": "64", "essential": "true"}]}),
        (TaskDefinition, {"volumes": None, "ephemeralStorage": {"sizeInGiB": 21}}),
        (LogConfiguration, {"options": {"a": 1}, "secretOptions": []}),
        (Service, {"desiredCount": 2.0, "loadBalancers": [{"containerPort": "80"}]}),
        (Service, {"enableECSManagedTags": False, "deploymentConfiguration": {"strategy": "LINEAR"}}),
        (Service, {"deploymentConfiguration": {"linearConfiguration": {"stepPercent": 3.5}}}),
        (Container, {"memory": "x"}),
        (Container, {"portMappings": [{"containerPort": []}]}),
        (Container, {"command": "no list"}),
        (Container, {"memory": "9" * 5000}),
    ],
)
def test_structures_are_read_as_pydantic_reads_them(model: type[Model], data: dict[str, Any]) -> None:
    assert_same(model, data)


@pytest.mark.parametrize("model", DECLARED, ids=lambda model: model.__name__)
def test_every_declaration_can_be_read_and_has_a_twin(model: type[Model]) -> None:
    assert type(build(model, {})) is model
    assert build(model, {}) == model()
    schema = pydantic_model(model).model_json_schema()
    assert set(schema.get("properties", {})) == set(api_names(model).values())


def test_what_is_unknown_stays_unknown() -> None:
    made = build(TaskDefinition, {"family": UNKNOWN, "containerDefinitions": [UNKNOWN, {"name": "a"}, None]})
    assert made.family is UNKNOWN
    assert isinstance(made.container_definitions, list)
    first, second, third = made.container_definitions
    assert first is UNKNOWN
    assert isinstance(second, Container)
    assert second.name == "a"
    assert isinstance(third, Unresolved)
    assert third.reason == WRONG_TYPE


def test_models_compare_by_what_they_hold() -> None:
    one = build(Container, {"name": "a"})
    assert one == build(Container, {"name": "a", "image": None})
    assert one != build(Container, {"name": "b"})
    assert one != "a"
    assert one.replaced(name="b") == build(Container, {"name": "b"})
    assert repr(one) == "Container(name='a')"
    assert Container(name="a") == one


def test_what_cannot_be_read_at_all_is_empty() -> None:
    assert build(AppSpec, {}) == AppSpec()
    assert build(AppSpec, "text") == AppSpec()


def test_a_member_of_another_shape_is_refused() -> None:
    class Odd(Model):
        either: int | str | None = None

    with pytest.raises(TypeError, match="no member of ours"):
        build(Odd, {})
    with pytest.raises(TypeError, match="no model"):
        pydantic_model(int)
