"""Inputs of CodeDeploy's API for deployment groups of services, judged by the rules for templates.

What they take in JSON is what ``AWS::CodeDeploy::DeploymentGroup`` takes in templates, there under names that
begin with a capital letter. What is wrong stands at the input's own members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from ecslint.base import schemas
from ecslint.base.route import Route
from ecslint.documents.api_template import InputDocument, InputOrigin, InputReader
from ecslint.documents.cloudformation.places import PropertiesOrigin
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.subject import DEPLOYMENT_GROUP_INPUT, Kind, Subject
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import mark_placeholders

_TYPE: Final = "AWS::CodeDeploy::DeploymentGroup"
_IRREGULAR: Final = {"ecsServices": "ECSServices"}
"""Members whose name in a template is not the same with a capital letter."""
_BACK: Final = {value: key for key, value in _IRREGULAR.items()}
_GROUP: Final = frozenset({"deploymentGroupName", "currentDeploymentGroupName"})
_TELLING: Final = frozenset({"blueGreenDeploymentConfiguration", "deploymentStyle", "loadBalancerInfo"})


def input_kind(data: object) -> Kind | None:
    """Say whether an object is the input for a deployment group of an ECS service."""
    if not isinstance(data, dict) or "applicationName" not in data or not _GROUP & data.keys():
        return None
    return DEPLOYMENT_GROUP_INPUT if "ecsServices" in data and _TELLING & data.keys() else None


def read_group_input(document: Document, kind: Kind = DEPLOYMENT_GROUP_INPUT) -> list[Subject]:
    """Return the subjects of an input for a deployment group."""
    properties = _in_template(mark_placeholders(document.data))
    if not isinstance(properties, dict):
        return []
    subjects = _Reader(Template(_Input(document, _TYPE, properties))).subjects()
    if "currentDeploymentGroupName" in document.data:
        for subject in subjects:
            subject.doubt = "what the update leaves out stays as it is"
    return subjects


class _Input(InputDocument):
    """The input as a template of one resource."""

    __slots__ = ()

    def inside(self, route: Route) -> Route:
        """Return the route in the input of a route below the properties."""
        return tuple(_in_api(step) if isinstance(step, str) else step for step in route)


class _Origin(InputOrigin):
    """Places of what was read from the input."""

    def wording(self, text: str) -> str:
        """Return a sentence with members named as CodeDeploy names them."""
        words = _words()
        return re.sub(r"\b[A-Z][A-Za-z0-9]+\b", lambda match: words.get(match[0], match[0]), text)


class _Reader(InputReader):
    """Makes the subjects of one input."""

    def origin(self, resolved: Resolved) -> PropertiesOrigin:
        """Return the places of what is read from the input."""
        return _Origin(resolved)


def _in_api(name: str) -> str:
    return _BACK.get(name) or name[:1].lower() + name[1:]


def _in_template(value: object) -> object:
    if isinstance(value, list):
        return [_in_template(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        _IRREGULAR.get(key) or key[:1].upper() + key[1:]: _in_template(item) for key, item in value.items()
    }


@cache
def _words() -> dict[str, str]:
    """Return the API's name of each property of a deployment group."""
    schema = schemas.load_json("cloudformation/AWS_CodeDeploy_DeploymentGroup.schema.json")
    return {name: _in_api(name) for name in _names(schema)}


def _names(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "properties" and isinstance(value, dict):
                yield from value
            yield from _names(value)
    elif isinstance(node, list):
        for item in node:
            yield from _names(item)
