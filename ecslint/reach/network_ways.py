"""All ways of a deployment that were asked for, each with its steps or with what cuts it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from ecslint.reach.network_answers import Answer, Cut, Hop, best_of, listed
from ecslint.reach.network_files import mounted, mounting
from ecslint.reach.network_in import approach, approaches, shown
from ecslint.reach.network_links import answer, links
from ecslint.reach.network_model import Graph, Workload
from ecslint.reach.network_needs import KindOf
from ecslint.reach.network_out import needed, registering, wants
from ecslint.reach.network_parts import Outside, Subnet, Truth

Direction = Literal["out", "in", "between"]


class Way(NamedTuple):
    """One way: who it concerns, its ends, whether it is open, and the steps or the cuts.

    ``only_in`` names the subnets that it is cut in, if it is open in others.
    """

    owner: str
    """The name of what it concerns."""
    direction: Direction
    """Whether it leads to the tasks or away from them."""
    source: str
    """Where it begins."""
    target: str
    """Where it leads."""
    purpose: str
    """What it is for."""
    truth: Truth
    """Whether it is open; ``None``: not known."""
    hops: tuple[Hop, ...]
    """The steps of an open way."""
    cuts: tuple[Cut, ...]
    """What closes it."""
    only_in: tuple[str, ...] = ()


class Member(NamedTuple):
    """A service, rule, schedule or fleet with its ways."""

    name: str
    """Its name in the file."""
    kind: str
    """``service``, ``rule``, ``schedule`` or ``fleet``."""
    launch: str
    """Where tasks run, e.g. ``Fargate``."""
    subnets: tuple[str, ...]
    """Names of its subnets."""
    groups: tuple[str, ...]
    """Names of its security groups."""
    ways: tuple[Way, ...]
    """Its ways in and out."""


def members_of(graph: Graph, kind_of: KindOf) -> list[Member]:
    """Return everything that starts tasks, and the instances, with all its ways."""
    found = []
    for fleet in graph.fleets:
        ways = [
            _way(fleet.name, "out", fleet.name, service, doing, answers)
            for service, doing, answers in registering(graph, fleet)
        ]
        subnets, groups = _names(fleet.interface.subnets), _names(fleet.interface.groups)
        found.append(Member(fleet.name, "instances", "EC2", subnets, groups, tuple(ways)))
    for workload in graph.workloads:
        ways = [*_out(graph, workload, kind_of), *_in(graph, workload), *_between(graph, workload)]
        interface = workload.interface
        found.append(
            Member(
                workload.name,
                workload.kind,
                workload.launch or "not known",
                _names(interface.subnets) if interface is not None else (),
                _names(interface.groups) if interface is not None else (),
                tuple(ways),
            )
        )
    return found


def _names(items: Sequence[object]) -> tuple[str, ...]:
    return tuple(
        (item.text or "outside") if isinstance(item, Outside) else str(getattr(item, "name", ""))
        for item in items
    )


def _out(graph: Graph, workload: Workload, kind_of: KindOf) -> Iterator[Way]:
    seen: set[tuple[str, str]] = set()
    for need in wants(workload, kind_of):
        for destination, answers in needed(graph, workload, need):
            target = destination or ("registry" if need.unknown else "internet")
            if (target, need.doing) not in seen:
                seen.add((target, need.doing))
                yield _way(workload.name, "out", workload.name, target, need.doing, answers)
    for volume in mounted(graph, workload):
        answers = mounting(workload, volume.system)
        if answers:
            doing = "mount the file system"
            yield _way(workload.name, "out", workload.name, volume.system.name, doing, answers)


def _in(graph: Graph, workload: Workload) -> Iterator[Way]:
    for way in approaches(graph):
        if way.workload is workload:
            source = way.balancer.name if way.balancer is not None else "load balancer elsewhere"
            what = "health checks" if way.purpose == "health" else "traffic"
            found = approach(way)
            purpose = f"{what} on {shown(way.ports)}"
            yield _one(workload.name, "in", source, workload.name, purpose, found)


def _between(graph: Graph, workload: Workload) -> Iterator[Way]:
    for link in links(graph):
        if link.client is workload:
            ports = " or ".join(shown(span) for span in link.ports)
            target = link.what.replace('"', "")
            yield _one(workload.name, "between", workload.name, target, f"connect on {ports}", answer(link))


def _one(owner: str, direction: Direction, source: str, target: str, purpose: str, found: Answer) -> Way:
    return Way(owner, direction, source, target, purpose, found.truth, found.hops, found.cuts)


def _way(
    owner: str,
    direction: Direction,
    source: str,
    target: str,
    purpose: str,
    answers: Sequence[tuple[Subnet | Outside, Answer]],
) -> Way:
    """Make one way of the answers in all subnets: cut if it is cut in any."""
    closed = [(subnet, found) for subnet, found in answers if found.truth is False]
    if not closed:
        best = _worst([found for _, found in answers])
        return _one(owner, direction, source, target, purpose, best)
    cuts: dict[tuple[object, ...], Cut] = {}
    for _, found in closed:
        for cut in found.cuts:
            cuts[cut.key] = cuts[cut.key].joined(cut) if cut.key in cuts else cut
    only_in = () if len(closed) == len(answers) else _names([subnet for subnet, _ in closed])
    hops = closed[0][1].hops
    return Way(owner, direction, source, target, purpose, False, hops, tuple(cuts.values()), only_in)


def merged(ways: Sequence[Way]) -> list[Way]:
    """Return ways for one purpose by the same steps, or with the same cuts, as one that names all ends."""
    found: dict[tuple[object, ...], tuple[Way, list[str]]] = {}
    for way in ways:
        keys = tuple(cut.key for cut in way.cuts)
        key = (way.direction, way.source, way.purpose, way.truth, way.hops, way.only_in, keys)
        if key not in found:
            found[key] = (way, [way.target])
            continue
        first, targets = found[key]
        cuts = tuple(one.joined(other) for one, other in zip(first.cuts, way.cuts, strict=True))
        found[key] = (first._replace(cuts=cuts), [*targets, way.target])
    return [way._replace(target=listed(targets)) for way, targets in found.values()]


def _worst(answers: Sequence[Answer]) -> Answer:
    doubtful = [found for found in answers if found.truth is None]
    return doubtful[0] if doubtful else best_of(answers)
