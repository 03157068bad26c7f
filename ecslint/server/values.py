"""Values that fit a field: from the schemas, from AWS' tables, and from names in the files themselves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final

from ecslint.base import schemas
from ecslint.base.resources import data_directory
from ecslint.base.route import Route, value_at
from ecslint.base.schemas import Schema
from ecslint.documents.subject import (
    CLOUDFORMATION,
    CONTAINER_DEFINITIONS,
    IMAGE_DEFINITIONS,
    TASK_DEFINITION,
    Kind,
)
from ecslint.facts import docker_logging, fargate, linux, logging
from ecslint.facts.attributes import GIVEN
from ecslint.server.fields import Field, field_at
from ecslint.server.names import CONTAINER, NUMBER, USED, Name, names_of
from ecslint.server.pages import allowed

Value = tuple[str, str, object]
"""A value, what is said of it, and the schema that it is written by."""
Tasks = Callable[[], Sequence[object]]

_PSEUDO: Final = (
    *("AccountId", "NotificationARNs", "NoValue", "Partition", "Region", "StackId", "StackName", "URLSuffix"),
)
_SECRETS: Final = (
    ("arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX", "all of a secret"),
    ("arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX:KEY::", "a JSON key of a secret"),
    ("arn:aws:ssm:REGION:ACCOUNT:parameter/NAME", "a parameter"),
)
_CONDITIONS: Final = {
    "START": "it has started",
    "COMPLETE": "it has ended, whatever its exit code",
    "SUCCESS": "it has ended with exit code 0",
    "HEALTHY": "its health check passes",
}


def values_of(route: Route, kind: Kind, data: object, tasks: Tasks) -> Iterator[Value]:
    """Yield what may stand at a route."""
    if kind == IMAGE_DEFINITIONS:
        if route[-1:] == ("name",):
            yield from _named(CONTAINER, kind, data, route, tasks, {"type": "string"})
        return
    option = _option_value(route, data)
    if option is not None:
        yield from ((value, "", {"type": "string"}) for value in option)
        return
    field = field_at(kind, data, route)
    if field is None:
        return
    node = field.node
    if node.get("type") == "array" and isinstance(node.get("items"), dict):
        node = node["items"]
    key = (field.shape, field.member.lower())
    named = USED.get(key)
    if named is not None:
        yield from _named(named, kind, data, route, tasks, node)
        return
    for value, detail in _known(key, field, data, route):
        yield value, detail, node


def _known(key: tuple[str, str], field: Field, data: object, route: Route) -> Iterator[tuple[str, str]]:
    """Yield values from AWS' tables."""
    if key == ("TaskDefinition", "cpu"):
        yield from ((str(units), f"{units / 1024:g} vCPU") for units in fargate.SIZES)
    elif key == ("TaskDefinition", "memory"):
        cpu = _beside(data, route, "cpu")
        units = (
            int(cpu)
            if isinstance(cpu, int) or (isinstance(cpu, str) and cpu.isdecimal() and len(cpu) < 10)
            else 0
        )
        pairs = fargate.SIZES.get(units) or sorted({mib for all_ in fargate.SIZES.values() for mib in all_})
        beside = f" with {units} CPU units" if units in fargate.SIZES else ""
        yield from ((str(mib), f"{mib / 1024:g} GiB{beside}") for mib in pairs)
    elif key == ("LogConfiguration", "logdriver"):
        yield from ((driver, "") for driver in logging.DRIVERS)
    elif field.shape == "KernelCapabilities":
        powers = linux.POWERFUL_CAPABILITIES
        yield from ((name, powers.get(name, "")) for name in sorted(linux.CAPABILITIES))
    elif key == ("Tmpfs", "mountoptions"):
        yield from ((name, "") for name in sorted(linux.TMPFS_OPTIONS))
    elif key == ("Secret", "valuefrom"):
        yield from _SECRETS
    elif key == ("CapacityProviderStrategyItem", "capacityprovider"):
        yield from (("FARGATE", "On-Demand"), ("FARGATE_SPOT", "Spot: may be interrupted"))
    elif key == ("ContainerDependency", "condition"):
        yield from _CONDITIONS.items()
    elif field.member.lower() == "platformversion":
        yield from (("LATEST", ""), ("1.4.0", "Linux"), ("1.0.0", "Windows"))
    elif field.member.lower() == "taskdefinition" and field.shape == "TargetServiceProperties":
        yield "<TASK_DEFINITION>", "filled in by CodePipeline"
    else:
        yield from ((value, "") for value in allowed(field.node))


def _beside(data: object, route: Route, name: str) -> object:
    parent = value_at(data, route[:-1])
    if not isinstance(parent, dict):
        return None
    return next((value for key, value in parent.items() if str(key).lower() == name), None)


def _named(
    wanted: str, kind: Kind, data: object, route: Route, tasks: Tasks, node: object
) -> Iterator[Value]:
    """Yield the names of a kind that are defined where a route may refer to them."""
    found: dict[str, str] = {}
    own = kind in (TASK_DEFINITION, CONTAINER_DEFINITIONS, CLOUDFORMATION)
    documents = [(kind, data)] if own else [(TASK_DEFINITION, each) for each in tasks()]
    scope = _scope(kind, data, route)
    chosen = _beside(data, route, "containername") if wanted == NUMBER else None
    for each, content in documents:
        kind_of = CONTAINER_DEFINITIONS if isinstance(content, list) and each != kind else each
        for name in names_of(kind_of, content):
            if name.kind != wanted or not name.is_definition or (scope and name.scope not in (None, scope)):
                continue
            if wanted == NUMBER and not _is_port_of(content, name, chosen):
                continue
            found.setdefault(name.text, _where(content, name))
    # A container does not wait for itself.
    itself = _container_name(data, route) if wanted == CONTAINER else None
    for text, detail in found.items():
        if text != itself:
            yield text, detail, node


