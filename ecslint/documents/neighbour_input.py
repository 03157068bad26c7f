"""Inputs of the services around Amazon ECS, judged by the rules for templates.

They are those of Application Auto Scaling (``register-scalable-target``, ``put-scaling-policy``), of
EventBridge (``put-targets``) and of EventBridge Scheduler (``create-schedule``, ``update-schedule``). Their
members are called as in templates, but for some below ``EcsParameters``. What is wrong stands at the input's
own members.
"""

from __future__ import annotations

import re
from typing import Any, Final

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.documents.api_template import InputDocument, InputOrigin, InputReader
from ecslint.documents.cloudformation.places import PropertiesOrigin
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.subject import NEIGHBOUR_INPUT, Kind, Subject
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import mark_placeholders

_TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
_POLICY: Final = "AWS::ApplicationAutoScaling::ScalingPolicy"
_RULE: Final = "AWS::Events::Rule"
_SCHEDULE: Final = "AWS::Scheduler::Schedule"
_SCALABLE: Final = frozenset({"ServiceNamespace", "ResourceId", "ScalableDimension"})
_CAPACITIES: Final = frozenset({"MinCapacity", "MaxCapacity"})
_OTHERS: Final = {
    _RULE: {"AwsvpcConfiguration": "AwsVpcConfiguration", "PlacementStrategy": "PlacementStrategies"},
    _SCHEDULE: {},
}
"""Members below ``EcsParameters`` whose name in a template is not the same with a capital letter."""
_IN_API: Final = {
    "AwsVpcConfiguration": "awsvpcConfiguration",
    "AwsvpcConfiguration": "awsvpcConfiguration",
    "PlacementStrategies": "PlacementStrategy",
}
"""What the API calls members that messages name."""


def neighbour_kind(data: object) -> Kind | None:
    """Say whether an object is such an input for a service or tasks of Amazon ECS."""
    return NEIGHBOUR_INPUT if isinstance(data, dict) and _type_of(data) is not None else None


def read_neighbour(document: Document, kind: Kind = NEIGHBOUR_INPUT) -> list[Subject]:
    """Return the subjects of an input."""
    data = mark_placeholders(document.data)
    resource = _type_of(data) if isinstance(data, dict) else None
    if resource is None:
        return []
    return _Reader(Template(_Input(document, resource, _properties(resource, data)))).subjects()


def _type_of(data: dict[str, Any]) -> str | None:
    """Return the type of resource whose properties the members are, ``None`` if they are none's."""
    if data.keys() >= _SCALABLE and data["ServiceNamespace"] == "ecs":
        if "PolicyName" in data:
            return _POLICY
        is_target = _CAPACITIES & data.keys() and "ScheduledActionName" not in data
        return _TARGET if is_target else None
    targets = data.get("Targets")
    if isinstance(data.get("Rule"), str) and isinstance(targets, list):
        return _RULE if any(map(_starts_tasks, targets)) else None
    if data.keys() >= {"ScheduleExpression", "FlexibleTimeWindow"} and _starts_tasks(data.get("Target")):
        return _SCHEDULE
    return None


def _starts_tasks(target: object) -> bool:
    return isinstance(target, dict) and isinstance(target.get("EcsParameters"), dict)


def _properties(resource: str, data: dict[str, Any]) -> dict[str, object]:
    """Return the members under the names that templates have for them."""
    if resource == _SCHEDULE:
        return {**data, "Target": _target(resource, data["Target"])}
    if resource == _RULE:
        targets = [_target(resource, target) for target in data["Targets"]]
        return {"Name": data["Rule"], "Targets": targets, "EventPattern": Unresolved("EventPattern")}
    return data


def _target(resource: str, target: object) -> object:
    if not isinstance(target, dict) or not _starts_tasks(target):
        return target
    return {**target, "EcsParameters": _capitals(target["EcsParameters"], _OTHERS[resource])}


def _capitals(value: object, others: dict[str, str]) -> object:
    if isinstance(value, list):
        return [_capitals(item, others) for item in value]
    if not isinstance(value, dict):
        return value
    named = {key[:1].upper() + key[1:]: _capitals(item, others) for key, item in value.items()}
    return {others.get(key, key): item for key, item in named.items()}


class _Input(InputDocument):
    """The input as a template of one resource."""

    __slots__ = ()

    def inside(self, route: Route) -> Route:
        """Return the route in the input of a route below the properties."""
        node, found = self.own.data, []
        for step in ("Rule",) if self.kind == _RULE and route == ("Name",) else route:
            given = node if isinstance(node, dict) else {}
            names = {str(step).lower(), _IN_API.get(str(step), "").lower()}
            step = next((key for key in given if key.lower() in names), step)
            found.append(step)
            is_there = step in given or (
                isinstance(node, list) and isinstance(step, int) and step < len(node)
            )
            node = node[step] if is_there else None
        return tuple(found)


class _Origin(InputOrigin):
    """Places of what was read from the input."""

    def wording(self, text: str) -> str:
        """Return a sentence with members named as the API names them."""
        return re.sub(r"\b[A-Z][A-Za-z]+\b", lambda match: _IN_API.get(match[0], match[0]), text)


class _Reader(InputReader):
    """Makes the subjects of one input."""

    def origin(self, resolved: Resolved) -> PropertiesOrigin:
        """Return the places of what is read from the input."""
        return _Origin(resolved)
