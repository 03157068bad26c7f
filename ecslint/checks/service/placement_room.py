"""Tasks that fit on no instance of the template, or on too few of them (ECS674, ECS675, ECS677, ECS687)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.base.identity import ById
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each, is_complete
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.facts.instance_types import InstanceType
    from ecslint.reach.stack_fleets import Fleet

_GROUP = "AWS::AutoScaling::AutoScalingGroup"


def fleets_of_service(resolved: Resolved, stack: Stack) -> list[Fleet]:
    """Return the groups that run the tasks of a service; none unless all of them are known."""
    key = ("fleets", ById(resolved))
    if key not in stack.known:
        stack.known[key] = [] if resolved.get("LaunchType") == "FARGATE" else _found(resolved, stack)
    found: list[Fleet] = stack.known[key]
    return found


def _found(resolved: Resolved, stack: Stack) -> list[Fleet]:
    template = stack.template
    if template.macros or template.unknown_resources or not template.resources_of(_GROUP):
        return []
    from ecslint.reach.joining import candidates
    from ecslint.reach.stack_fleets import fleets
    from ecslint.reach.texts import Texts

    found = candidates(resolved, fleets(stack, Texts(stack)), stack)
    made = all(stack.exists(fleet.owner.resource.logical_id) for fleet in found)
    return found if made else []


@check("ECS674")
def task_fits_on_no_instance(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    found = fleets_of_service(resolved, stack)
    if not found:
        return
    from ecslint.facts.instance_types import instance_type

    known: list[tuple[str, InstanceType, Place]] = []
    for fleet in found:
        for name, place in fleet.types or ():
            offered = instance_type(name)
            if offered is None:
                return
            known.append((name, offered, place))
        if not fleet.types:
            return
    memory, cpu = _memory(task), _cpu(task)
    largest = max(known, key=lambda item: item[1].memory)
    reserved = _reserved(found)
    if memory is not None and memory[0] >= largest[1].memory - reserved:
        less = "ECS_RESERVED_MEMORY" if memory[0] < largest[1].memory else "what the system takes"
        message = (
            f'the task needs {memory[0]} MiB, "{largest[0]}" has {largest[1].memory} MiB less {less}; '
            "use less memory or a larger instance type"
        )
        yield Problem(memory[1], message, ((largest[2], "the instances"),))
    yield from _gpus(task, known)
    fastest = max(known, key=lambda item: item[1].cpu)
    if cpu is not None and cpu[0] > fastest[1].cpu:
        message = (
            f'the task needs {cpu[0]} CPU units, "{fastest[0]}" has {fastest[1].cpu}; '
            "use fewer or a larger instance type"
        )
        yield Problem(cpu[1], message, ((fastest[2], "the instances"),))


@check("ECS677")
def instances_of_other_system(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    platform = task.runtime_platform
    if platform is None or isinstance(platform, Unresolved):
        return
    system = platform.operating_system_family
    if not isinstance(system, str):
        return
    windows = system.upper().startswith("WINDOWS")
    found = fleets_of_service(resolved, stack) if windows or system.upper() == "LINUX" else []
    if not found or any(f.image is None or (f.image.system == "windows") is windows for f in found):
        return
    there = "Linux" if windows else "Windows"
    name = found[0].name
    message = f'the task is for "{system}", the image of "{name}" is {there}; use an image of its system'
    sure = all(fleet.image_is_sure for fleet in found) and service.desired_count != 0
    related = ((found[0].at("ImageId"), "the image of the instances"),)
    severity = Severity.ERROR if sure else Severity.WARNING
    yield Problem(platform.at("operatingSystemFamily"), message, related, severity=severity)


@check("ECS677")
def instances_of_other_architecture(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    platform = task.runtime_platform
    if platform is None or isinstance(platform, Unresolved) or not isinstance(platform.cpu_architecture, str):
        return
    wanted = {"ARM64": "arm64", "X86_64": "x86_64"}.get(platform.cpu_architecture)
    found = fleets_of_service(resolved, stack) if wanted is not None else []
    from ecslint.facts.instance_types import instance_type

    others: list[tuple[str, Place]] = []
    for fleet in found:
        for name, place in fleet.types or ():
            offered = instance_type(name)
            if offered is None or offered.architecture == wanted:
                return
            others.append((f'"{name}" is {offered.architecture}', place))
        if not fleet.types:
            return
    if others:
        message = (
            f"the task is for {platform.cpu_architecture}, {others[0][0]}; use instances of its architecture"
        )
        yield Problem(platform.at("cpuArchitecture"), message, ((others[0][1], "the instances"),))


@check("ECS687")
def constraint_is_met_by_no_instance(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    given = [(c.type, c.expression, c.at("expression")) for _, c in each(service.placement_constraints)]
    given += [(c.type, c.expression, c.at("expression")) for _, c in each(task.placement_constraints)]
    asked = [(text, at) for kind, text, at in given if kind == "memberOf" and isinstance(text, str)]
    found = fleets_of_service(resolved, stack) if asked else []
    if not found or not all(fleet.types for fleet in found):
        return
    from ecslint.checks._shared.attributes import surely_not, terms
    from ecslint.facts.instance_types import instance_type

    for expression, at in asked:
        others: list[tuple[str, Place]] = []
        wanted = terms(expression)
        for fleet in found:
            image = fleet.image
            system = "" if image is None or not fleet.image_is_sure else image.system
            system = "linux" if system == "bottlerocket" else system
            for name, place in fleet.types or ():
                known = instance_type(name)
                architecture = "" if known is None else known.architecture
                if any(surely_not(term, name, architecture, system) for term in wanted):
                    others.append((name, place))
        if wanted and len(others) == sum(len(fleet.types or ()) for fleet in found):
            message = (
                f'no instance of the template meets "{expression}", all are '
                f'"{others[0][0]}"; use another expression or type'
            )
            related = ((others[0][1], "the instances"),)
            severity = None if service.desired_count != 0 else Severity.WARNING
            yield Problem(at, message, related, severity=severity)


def _reserved(found: list[Fleet]) -> int:
    """Return the MiB that all agents are told to keep free; 0 where that may be otherwise."""
    from ecslint.reach.user_data import UserData

    kept = [
        fleet.data.reserved if isinstance(fleet.data, UserData) and not fleet.data.calls else 0
        for fleet in found
    ]
    return min(kept, default=0)


def _gpus(task: TaskDefinition, known: list[tuple[str, InstanceType, Place]]) -> Problems:
    wanted, place = _wanted_gpus(task)
    name, offered, at = max(known, key=lambda item: item[1].gpus)
    if place is not None and wanted > offered.gpus:
        message = f'the task needs {wanted} GPU, "{name}" has {offered.gpus or "none"}; use a type with GPUs'
        yield Problem(place, message, ((at, "the instances"),))


def _wanted_gpus(task: TaskDefinition) -> tuple[int, Place | None]:
    """Return how many GPUs the containers of a task reserve, and where the first one says so."""
    wanted, place = 0, None
    for container in task.containers:
        for index, need in each(container.resource_requirements):
            if need.type == "GPU" and isinstance(need.value, str) and re.fullmatch("[0-9]{1,9}", need.value):
                wanted += int(need.value)
                place = place or container.at("resourceRequirements", index, "value")
    return wanted, place


def _memory(task: TaskDefinition) -> tuple[int, Place] | None:
    """Return the MiB that a task reserves, at least as far as they are known, and where they are said."""
    if task.memory_mib is not None:
        return task.memory_mib, task.at("memory")
    if task.memory is not None:
        return None
    total, place = 0, None
    for container in task.containers:
        reserved = container.memory_reservation
        value = container.memory if reserved is None else reserved
        if isinstance(value, int):
            total += value
            place = place or container.at("memory" if reserved is None else "memoryReservation")
    return None if place is None else (total, place)


def _cpu(task: TaskDefinition) -> tuple[int, Place] | None:
    if task.cpu_units is not None:
        return task.cpu_units, task.at("cpu")
    if task.cpu is not None:
        return None
    values = [c.cpu for c in task.containers if isinstance(c.cpu, int)]
    first = next((c for c in task.containers if isinstance(c.cpu, int)), None)
    return None if first is None else (sum(values), first.at("cpu"))


@check("ECS675")
def too_few_instances(service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack) -> Problems:
    wanted = service.desired_count
    if not isinstance(wanted, int) or service.scheduling_strategy == "DAEMON":
        return
    reason = _one_per_instance(service, task)
    if reason is None:
        yield from _few_fit(service, task, wanted, fleets_of_service(resolved, stack))
        return
    found = fleets_of_service(resolved, stack) if wanted > 1 else []
    if not found:
        return
    from ecslint.reach.joining import most_instances

    most = most_instances(tuple(found))
    if most is None or _is_said_of_the_port(service, task, resolved, stack, wanted > most):
        return
    if wanted > most:
        why, place = reason
        message = (
            f"{wanted} tasks, one per instance ({why}), but at most {most} instances; set MaxSize to {wanted}"
        )
        related = ((place, why), *((fleet.owner.at("MaxSize"), "at most") for fleet in found))
        yield Problem(service.at("desiredCount"), message, related)
    elif most == wanted and _keeps_all(service):
        why, place = reason
        message = (
            f"{wanted} tasks, one per instance ({why}), on at most {most} instances: a deployment has no room"
            f" for more; set MaxSize to {wanted + 1} or lower minimumHealthyPercent"
        )
        yield Problem(service.at("desiredCount"), message, ((place, why),))


def _is_said_of_the_port(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack, short: bool
) -> bool:
    """Say whether ECS612 tells of the instances, which it does where a fixed host port needs them.

    ``short``: there are fewer instances than tasks, which it tells of capacity providers only.
    """
    from ecslint.capacity.scaling import bounds_of
    from ecslint.rollout.limits import fixed_host_port, instances_at_most

    if service.scheduling != "REPLICA" or fixed_host_port(task) is None:
        return False
    if bounds_of(resolved, stack) is not None:
        return False
    return not short or instances_at_most(service, stack) is not None


def _few_fit(service: Service, task: TaskDefinition, wanted: int, found: list[Fleet]) -> Problems:
    """Yield more tasks than the GPUs or the memory of all instances hold, at once or in a deployment."""
    from ecslint.reach.joining import most_instances

    most = most_instances(tuple(found)) if found and wanted else None
    fit = _fit(task, found) if most is not None else None
    if fit is None or most is None or fit[0] == 0:
        return
    each_takes, what, place = fit
    room = most * each_takes
    if wanted > room or (wanted == room and _keeps_all(service)):
        needs = wanted if wanted > room else wanted + 1
        rest = "" if wanted > room else ": a deployment has no room for more"
        message = (
            f"{wanted} {'task' if wanted == 1 else 'tasks'}, {each_takes} per instance ({what}), "
            f"on at most {most} of them{rest}; "
            f"set MaxSize to {-(-needs // each_takes)}"
        )
        related = ((place, what), *((fleet.owner.at("MaxSize"), "at most") for fleet in found))
        yield Problem(service.at("desiredCount"), message, related)


def _fit(task: TaskDefinition, found: list[Fleet]) -> tuple[int, str, Place] | None:
    """Return how many tasks an instance holds at most, by what and where that is said."""
    from ecslint.facts.instance_types import instance_type

    offered = [instance_type(name) for fleet in found for name, _ in fleet.types or ()]
    known = [kind for kind in offered if kind is not None]
    if not known or len(known) != len(offered) or not all(fleet.types for fleet in found):
        return None
    counts = []
    gpus, place = _wanted_gpus(task)
    if place is not None and gpus:
        counts.append((max(kind.gpus for kind in known) // gpus, f"{gpus} GPU each", place))
    memory = _memory(task)
    if memory is not None and memory[0] > 0:
        largest = max(kind.memory for kind in known)
        counts.append(((largest - 1) // memory[0], f"{memory[0]} of {largest} MiB each", memory[1]))
    return min(counts, key=lambda count: count[0], default=None)


def _keeps_all(service: Service) -> bool:
    """Say whether a rolling deployment surely stops no task before new ones run."""
    configuration = service.deployment_configuration
    if service.controller != "ECS" or isinstance(configuration, Unresolved):
        return False
    if configuration is None:
        return True
    return configuration.minimum_healthy_percent in (None, 100) and configuration.strategy in (
        None,
        "ROLLING",
    )


def _one_per_instance(service: Service, task: TaskDefinition) -> tuple[str, Place] | None:
    """Return why an instance takes one task of a service only."""
    for _, constraint in each(service.placement_constraints):
        if constraint.type == "distinctInstance":
            return "distinctInstance", constraint.at("type")
    if task.network_mode == "awsvpc" or isinstance(task.network_mode, Unresolved):
        return None
    for container in task.containers:
        if not is_complete(container.port_mappings):
            continue
        for _, mapping in each(container.port_mappings):
            host = mapping.host_port
            if task.network_mode == "host":
                host = mapping.container_port if host is None or host == 0 else host
            if isinstance(host, int) and host > 0:
                return f"fixed host port {host}", mapping.at("hostPort")
    return None