def _scope(kind: Kind, data: object, route: Route) -> Route | None:
    """Return the task definition of a template that a route belongs to, or refers to."""
    if kind != CLOUDFORMATION or len(route) < 2:
        return None
    resource = value_at(data, route[:2])
    if not isinstance(resource, dict):
        return None
    if resource.get("Type") == "AWS::ECS::TaskDefinition":
        return route[:2]
    reference = value_at(resource, ("Properties", "TaskDefinition", "Ref"))
    return ("Resources", reference) if isinstance(reference, str) else None


def _is_port_of(content: object, name: Name, container: object) -> bool:
    if not isinstance(container, str):
        return True
    owner = value_at(content, name.route[:-3])
    return isinstance(owner, dict) and container in (owner.get("name"), owner.get("Name"))


def _where(content: object, name: Name) -> str:
    if name.kind != NUMBER:
        return name.kind
    owner = value_at(content, name.route[:-3])
    label = (owner.get("name") or owner.get("Name")) if isinstance(owner, dict) else None
    return f"port of {label}" if isinstance(label, str) else "port"


def _container_name(data: object, route: Route) -> object:
    for at in range(len(route) - 1, 0, -1):
        if str(route[at - 1]).lower() == "containerdefinitions" or (at == 1 and isinstance(data, list)):
            owner = value_at(data, route[: at + 1])
            if isinstance(owner, dict):
                return owner.get("name") or owner.get("Name")
    return None


def log_options(driver: str | None) -> list[tuple[str, str]]:
    """Return the options of a log driver, with what each is; of every driver where none is given."""
    common = [(name, "every driver") for name in sorted(logging.COMMON_OPTIONS)]
    if driver == "awsfirelens":
        return [*common, ("Name", "output of Fluent Bit"), ("log-driver-buffer-limit", "awsfirelens")]
    own = [(name, "awslogs") for name in logging.AWSLOGS_OPTIONS] if driver in (None, "awslogs") else []
    for name, options in docker_logging.DRIVERS.items():
        if driver in (None, name):
            own += [(option, name) for option in options if (option, name) not in own]
    return [*own, *common]


def _option_value(route: Route, data: object) -> Sequence[str] | None:
    """Return the values of an option of a log driver, ``None`` for what is no such option."""
    if len(route) < 3 or str(route[-2]).lower() != "options" or str(route[-3]).lower() != "logconfiguration":
        return None
    name = str(route[-1])
    if name == "awslogs-region":
        return regions()
    if name == "mode":
        return logging.MODES
    if name == "awslogs-create-group":
        return ("true",)
    parent = value_at(data, route[:-2])
    driver = _beside({"x": parent}, ("x", ""), "logdriver") if parent else None
    option = docker_logging.DRIVERS.get(str(driver), {}).get(name)
    if option is None:
        return ()
    return option.allowed or (("true", "false") if option.kind == "bool" else ())


@cache
def regions() -> tuple[str, ...]:
    """Return the Regions that Fargate has prices for."""
    found: Schema = schemas.load_json("fargate-prices.json")
    return tuple(sorted(found["regions"]))


@cache
def resource_types() -> tuple[str, ...]:
    """Return the types of resources of templates that are known in full."""
    folder = os.path.join(data_directory("schemas"), "cloudformation")
    names = (name for name in os.listdir(folder) if name.endswith(".schema.json"))
    return tuple(sorted(name.removesuffix(".schema.json").replace("_", "::") for name in names))


class References:
    """What functions of a template may refer to, with what each is."""

    def __init__(self, data: dict[str, object]) -> None:
        self._data = data

    def section(self, name: str) -> list[tuple[str, str]]:
        """Return the members of a section, with their types."""
        members = self._data.get(name)
        if not isinstance(members, dict):
            return []
        return [
            (str(key), str(value.get("Type", "")) if isinstance(value, dict) else "")
            for key, value in members.items()
        ]

    def resources(self) -> list[tuple[str, str]]:
        """Return the resources of the template with their types."""
        return self.section("Resources")

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the template with what they are."""
        return [(name, f"parameter, {kind}") for name, kind in self.section("Parameters")]

    def pseudo(self) -> list[tuple[str, str]]:
        """Return the pseudo parameters."""
        return [(f"AWS::{name}", "pseudo parameter") for name in _PSEUDO]

    def type_of(self, resource: str) -> str:
        """Return the type of a resource, empty if there is none of that name."""
        return dict(self.resources()).get(resource, "")


_FURTHER: Final = {
    "AWS::EC2::SecurityGroup": ("GroupId",),
    "AWS::EC2::Subnet": ("AvailabilityZone", "CidrBlock", "VpcId"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        *("DNSName", "CanonicalHostedZoneID", "LoadBalancerFullName", "LoadBalancerName"),
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (
        *("TargetGroupFullName", "TargetGroupName", "LoadBalancerArns"),
    ),
}
"""Attributes of types that the table of the rules leaves out, since further properties can be asked for.
Source: the pages of the AWS CloudFormation Template Reference Guide (*Return values*)."""


def attributes(kind: str) -> Sequence[str]:
    """Return the attributes that ``Fn::GetAtt`` gives of a type of resource, as far as they are known."""
    given = GIVEN.get(kind)
    return given.attributes if given is not None else _FURTHER.get(kind, ())
