"""Services that well-known modules of the registry make of their inputs.

Sources: ``main.tf`` and ``variables.tf`` of terraform-aws-modules/terraform-aws-ecs (its module ``service``,
5 to 7) and cloudposse/terraform-aws-ecs-alb-service-task, read 2026-11-30. What is not given is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ecslint.base.unresolved import Reference, UnknownList, Unresolved
from ecslint.documents.terraform import mapping
from ecslint.documents.terraform.arguments import REST
from ecslint.documents.terraform.convert import Converter
from ecslint.documents.terraform.values import Site, Value

_SAME: Final = (
    *("name", "launch_type", "scheduling_strategy", "desired_count", "health_check_grace_period_seconds"),
    *("deployment_maximum_percent", "deployment_minimum_healthy_percent", "ordered_placement_strategy"),
    *("service_registries", "propagate_tags"),
)
"""Inputs of both modules that are the argument of that name."""
_SERVICE: Final = (
    *("load_balancer", "capacity_provider_strategy", "placement_constraints", "deployment_controller"),
    *("deployment_configuration", "deployment_circuit_breaker", "alarms", "service_connect_configuration"),
    *("volume_configuration", "enable_execute_command"),
)
"""Inputs of terraform-aws-modules' ``service`` that are the argument of that name."""
_TASK: Final = {
    "ecs_load_balancers": "load_balancer",
    "capacity_provider_strategies": "capacity_provider_strategy",
    "service_placement_constraints": "placement_constraints",
    "service_connect_configurations": "service_connect_configuration",
    "exec_enabled": "enable_execute_command",
}
"""Inputs of cloudposse's ``ecs-alb-service-task`` by the argument that they are."""
_OFF: Final = ("create", "create_service", "ecs_service_enabled", "enabled")
_OWN_TASK: Final = ("task_definition", "task_definition_arn")
_LISTS: Final = frozenset(
    {"load_balancer", "capacity_provider_strategy", "placement_constraints", "ordered_placement_strategy"}
)
"""Blocks that terraform-aws-modules takes as a map of objects by any names."""


def service_of(
    kind: str, inputs: Mapping[str, Value], site: Site, converter: Converter, task: str
) -> Value | None:
    """Return the service that a module makes, which runs the task definition ``task`` of the module.

    ``None`` if it makes none, or none that is known.
    """
    table = mapping.entry_of("aws_ecs_service")
    if kind not in ("service", "task") or table is None:
        return None
    if any(name in inputs and inputs[name].data is not True for name in _OFF):
        return None
    names = {name: name for name in _SAME}
    names |= {name: name for name in _SERVICE} if kind == "service" else _TASK
    given = {
        to: _listed(to, inputs[name])
        for name, to in names.items()
        if name in inputs and inputs[name].data is not None
    }
    _where(given, site)
    out = Value({}, site)
    converter.members(Value(given, site), table["arguments"], out)
    members: dict[str, Value] = out.data
    mode = inputs.get("network_mode")
    if mode is None or mode.data == "awsvpc":
        members["NetworkConfiguration"] = _network(inputs, site)
    own = any(name in inputs and inputs[name].data is not None for name in _OWN_TASK)
    own = own or ("create_task_definition" in inputs and inputs["create_task_definition"].data is not True)
    members["TaskDefinition"] = Value(
        Unresolved("module of the registry") if own else Reference(task, ""), site
    )
    grace = members.get("HealthCheckGracePeriodSeconds")
    if grace is not None and grace.data == 0:
        del members["HealthCheckGracePeriodSeconds"]
    members["Cluster"] = Value(Unresolved("module of the registry"), site)
    members[REST] = Value(Unresolved("module of the registry", REST), site)
    return out


def _listed(name: str, value: Value) -> Value:
    """Return blocks that are given as a map as the list that the argument takes."""
    if name in _LISTS and isinstance(value.data, dict):
        if REST in value.data:
            return Value(Unresolved("map", REST), value.site, value.notes)
        items = [item for item in value.data.values() if item.data is not None]
        return Value(items, value.site, value.notes, value.use)
    return value


def _where(given: dict[str, Value], site: Site) -> None:
    """Give the launch type that both modules take by default, and leave it out beside a strategy."""
    strategy = given.get("capacity_provider_strategy")
    if strategy is None or strategy.data == []:
        given.setdefault("launch_type", Value("FARGATE", site))
    else:
        given.pop("launch_type", None)
    launch = given.get("launch_type")
    if launch is not None and launch.data != "EC2":
        given.pop("scheduling_strategy", None)  # the modules set REPLICA then


def _network(inputs: Mapping[str, Value], site: Site) -> Value:
    """Return the network of the tasks; the modules add a security group of their own."""
    subnets = inputs.get("subnet_ids")
    unknown = Value(UnknownList("module of the registry", "subnet_ids"), site)
    members = {
        "Subnets": unknown if subnets is None or subnets.data is None else subnets,
        "SecurityGroups": Value(UnknownList("module of the registry", "security_group_ids"), site),
    }
    public = inputs.get("assign_public_ip")
    if public is not None and isinstance(public.data, bool):
        word = "ENABLED" if public.data else "DISABLED"
        members["AssignPublicIp"] = Value(word, public.site, public.notes, public.use)
    elif public is not None:
        members["AssignPublicIp"] = Value(Unresolved("module of the registry"), site)
    return Value({"AwsvpcConfiguration": Value(members, site)}, site)
