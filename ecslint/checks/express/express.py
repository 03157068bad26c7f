"""Express Gateway services and gateways in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.checks._shared.infrastructure import lacks
from ecslint.checks._shared.permissions import untrusting
from ecslint.documents.cloudformation.queries import is_open, members, number, objects, shown, text
from ecslint.facts import fargate
from ecslint.facts.roles import ECS_PRINCIPAL
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place
from ecslint.model.size import cpu_units, memory_mib

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ExpressGatewayService: TypeAlias = Resolved
    Gateway: TypeAlias = Resolved

_IN_TASK_DEFINITION = ("PrimaryContainer", "ExecutionRoleArn", "TaskRoleArn", "Cpu", "Memory")
_MAIN = "Main"
"""The container to which an Express Gateway service sends the traffic."""
_DEFAULT_SIZE = {"Cpu": "256", "Memory": "512"}


@check("ECS660")
def express_service_refused(express: ExpressGatewayService, stack: Stack) -> Problems:
    yield from _beside_task_definition(express)
    yield from _out_of_range(express)
    role = stack.target(express.get("InfrastructureRoleArn"), "AWS::IAM::Role")
    if role is not None:
        place = express.at("InfrastructureRoleArn")
        yield from untrusting(role, stack, ECS_PRINCIPAL, "Amazon ECS", place)
    task = stack.target(express.get("TaskDefinitionArn"), "AWS::ECS::TaskDefinition")
    if task is not None:
        for place, message in _unfit(task):
            related = ((express.at("TaskDefinitionArn"), "runs this task definition"),)
            yield Problem(place, f"an Express Gateway service {message}", related)


def _beside_task_definition(express: ExpressGatewayService) -> Problems:
    if express.get("TaskDefinitionArn") is None:
        if express.get("PrimaryContainer") is None:
            message = (
                "an Express Gateway service has nothing to run; add PrimaryContainer with an "
                "Image, or TaskDefinitionArn"
            )
            yield Problem(express.at("PrimaryContainer"), message)
        elif express.get("ExecutionRoleArn") is None:
            message = (
                "without ExecutionRoleArn neither images nor logs work; add a role with "
                "AmazonECSTaskExecutionRolePolicy"
            )
            yield Problem(express.at("ExecutionRoleArn"), message, severity=Severity.WARNING)
        return
    for name in _IN_TASK_DEFINITION:
        if express.get(name) is not None:
            message = (
                f"{name} belongs to the task definition and cannot stand beside TaskDefinitionArn; remove it"
            )
            related = ((express.at("TaskDefinitionArn"), "the task definition"),)
            yield Problem(express.at(name, part="key"), message, related)


def _unfit(task: Resolved) -> Iterator[tuple[Place, str]]:
    """Yield what keeps an Express Gateway service from running a task definition of the template."""
    kinds, containers = task.get("RequiresCompatibilities"), task.get("ContainerDefinitions")
    if isinstance(kinds, list) and kinds and not is_open(kinds) and "FARGATE" not in kinds:
        yield task.at("RequiresCompatibilities"), "runs on Fargate; add FARGATE"
    for index, container in objects(containers):
        if container.get("Name") == _MAIN:
            for path, message in _wrong_port(container.get("PortMappings")):
                yield task.at("ContainerDefinitions", index, "PortMappings", *path), message
            return
    if isinstance(containers, list) and all(isinstance(c, dict) and text(c.get("Name")) for c in containers):
        yield (
            task.at("ContainerDefinitions"),
            f"needs a container called {_MAIN}; rename the one it shall reach",
        )


def _wrong_port(ports: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if ports is not None and (not isinstance(ports, list) or is_open(ports)):
        return
    mappings = [mapping for _, mapping in objects(ports)]
    if len(mappings) != 1:
        yield (), f"has {len(mappings)} port mappings in {_MAIN}; use one"
    elif mappings[0].get("Name") is None:
        yield (0, "Name"), f"finds the port of {_MAIN} by its Name; add one"
    elif (text(mappings[0].get("Protocol")) or "tcp").lower() != "tcp":
        yield (0, "Protocol"), f"needs a TCP port in {_MAIN}; use tcp"


def _out_of_range(express: ExpressGatewayService) -> Problems:
    given = {name: express.get(name) for name in _DEFAULT_SIZE}
    texts = {
        name: None
        if isinstance(value, Unresolved)
        else str(value if value is not None else _DEFAULT_SIZE[name])
        for name, value in given.items()
    }
    cpu, memory = cpu_units(texts["Cpu"]), memory_mib(texts["Memory"])
    sized = express.get("TaskDefinitionArn") is None and any(value is not None for value in given.values())
    if sized and cpu is not None and memory is not None:
        if cpu not in fargate.SIZES:
            sizes = ", ".join(map(str, fargate.SIZES))
            yield Problem(express.at("Cpu"), f"Fargate does not offer {cpu} CPU units; use {sizes}")
        elif memory not in fargate.SIZES[cpu]:
            offered = fargate.memory_range(cpu)
            message = f"Fargate does not offer {memory} MiB with {cpu} CPU units; use {offered}"
            yield Problem(express.at("Memory"), message)
    scaling = members(express.get("ScalingTarget"))
    low, high = number(scaling.get("MinTaskCount")), number(scaling.get("MaxTaskCount"))
    if low is not None and high is not None and low > high:
        message = f"MinTaskCount ({shown(low)}) is above MaxTaskCount ({shown(high)}); swap them"
        yield Problem(express.at("ScalingTarget", "MinTaskCount"), message)
    path = text(express.get("HealthCheckPath"))
    if path is not None and not path.startswith("/"):
        message = f'HealthCheckPath begins with "/"; use "/{path}"'
        yield Problem(express.at("HealthCheckPath"), message)


@check("ECS331")
def role_of_express_service_lacks_permission(express: ExpressGatewayService, stack: Stack) -> Problems:
    value = express.get("InfrastructureRoleArn")
    if stack.target(value, "AWS::IAM::Role") is not None:
        yield from lacks(express.at("InfrastructureRoleArn"), value, "Express Gateway services", stack)


@check("ECS319")
def execution_role_of_express_service(express: ExpressGatewayService, stack: Stack) -> Problems:
    value, primary = express.get("ExecutionRoleArn"), members(express.get("PrimaryContainer"))
    if stack.target(value, "AWS::IAM::Role") is None or not primary:
        return
    from ecslint.checks._shared.permissions import Gaps, Use
    from ecslint.facts.images import is_private_ecr
    from ecslint.reach import resources
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    role = role_of(value, stack, texts)
    if role is None:
        return
    gaps, certain, effect = Gaps(role), not role.is_shared and not role.is_open, "no task starts"
    image = primary.get("Image")
    if isinstance(image, str | Unresolved) and is_private_ecr(image):
        for need in resources.repository_needs(image, stack, texts):
            place = express.at("PrimaryContainer", "Image")
            gaps.ask(need, Use(place, f"pull {need.what}", effect), certain)
    for index, secret in objects(primary.get("Secrets")):
        for need in resources.secret_needs(secret.get("ValueFrom"), stack, texts):
            place = express.at("PrimaryContainer", "Secrets", index, "ValueFrom")
            verb = "decrypt with" if need.request.action == "kms:Decrypt" else "read"
            sure = certain and need.resource is not None
            gaps.ask(need, Use(place, f"{verb} {need.what}", effect), sure)
    yield from gaps.problems()


@check("ECS662")
def gateway_setting_is_refused(gateway: Gateway) -> Problems:
    path = ("Configuration", "HostSharedAlb")
    shared = members(members(gateway.get(path[0])).get(path[1]))
    protocol, port = text(shared.get("Protocol")), number(shared.get("Port"))
    if protocol == "HTTP":
        message = "the listener of a gateway speaks HTTPS only; use HTTPS, or remove Protocol"
        yield Problem(gateway.at(*path, "Protocol"), message)
    if port is not None and port != 443:
        message = f"the listener of a gateway is on port 443 only, not {shown(port)}; use 443, or remove Port"
        yield Problem(gateway.at(*path, "Port"), message)
    subnets = members(shared.get("NetworkConfiguration")).get("Subnets")
    if isinstance(subnets, list) and len(subnets) == 1 and isinstance(subnets[0], str | Reference):
        place = gateway.at(*path, "NetworkConfiguration", "Subnets")
        yield Problem(
            place, ("a gateway needs two Availability Zones and has one subnet; add a subnet in another")
        )
    if shared and shared.get("Scheme") is None:
        message = "a gateway without a Scheme is internet-facing; set Scheme: internet-facing or internal"
        yield Problem(gateway.at(*path, "Scheme"), message, severity=Severity.WARNING)
