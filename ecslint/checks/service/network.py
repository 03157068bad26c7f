"""Networks of services, task runs and task sets, and service discovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import one_of
from ecslint.checks import check
from ecslint.checks._shared.service import awsvpc, has_network, network_mode, placing, platform
from ecslint.documents.cloudformation.queries import is_open, members, objects
from ecslint.facts import services as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.service import AwsVpcConfiguration, NetworkConfiguration, Service, ServiceRegistry
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document

if TYPE_CHECKING:
    from ecslint.checks._shared.service import Runs
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.run import RunTask, TaskSet


def _awsvpc(runs: Service | RunTask | TaskSet) -> AwsVpcConfiguration | None:
    network = runs.network_configuration
    block = network.awsvpc_configuration if isinstance(network, NetworkConfiguration) else None
    return block if isinstance(block, AwsVpcConfiguration) else None


@check("ECS556")
def network_configuration_refused(
    runs: Service | RunTask | TaskSet, task: TaskDefinition | None, document: Document
) -> Problems:
    yield from _missing(runs, task)
    block = _awsvpc(runs)
    if block is None:
        return
    if task is not None:
        yield from _not_allowed(runs, block, task)
    yield from _limits(block, document)
    yield from _public_ip(runs, block)


def _missing(runs: Runs, task: TaskDefinition | None) -> Problems:
    if has_network(runs):
        return
    if isinstance(runs, Service) and (runs.is_update or runs.controller not in ("ECS", "CODE_DEPLOY")):
        return
    related: tuple[tuple[Place, str], ...]
    if task is not None and network_mode(task) == "awsvpc":
        why, related = "with network mode awsvpc", ((task.at("networkMode"), "the network mode is awsvpc"),)
    elif platform(runs) == "FARGATE":
        why, related = "on Fargate", ((runs.at(placing(runs)), "the tasks run on Fargate"),)
    else:
        return
    message = (
        f'tasks {why} need a "networkConfiguration"; add '
        '{"awsvpcConfiguration": {"subnets": [...], "securityGroups": [...]}}'
    )
    yield Problem(runs.at("networkConfiguration"), message, related)


def _not_allowed(runs: Runs, block: AwsVpcConfiguration, task: TaskDefinition) -> Problems:
    mode = network_mode(task)
    if mode is None or mode == "awsvpc" or not _says_anything(block):
        return
    if platform(runs) == "FARGATE":
        return  # here the task definition is what is wrong
    message = (
        f'"networkConfiguration" is for tasks with network mode awsvpc, the task definition has "{mode}"; '
        "remove it, or change the network mode"
    )
    related = ((task.at("networkMode"), f"the network mode is {mode}"),)
    fix = Fix("remove networkConfiguration", (Edit("remove", runs.at("networkConfiguration")),))
    yield Problem(runs.at("networkConfiguration"), message, related, fix)


def _says_anything(block: AwsVpcConfiguration) -> bool:
    """Say whether more than the empty leftovers of a skeleton are given."""
    groups = isinstance(block.security_groups, list) and any(map(is_set, block.security_groups))
    return groups or (isinstance(block.subnets, list) and any(map(is_set, block.subnets)))


def _limits(block: AwsVpcConfiguration, document: Document) -> Problems:
    # The API's schema asks for subnets, CloudFormation's does not.
    missing = block.subnets is None and isinstance(document.data, dict) and "Resources" in document.data
    if missing or (isinstance(block.subnets, list) and not any(map(is_set, block.subnets))):
        yield Problem(block.at("subnets"), '"subnets" is empty; name at least one subnet')
    for name, items, most in (
        ("subnets", block.subnets, facts.MAX_SUBNETS),
        ("securityGroups", block.security_groups, facts.MAX_SECURITY_GROUPS),
    ):
        count = sum(1 for _ in each(items))  # what is not known may be left out
        if count > most:
            what = "subnets" if name == "subnets" else "security groups"
            message = f"{count} {what} are given; use at most {most}"
            yield Problem(block.at(name), message)


def _public_ip(runs: Runs, block: AwsVpcConfiguration) -> Problems:
    where = runs.launch_type
    if block.assign_public_ip != "ENABLED" or where not in ("EC2", "EXTERNAL"):
        return
    if platform(runs) is None:
        return
    place = block.at("assignPublicIp")
    message = (
        f'"assignPublicIp" can be ENABLED on Fargate only, the launch type is {where}; set it to DISABLED '
        "and give the subnets a NAT gateway or endpoints"
    )
    related = ((runs.at("launchType"), f"the launch type is {where}"),)
    yield Problem(place, message, related, Fix("set DISABLED", (Edit("set", place, "DISABLED"),)))


@check("ECS560")
def public_ip_assigned(runs: Service | TaskSet) -> Problems:
    block = _awsvpc(runs)
    if (
        block is not None
        and block.assign_public_ip == "ENABLED"
        and runs.launch_type not in ("EC2", "EXTERNAL")
    ):
        message = (
            "every task gets a public IP address; use private subnets with a NAT gateway "
            "or endpoints, and DISABLED"
        )
        yield Problem(block.at("assignPublicIp"), message)


@check("ECS561")
def single_subnet(runs: Service | TaskSet) -> Problems:
    block = _awsvpc(runs)
    count = runs.desired_count if isinstance(runs, Service) else None
    if block is None or not isinstance(count, int) or count < 2 or not is_complete(block.subnets):
        return
    subnets = {subnet for _, subnet in each(block.subnets) if subnet}
    if len(subnets) == 1:
        message = (
            f"{count} tasks run in one subnet, and so in one Availability Zone; add a subnet of another zone"
        )
        yield Problem(block.at("subnets"), message)


@check("ECS563")
def service_registry_invalid(service: Service | TaskSet, task: TaskDefinition | None) -> Problems:
    registries = service.service_registries
    given = sum(1 for _ in each(registries))
    if given > 1:
        message = f"{given} service registries are given, a service takes one; remove the others"
        yield Problem(service.at("serviceRegistries", 1), message)
    mode = network_mode(task) if task is not None else None
    for _, registry in each(registries):
        yield from _registry(registry, mode, task)


def _registry(registry: ServiceRegistry, mode: str | None, task: TaskDefinition | None) -> Problems:
    name, port, number = registry.container_name, registry.container_port, registry.port
    if isinstance(name, Unresolved) or isinstance(port, Unresolved) or isinstance(number, Unresolved):
        return
    related = ((task.at("networkMode"), f"the network mode is {mode}"),) if task is not None else ()
    if mode == "none":
        message = 'tasks with network mode "none" cannot be registered; remove the registry'
        yield Problem(registry.at(), message, related)
    elif number and (name or port):
        given = one_of([f'"{m}"' for m, v in (("containerName", name), ("containerPort", port)) if v])
        message = f'"port" and {given} exclude each other; keep one way to say the port'
        fix = Fix("remove port", (Edit("remove", registry.at("port")),))
        yield Problem(registry.at("port"), message, fix=fix)
    elif mode in ("bridge", "host") and not (name and port):
        missing = "containerName" if not name else "containerPort"
        message = f'with network mode "{mode}" the registry lacks "{missing}"; add it'
        yield Problem(registry.at(missing), message, related)
    elif bool(name) != bool(port):
        missing = "containerName" if not name else "containerPort"
        message = f'"containerName" and "containerPort" go together; add "{missing}"'
        yield Problem(registry.at(missing), message, severity=Severity.WARNING)


@check("ECS599")
def registry_with_other_records(
    service: Service | TaskSet, stack: Stack, task: TaskDefinition | None
) -> Problems:
    mode = network_mode(task) if task is not None else None
    mode = mode or ("awsvpc" if awsvpc(service, task) else None)
    for _, registry in each(service.service_registries):
        target = stack.target(registry.registry_arn, "AWS::ServiceDiscovery::Service")
        types = _record_types(target) if target is not None else None
        if target is None or not types:
            continue
        related = ((target.at("DnsConfig", "DnsRecords"), f"{one_of(types)} records"),)
        given = [
            name
            for name, value in (("containerPort", registry.container_port), ("port", registry.port))
            if isinstance(value, int)
        ]
        if mode == "awsvpc" and "SRV" not in types and given:
            message = (
                f'a registry with {one_of(types)} records takes no "{given[0]}" for tasks with network '
                "mode awsvpc; remove it, or use SRV records"
            )
            unwanted = ("containerName", "containerPort") if given[0] == "containerPort" else ("port",)
            fix = Fix(
                f"remove {' and '.join(unwanted)}", tuple(Edit("remove", registry.at(m)) for m in unwanted)
            )
            yield Problem(registry.at(given[0]), message, related, fix)
        elif mode == "awsvpc" and "SRV" in types and _says_no_port(registry):
            message = (
                'a registry with SRV records needs a port for tasks with network mode awsvpc; add "port", or '
                '"containerName" and "containerPort"'
            )
            yield Problem(registry.at("port"), message, related)
        elif mode in ("bridge", "host") and "SRV" not in types:
            message = (
                f'tasks with network mode "{mode}" are registered with SRV records, not '
                f"{one_of(types)}; use a service with SRV"
            )
            yield Problem(registry.at("registryArn"), message, related)


def _says_no_port(registry: ServiceRegistry) -> bool:
    return registry.port is None and registry.container_name is None and registry.container_port is None


def _record_types(registry: Resolved) -> list[str] | None:
    """Return the types of a Cloud Map service's DNS records, if all are known."""
    records = members(registry.get("DnsConfig")).get("DnsRecords")
    if not isinstance(records, list) or is_open(records):
        return None
    return sorted({str(record.get("Type")) for _, record in objects(records)})
