"""The order in which containers start: dependsOn, links, volumesFrom and startTimeout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.facts import containers as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import Container, ContainerDependency, HealthCheck, TaskDefinition

_LINK = regex(r"[A-Za-z0-9_-]{1,255}(:[A-Za-z0-9_-]{1,255})?")


class _Edge(NamedTuple):
    """``source`` can only start once ``target`` has, for the reason that stands at ``place``."""

    source: str
    target: str
    parameter: str
    place: Place


def _dependencies(container: Container) -> Iterator[tuple[ContainerDependency, str, Place]]:
    """Yield each known dependency with the name it waits for and the place of that name."""
    for index, dependency in each(container.depends_on):
        if isinstance(dependency.container_name, str) and dependency.container_name:
            place = container.at("dependsOn", index, "containerName")
            yield dependency, dependency.container_name, place


def _link_target(link: str) -> str:
    """Return the container of a ``name`` or ``name:alias`` link."""
    return link.partition(":")[0]


def _unknown(task: TaskDefinition, container: Container, name: str) -> tuple[str, str | None] | None:
    """Return which containers there are, and the likeliest, if surely none of them is called ``name``."""
    named = task.containers_known and all(isinstance(c.name, str) for c in task.containers)
    if not named or task.container(name) is not None:
        return None
    names = [c.name for c in task.containers if isinstance(c.name, str)]
    near = nearest(name, [other for other in names if other != container.name])
    return "use " + ", ".join(f'"{n}"' for n in ([near] if near else names)), near


def _unless_complete(task: TaskDefinition) -> Severity | None:
    """Return a milder severity for a bare list of containers, which may be completed elsewhere."""
    return Severity.WARNING if task.is_excerpt else None


@check("ECS430")
def dependency_is_impossible(subject: TaskDefinition | Container, task: TaskDefinition) -> Problems:
    if isinstance(subject, TaskDefinition):
        yield from _circles(subject)
        return
    yield from _links(subject, task)
    yield from _missing_containers(subject, task)
    yield from _ends_of_essential_containers(subject, task)
    yield from _health_without_a_check(subject, task)


def _links(container: Container, task: TaskDefinition) -> Problems:
    for index, link in each(container.links):
        place = container.at("links", index)
        if not _LINK.fullmatch(link):
            message = (
                f'"{link}" is not a valid link; use "name" or "name:alias" with letters, digits, - and _'
            )
            yield Problem(place, message)
            continue
        name = _link_target(link)
        unknown = _unknown(task, container, name)
        if unknown:
            there, near = unknown
            message = f'links refers to "{name}", which is not a container of the task; {there}'
            fix = Fix(f'link "{near}"', (Edit("set", place, near + link[len(name) :]),)) if near else None
            yield Problem(place, message, fix=fix, severity=_unless_complete(task))


def _missing_containers(container: Container, task: TaskDefinition) -> Problems:
    for _, name, place in _dependencies(container):
        unknown = _unknown(task, container, name)
        if unknown:
            there, near = unknown
            message = f'dependsOn refers to "{name}", which is not a container of the task; {there}'
            fix = Fix(f'depend on "{near}"', (Edit("set", place, near),)) if near else None
            yield Problem(place, message, fix=fix, severity=_unless_complete(task))


def _ends_of_essential_containers(container: Container, task: TaskDefinition) -> Problems:
    for dependency, name, place in _dependencies(container):
        target = task.container(name)
        if target is None or dependency.condition not in facts.EXIT_CONDITIONS:
            continue
        if target.essential is True or target.essential is None:
            default = "by default" if target.essential is None else 'by "essential": true'
            message = (
                f'condition {dependency.condition} waits for the end of "{name}", which is essential '
                f'{default} and would take the task down with it; set "essential": false on "{name}"'
            )
            fix = Fix(
                f'set "essential": false on "{name}"',
                (Edit("set", target.at("essential"), False),),
                safe=True,
            )
            related = ((target.at("essential"), f'"{name}" is essential'),)
            condition = container.at(*place.path[:-1], "condition")
            yield Problem(condition, message, related, _unless_last(task, target, fix))


def _unless_last(task: TaskDefinition, target: Container, fix: Fix) -> Fix | None:
    """Withhold a fix that would leave the task without an essential container."""
    others = [c for c in task.containers if c is not target and c.essential in (True, None)]
    return fix if others else None


def _health_without_a_check(container: Container, task: TaskDefinition) -> Problems:
    for dependency, name, place in _dependencies(container):
        target = task.container(name)
        if target is not None and dependency.condition == "HEALTHY" and target.health_check is None:
            message = (
                f'condition HEALTHY needs a "healthCheck" in the definition of "{name}", which has none '
                "(one in its image does not count); add it, or wait for START"
            )
            related = ((target.at("healthCheck"), f'"{name}" has no healthCheck'),)
            condition = container.at(*place.path[:-1], "condition")
            fix = Fix("wait for START", (Edit("set", condition, "START"),))
            yield Problem(condition, message, related, fix)


def _circles(task: TaskDefinition) -> Problems:
    edges: dict[str, list[_Edge]] = {}
    for container in task.containers:
        for edge in _start_order(container):
            edges.setdefault(edge.source, []).append(edge)
    for cycle in _cycles(edges):
        first = cycle[0]
        path = " → ".join([*(edge.source for edge in cycle), first.source])
        fix = None
        if len(cycle) == 1:
            message = f'"{first.source}" names itself in {first.parameter}; remove the entry'
            entry = first.place._replace(path=first.place.path[:2])
            fix = Fix("remove the entry", (Edit("remove", entry),), safe=True)
        else:
            message = (
                f"no container can start first: {path} ({_parameters(cycle)}); break the circle at one place"
            )
        related = tuple((edge.place, f'"{edge.source}" waits for "{edge.target}"') for edge in cycle[1:])
        yield Problem(first.place, message, related, fix)


def _parameters(cycle: list[_Edge]) -> str:
    return ", ".join(dict.fromkeys(edge.parameter for edge in cycle))


def _start_order(container: Container) -> Iterator[_Edge]:
    source = container.name
    if not isinstance(source, str) or not source:
        return
    for _, name, place in _dependencies(container):
        yield _Edge(source, name, "dependsOn", place)
    for index, link in each(container.links):
        yield _Edge(source, _link_target(link), "links", container.at("links", index))
    for index, volume in each(container.volumes_from):
        if isinstance(volume.source_container, str):
            place = container.at("volumesFrom", index, "sourceContainer")
            yield _Edge(source, volume.source_container, "volumesFrom", place)


def _cycles(edges: dict[str, list[_Edge]]) -> Iterator[list[_Edge]]:
    """Yield circles of edges, each edge in one of them at most, from the first container on."""
    done: set[str] = set()
    for start in edges:
        path: list[_Edge] = []
        on_path = {start: 0}
        stack = [iter(edges[start])] if start not in done else []
        while stack:
            edge = next(stack[-1], None)
            if edge is None:
                stack.pop()
                node = path.pop().target if path else start
                on_path.pop(node, None)
                done.add(node)
            elif edge.target in on_path:
                yield [*path[on_path[edge.target] :], edge]
            elif edge.target not in done:
                path.append(edge)
                on_path[edge.target] = len(path)
                stack.append(iter(edges.get(edge.target, ())))


@check("ECS434")
def start_timeout_is_unsuitable(container: Container, task: TaskDefinition) -> Problems:
    yield from _without_effect(container, task)
    yield from _shorter_than_the_health_check(container, task)


def _without_effect(container: Container, task: TaskDefinition) -> Problems:
    if container.start_timeout is None or not isinstance(container.name, str) or not task.containers_complete:
        return
    started = False
    for other in task.containers:
        if isinstance(other.depends_on, Unresolved):
            return
        for dependency in other.depends_on or ():
            if isinstance(dependency, Unresolved) or isinstance(dependency.container_name, Unresolved):
                return
            if dependency.container_name != container.name:
                continue
            if isinstance(dependency.condition, Unresolved) or dependency.condition in facts.TIMED_CONDITIONS:
                return
            started = True
    why = "others wait only for its START" if started else "no container waits for it"
    message = f'startTimeout of "{container.name}" has no effect, since {why}; remove it'
    place = container.at("startTimeout")
    yield Problem(place, message, fix=Fix("remove startTimeout", (Edit("remove", place),), safe=True))


def _shorter_than_the_health_check(container: Container, task: TaskDefinition) -> Problems:
    """Compare seconds: startPeriod + retries × interval is the time until UNHEALTHY is certain."""
    for dependency, name, place in _dependencies(container):
        target = task.container(name)
        if target is None or dependency.condition != "HEALTHY" or not isinstance(target.start_timeout, int):
            continue
        needed = _seconds_to_unhealthy(known(target.health_check))
        if needed is not None and target.start_timeout < needed:
            message = (
                f'startTimeout {target.start_timeout} gives up on "{name}" before its health '
                f"check has decided (startPeriod + retries × interval); set more than {needed}"
            )
            yield Problem(target.at("startTimeout"), message, ((place, "waits for HEALTHY here"),))


def _seconds_to_unhealthy(health: HealthCheck | None) -> int | None:
    if health is None:
        return None
    numbers = []
    for name, value in (
        ("startPeriod", health.start_period),
        ("retries", health.retries),
        ("interval", health.interval),
    ):
        if isinstance(value, Unresolved):
            return None
        numbers.append(facts.HEALTH_CHECK_DEFAULTS[name] if value is None else value)
    start, retries, interval = numbers
    return start + retries * interval


@check("ECS436")
def dependency_on_the_end_ignores_failure(container: Container) -> Problems:
    for dependency, name, place in _dependencies(container):
        if dependency.condition == "COMPLETE":
            condition = container.at(*place.path[:-1], "condition")
            message = (
                f'condition COMPLETE is met even if "{name}" fails; use "SUCCESS", which waits '
                "for exit code 0"
            )
            yield Problem(
                condition, message, fix=Fix("wait for SUCCESS", (Edit("set", condition, "SUCCESS"),))
            )
