"""From a template to the network model: what starts tasks without being a service.

Rules and schedules, state machines, task sets of services with an external deployment controller, and
Express services, which have a task of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.model.task import TaskDefinition
from ecslint.reach.network_model import Entry, Interface, Launch, Workload
from ecslint.reach.network_needs import KindOf, Need, image_needs
from ecslint.reach.network_parts import Outside
from ecslint.reach.stack_network import NetworkReader
from ecslint.reach.stack_servers import ServerReader
from ecslint.reach.stack_values import items, members, number, points, reference

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.base import Place

TASK_SET: Final = "AWS::ECS::TaskSet"
EXPRESS: Final = "AWS::ECS::ExpressGatewayService"
MACHINE: Final = "AWS::StepFunctions::StateMachine"
OLD: Final = ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
"""Platform versions of Fargate that log in to registries by an interface of Fargate's own.
Source: *Fargate task networking*, Amazon ECS Developer Guide, read 2026-11."""
_CALL: Final = ":::ecs:runTask"
_NEST: Final = 40
"""How deep states are looked for in a definition."""
Path: TypeAlias = tuple[str | int, ...]
Kind: TypeAlias = Literal["rule", "schedule", "state machine", "task set"]
TaskOf: TypeAlias = Callable[[object], TaskDefinition | None]


_KINDS: Final = {
    "AWS::ECR::Repository": "repository",
    "AWS::SSM::Parameter": "parameter",
    "AWS::SecretsManager::Secret": "secret",
}


def kinds_of(stack: Stack) -> KindOf:
    """Return what says what a reference of the template stands for."""
    resources = stack.template.resources

    def kind_of(reference: Reference) -> str | None:
        resource = resources.get(reference.logical_id)
        if resource is None:
            return None
        kind = resource.type
        return "secret" if kind.startswith("AWS::RDS::") else _KINDS.get(kind)

    return kind_of


class StarterReader:
    """Adds everything but services that starts tasks to a network."""

    def __init__(
        self, network: NetworkReader, servers: ServerReader, task_of: TaskOf, kind_of: KindOf
    ) -> None:
        self.network = network
        self.graph = network.graph
        self._servers = servers
        self._task_of = task_of
        self._kind_of = kind_of

    def read(self) -> None:
        """Read them all."""
        for name, item in self.network.all("AWS::Events::Rule"):
            for index, target in items(item.get("Targets")):
                self._run(name, "rule", item, ("Targets", index, "EcsParameters"), target)
        for name, item in self.network.all("AWS::Scheduler::Schedule"):
            self._run(name, "schedule", item, ("Target", "EcsParameters"), item.get("Target"))
        for name, item in self.network.all(MACHINE):
            for path, call in _calls(item):
                self._started(name, "state machine", item, path, call)
        for name, item in self.network.all(TASK_SET):
            self._task_set(name, item)
        for name, item in self.network.all(EXPRESS):
            self._express(name, item)

    def _run(self, name: str, kind: Kind, item: Resolved, base: Path, target: object) -> None:
        run = members(target).get("EcsParameters")
        if isinstance(run, dict):
            self._started(name, kind, item, base, run)

    def _started(
        self,
        name: str,
        kind: Kind,
        item: Resolved,
        base: Path,
        run: dict[str, object],
    ) -> Workload:
        key = "TaskDefinitionArn" if kind in ("rule", "schedule") else "TaskDefinition"
        task = self._task_of(run.get(key))
        network = members(run.get("NetworkConfiguration"))
        inner = next((k for k in network if str(k).lower() == "awsvpcconfiguration"), None)
        block = members(network.get(inner)) if inner is not None else {}
        way: Path = ("NetworkConfiguration", inner or "")
        at = points(
            item,
            base,
            subnets=(*way, "Subnets"),
            groups=(*way, "SecurityGroups"),
            public=(*way, "AssignPublicIp" if "AssignPublicIp" in block else "Subnets"),
            task=key,
        )
        if base == ("DefinitionString",):  # a text: nothing below it has a place of its own
            at = points(item, base)
        where = _launch(run, task)
        interface = None
        if block:
            subnets = self.network.subnets_of(block.get("Subnets"))
            groups = self.network.groups_of(block.get("SecurityGroups"), subnets)
            # What an absent AssignPublicIp means here is not documented.
            given = block.get("AssignPublicIp")
            public = {"ENABLED": True, "DISABLED": False}.get(given) if isinstance(given, str) else None
            interface = Interface(subnets, groups, public, at, name)
        mode = "awsvpc" if where == "FARGATE" else None
        old = run.get("PlatformVersion") in OLD
        found = Workload(name, kind, at, task, None, where, mode, interface, None, True, old)
        self.graph.workloads.append(found)
        return found

    def _task_set(self, name: str, item: Resolved) -> None:
        if not isinstance(item.data, dict):
            return
        found = self._started(name, "task set", item, (), item.data)
        scale = members(item.get("Scale")).get("Value")
        found.starts = None if isinstance(scale, Unresolved) else number(scale) != 0
        for index, entry in items(item.get("LoadBalancers")):
            block = members(entry)
            value = block.get("TargetGroupArn")
            if value is None:
                continue
            container, port = block.get("ContainerName"), number(block.get("ContainerPort"))
            at = points(
                item,
                ("LoadBalancers", index),
                containerPort="ContainerPort",
                targetGroupArn="TargetGroupArn",
            )
            targets = self._servers.targets.get(reference(value, "TargetGroupArn") or "")
            text = container if isinstance(container, str) else None
            found.entries.append(Entry(targets or Outside(str(value)), text, port, at))

    def _express(self, name: str, item: Resolved) -> None:
        """Read an Express service: a Fargate task of one container, which logs to CloudWatch Logs.

        Whether its tasks get public IPs follows from the kind of its subnets, and is not asked here.
        Groups are made where none are given. Sources: the API model (``CreateExpressGatewayServiceRequest``)
        and *Resources created by Amazon ECS Express Mode services*, Developer Guide, read 2026-11.
        """
        block = members(item.get("NetworkConfiguration"))
        at = points(
            item,
            subnets=("NetworkConfiguration", "Subnets"),
            groups=("NetworkConfiguration", "SecurityGroups"),
            public=("NetworkConfiguration", "Subnets"),
            task="PrimaryContainer",
        )
        interface = None
        if block.get("Subnets") is not None:
            subnets = self.network.subnets_of(block.get("Subnets"))
            groups = self.network.groups_of(block.get("SecurityGroups"), subnets)
            if block.get("SecurityGroups") in (None, []):
                groups = (Outside("the group that Amazon ECS makes", foreign=True),)
            interface = Interface(subnets, groups, None, at, name, remedy="")
        task = self._task_of(item.get("TaskDefinitionArn"))
        found = Workload(name, "Express service", at, task, None, "FARGATE", "awsvpc", interface, None, True)
        primary = members(item.get("PrimaryContainer"))
        if primary:
            image = primary.get("Image")
            place = item.at("PrimaryContainer", "Image")
            if isinstance(image, str | Unresolved):
                found.own_needs += image_needs(image, place, self._kind_of)
            found.own_needs.append(Need("write logs", item.at("PrimaryContainer"), ("logs",)))
        self.graph.workloads.append(found)


def runs_on_instances(stack: Stack) -> Iterator[tuple[object, Place]]:
    """Yield the cluster of each call of ``RunTask`` with the launch type EC2, and where it says so."""
    for kind in ("AWS::Events::Rule", "AWS::Scheduler::Schedule"):
        for item in stack.all(kind):
            base = "Target" if kind.endswith("Schedule") else "Targets"
            for index, target in items(item.get(base)) if isinstance(item.data, dict) else ():
                run = members(members(target).get("EcsParameters"))
                if run.get("LaunchType") == "EC2":
                    way: Path = (base,) if base == "Target" else (base, index)
                    yield members(target).get("Arn"), item.at(*way, "EcsParameters", "LaunchType")
    for item in stack.all(MACHINE):
        for path, call in _calls(item) if isinstance(item.data, dict) else ():
            if call.get("LaunchType") == "EC2":
                end: Path = () if path == ("DefinitionString",) else ("LaunchType",)
                yield call.get("Cluster"), item.at(*path, *end)


def _launch(run: dict[str, object], task: TaskDefinition | None) -> Launch | None:
    launch = run.get("LaunchType")
    if launch in ("FARGATE", "EC2"):
        return "FARGATE" if launch == "FARGATE" else "EC2"
    if launch is None and run.get("CapacityProviderStrategy") is None:
        return "FARGATE" if task is not None and task.compatibilities == {"FARGATE"} else None
    return None


def _calls(item: Resolved) -> Iterator[tuple[Path, dict[str, object]]]:
    """Yield the calls of ``RunTask`` in a state machine, each with the route of its parameters."""
    text = item.get("DefinitionString")
    if text is not None:
        read = _read(text)
        yield from ((("DefinitionString",), call) for _, call in _states(read, (), _NEST))
    else:
        yield from _states(item.get("Definition"), ("Definition",), _NEST)


def _states(value: object, route: Path, depth: int) -> Iterator[tuple[Path, dict[str, object]]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _states(each, (*route, index), depth - 1)
    if not isinstance(value, dict):
        return
    resource = value.get("Resource")
    text = resource.text if isinstance(resource, Unresolved) else str(resource)
    if _CALL in text:
        for key in ("Parameters", "Arguments"):
            if isinstance(value.get(key), dict):
                yield (*route, key), value[key]
    for key, each in value.items():
        yield from _states(each, (*route, key), depth - 1)


def _read(value: object) -> object:
    """Return the definition that a text is, with the references that stand alone in its strings."""
    parts = value.parts if isinstance(value, PartialText) else (value,)
    marks: dict[str, Unresolved] = {}
    pieces = []
    for index, part in enumerate(parts):
        if isinstance(part, Unresolved):
            mark = f"\N{OBJECT REPLACEMENT CHARACTER}{index};"
            marks[mark] = part
            pieces.append(mark)
        else:
            pieces.append(str(part))
    try:
        return _filled(json.loads("".join(pieces)), marks)
    except (ValueError, RecursionError):
        return None


def _filled(value: object, marks: dict[str, Unresolved]) -> object:
    if isinstance(value, dict):
        return {key: _filled(each, marks) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, marks) for each in value]
    if not isinstance(value, str):
        return value
    if value in marks:
        return marks[value]
    return Unresolved("part of a text") if "\N{OBJECT REPLACEMENT CHARACTER}" in value else value
