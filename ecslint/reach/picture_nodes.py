"""What a picture of a stack shows: boxes in columns, the lines between them, and what cuts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from ecslint.base.identity import ById
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.model.task import TaskDefinition
from ecslint.reach.network_answers import Hop
from ecslint.reach.network_model import Graph, Workload
from ecslint.reach.network_parts import Truth
from ecslint.reach.network_ways import Member, Way

Kind = Literal["lb", "svc", "way", "out", "to"]
COLUMNS: Final[dict[Kind, int]] = {"lb": 0, "svc": 1, "way": 2, "out": 3, "to": 4}
"""Callers, what runs, what is passed first and behind that, and what is reached."""
MOST_LINES: Final = 6
"""Lines below the name of a box."""
MOST_MEMBERS: Final = 24
"""Services, rules, schedules and fleets that one picture shows."""


@dataclass(eq=False)
class Node:
    """A box. ``y`` and ``height`` are pixels, set when it is placed."""

    name: str
    """The heading of the box."""
    kind: Kind
    """What it stands for, which decides on its look."""
    lines: list[str] = field(default_factory=list)
    """The lines below the heading."""
    y: float = 0.0
    height: float = 0.0

    def add(self, line: str) -> None:
        """Add a line that is not there yet; what is too much ends in an ellipsis."""
        if line in self.lines or len(self.lines) > MOST_LINES:
            return
        self.lines.append(line if len(self.lines) < MOST_LINES else "…")


@dataclass(eq=False)
class Edge:
    """A line between two boxes, as bad as the worst way along it; ``number`` is that of its cut."""

    source: Node
    """The box where it begins."""
    target: Node
    """The box where it ends."""
    truth: Truth
    """Whether the way is open; ``None``: not known."""
    purposes: list[str] = field(default_factory=list)
    """What the ways along it are for."""
    number: int | None = None


@dataclass
class CutWay:
    """A way that is closed, with the number that the picture gives it."""

    number: int
    """The number in the picture, from 1."""
    way: Way
    """The way."""


class Parts:
    """The boxes and lines of a stack. ``say`` hides credentials of the file in a text."""

    def __init__(self, graph: Graph, members: Sequence[Member], say: Callable[[str], str]) -> None:
        self._say = say
        self._graph = graph
        self._groups = {group.name for group in graph.groups}
        self._workloads = {workload.name: workload for workload in graph.workloads}
        self.nodes: dict[tuple[Kind, str], Node] = {}
        self.edges: dict[tuple[ById, ById], Edge] = {}
        self.cuts: list[CutWay] = []
        self.omitted = max(len(members) - MOST_MEMBERS, 0)
        shown = members[:MOST_MEMBERS]
        self._members = {member.name for member in shown}
        ways = [way for member in shown for way in member.ways]
        self._behind = {hop.name for way in ways for hop in self._passed(way)[1:]}
        for balancer in graph.balancers:
            self._balancer(balancer.name, balancer.kind, balancer.internal)
        for member in shown:
            self._member(member)
        for member in shown:
            for way in member.ways:
                self._way(way)
        for key in [key for key, node in self.nodes.items() if key[0] == "lb" and not self._is_used(node)]:
            if graph.balancers and len(self.nodes) > 1 and key[1] == "internet":
                del self.nodes[key]

    def _is_used(self, node: Node) -> bool:
        return any(node is edge.source or node is edge.target for edge in self.edges.values())

    def node(self, kind: Kind, name: str) -> Node:
        """Return the box with a name, made where it is not there yet."""
        name = self._say(name) or "not known"
        if (kind, name) not in self.nodes:
            self.nodes[kind, name] = Node(name, kind)
        return self.nodes[kind, name]

    def _balancer(self, name: str, kind: str | None, internal: Truth) -> None:
        box = self.node("lb", name)
        box.add(f"{kind or 'load'} load balancer" if kind != "gateway" else "gateway load balancer")
        if internal is not None:
            box.add("internal" if internal else "internet-facing")

    def _member(self, member: Member) -> None:
        box = self.node("svc", member.name)
        box.add(f"{member.kind}, {member.launch}")
        workload = self._workloads.get(member.name)
        if workload is not None:
            for line in _details(workload):
                box.add(self._say(line))
        for group in member.groups:
            box.add(self._say(f"group {group}"))

    def _way(self, way: Way) -> None:
        """Add the boxes and lines of one way; what cuts it gets a number."""
        purpose = self._say(way.purpose)
        passed = []
        for hop in self._passed(way):
            box = self.node("out" if hop.name in self._behind else "way", hop.name)
            if hop.note:
                box.add(self._say(hop.note))
            passed.append(box)
        boxes = [self._end(way, way.source), *passed, self._end(way, way.target)]
        for first, second in pairwise(boxes):
            truth = way.truth if second is boxes[-1] or way.truth is not False else True
            self._edge(first, second, truth, purpose)
        if way.truth is False:
            last = self.edges[ById(boxes[-2]), ById(boxes[-1])]
            if last.number is None:
                last.number = len({cut.number for cut in self.cuts}) + 1
            self.cuts.append(CutWay(last.number, way))
        if boxes[-1].kind == "to":
            boxes[-1].add(purpose)

    def _end(self, way: Way, name: str) -> Node:
        """Return the box at an end of a way."""
        if name in self._members:
            return self.node("svc", name)
        if way.direction == "in":
            return self.node("lb", name)
        return self.node("to", name)

    def _passed(self, way: Way) -> list[Hop]:
        return [hop for hop in way.hops if self._is_passed(hop, way)]

    def _is_passed(self, hop: Hop, way: Way) -> bool:
        """Say whether a step is a box of its own: a gateway or an endpoint, not a security group."""
        if hop.name in self._groups or hop.name in (way.source, way.target) or way.direction != "out":
            return False
        return not hop.note.startswith(("egress", "ingress", "not known"))

    def _edge(self, source: Node, target: Node, truth: Truth, purpose: str) -> None:
        edge = self.edges.setdefault((ById(source), ById(target)), Edge(source, target, truth))
        edge.truth = _worse(edge.truth, truth)
        if purpose not in edge.purposes:
            edge.purposes.append(purpose)


def _worse(one: Truth, other: Truth) -> Truth:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _details(workload: Workload) -> Iterator[str]:
    """Yield what is worth saying of a service's task: roles and secrets, by name."""
    task = workload.task
    if not isinstance(task, TaskDefinition):
        return
    for word, value in (("execution role", task.execution_role_arn), ("task role", task.task_role_arn)):
        if value is not None:
            yield f"{word} {_role(value)}"
    names = [
        secret.name
        for container in task.containers
        for secret in (container.secrets if isinstance(container.secrets, list | tuple) else ())
        if not isinstance(secret, Unresolved) and isinstance(secret.name, str)
    ]
    if names:
        yield f"secrets {', '.join(dict.fromkeys(names))}"


def _role(value: object) -> str:
    """Return the name of a role: that of the resource, or the end of its ARN."""
    if isinstance(value, Reference):
        return value.logical_id
    if isinstance(value, Unresolved):
        return value.text or "not known"
    return str(value).rpartition("/")[2]
