"""The validators that we make directly do what pydantic's own would do."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.model.appspec import AppSpec
from ecslint.model.base import Model, build
from ecslint.model.schema import validate
from ecslint.model.service import Service
from ecslint.model.task import Container, LogConfiguration, TaskDefinition

UNKNOWN = Unresolved(PLACEHOLDER, "${X}")

DATA: list[tuple[type[Model], dict[str, Any]]] = [
    (TaskDefinition, {}),
    (TaskDefinition, {"family": "a", "cpu": 256, "unknown": 1, "requiresCompatibilities": ["EC2", UNKNOWN]}),
    (TaskDefinition, {"containerDefinitions": [{"name": "x", "memory": "64", "essential": "true"}, UNKNOWN]}),
    (
        TaskDefinition,
        {"containerDefinitions": UNKNOWN, "volumes": None, "ephemeralStorage": {"sizeInGiB": 21}},
    ),
    (LogConfiguration, {"options": {"a": 1, "b": UNKNOWN}, "secretOptions": []}),
    (
        Service,
        {"desiredCount": 2.0, "loadBalancers": [{"containerPort": "80"}], "enableECSManagedTags": False},
    ),
    (
        Service,
        {"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 3.5}}},
    ),
    (Container, {"memory": "x"}),
    (Container, {"portMappings": [{"containerPort": []}]}),
    (Container, {"command": "no list"}),
]


@pytest.mark.parametrize(("model", "data"), DATA)
def test_same_outcome_as_pydantic_itself(model: type[Model], data: dict[str, Any]) -> None:
    try:
        expected = model.model_validate(data)
    except ValidationError as error:
        with pytest.raises(ValidationError) as raised:
            validate(model, data)
        ours, theirs = raised.value.errors(), error.errors()
        assert [e["type"] for e in ours] == [e["type"] for e in theirs]
        return
    made = validate(model, data)
    assert type(made) is model
    assert made == expected
    assert made.model_fields_set == expected.model_fields_set


def test_every_model_has_a_validator() -> None:
    for model in (TaskDefinition, Service):
        assert type(validate(model, {})) is model
    assert isinstance(build(AppSpec, {}), AppSpec)
