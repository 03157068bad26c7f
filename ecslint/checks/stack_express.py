"""Express Gateway services and gateways in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ecslint.checks import check
from ecslint.checks._stack import members, number, shown, text
from ecslint.facts import fargate
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.size import cpu_units, memory_mib
from ecslint.unresolved import Unresolved

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

    ExpressGatewayService: TypeAlias = Resolved
    Gateway: TypeAlias = Resolved

_IN_TASK_DEFINITION = ("PrimaryContainer", "ExecutionRoleArn", "TaskRoleArn", "Cpu", "Memory")
_DEFAULT_SIZE = {"Cpu": "256", "Memory": "512"}


@check("ECS660")
def express_service_refused(express: ExpressGatewayService) -> Problems:
    yield from _beside_task_definition(express)
    yield from _out_of_range(express)


def _beside_task_definition(express: ExpressGatewayService) -> Problems:
    if express.get("TaskDefinitionArn") is None:
        if express.get("PrimaryContainer") is None:
            message = (
                "an Express Gateway service needs a PrimaryContainer with an Image, or a TaskDefinitionArn"
            )
            yield Problem(express.at("PrimaryContainer"), message)
        return
    for name in _IN_TASK_DEFINITION:
        if express.get(name) is not None:
            message = (
                f"{name} belongs to the task definition and cannot stand beside TaskDefinitionArn; remove it"
            )
            related = ((express.at("TaskDefinitionArn"), "the task definition"),)
            yield Problem(express.at(name, part="key"), message, related)


def _out_of_range(express: ExpressGatewayService) -> Problems:
    given = {name: express.get(name) for name in _DEFAULT_SIZE}
    texts = {
        name: None
        if isinstance(value, Unresolved)
        else str(value if value is not None else _DEFAULT_SIZE[name])
        for name, value in given.items()
    }
    cpu, memory = cpu_units(texts["Cpu"]), memory_mib(texts["Memory"])
    if any(value is not None for value in given.values()) and cpu is not None and memory is not None:
        if cpu not in fargate.SIZES:
            sizes = ", ".join(map(str, fargate.SIZES))
            yield Problem(express.at("Cpu"), f"Fargate does not offer {cpu} CPU units: allowed are {sizes}")
        elif memory not in fargate.SIZES[cpu]:
            offered = fargate.memory_range(cpu)
            message = f"Fargate does not offer {memory} MiB with {cpu} CPU units: allowed are {offered}"
            yield Problem(express.at("Memory"), message)
    scaling = members(express.get("ScalingTarget"))
    low, high = number(scaling.get("MinTaskCount")), number(scaling.get("MaxTaskCount"))
    if low is not None and high is not None and low > high:
        message = f"MinTaskCount ({shown(low)}) is above MaxTaskCount ({shown(high)})"
        yield Problem(express.at("ScalingTarget", "MinTaskCount"), message)
    path = text(express.get("HealthCheckPath"))
    if path is not None and not path.startswith("/"):
        message = f'HealthCheckPath begins with "/": write "/{path}"'
        yield Problem(express.at("HealthCheckPath"), message)


@check("ECS662")
def gateway_setting_is_refused(gateway: Gateway) -> Problems:
    path = ("Configuration", "HostSharedAlb")
    shared = members(members(gateway.get(path[0])).get(path[1]))
    protocol, port = text(shared.get("Protocol")), number(shared.get("Port"))
    if protocol == "HTTP":
        message = "the listener of a gateway speaks HTTPS only; write HTTPS, or leave Protocol out"
        yield Problem(gateway.at(*path, "Protocol"), message)
    if port is not None and port != 443:
        message = (
            f"the listener of a gateway is on port 443 only, not {shown(port)}; write 443, or leave Port out"
        )
        yield Problem(gateway.at(*path, "Port"), message)
    subnets = members(shared.get("NetworkConfiguration")).get("Subnets")
    if isinstance(subnets, list) and len(subnets) == 1:
        place = gateway.at(*path, "NetworkConfiguration", "Subnets")
        yield Problem(place, "a gateway needs at least two subnets, in different Availability Zones")
    if shared and shared.get("Scheme") is None:
        message = (
            "a gateway without a Scheme is internet-facing; say which is meant: internet-facing or internal"
        )
        yield Problem(gateway.at(*path, "Scheme"), message, severity=Severity.WARNING)
