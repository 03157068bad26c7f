"""Out: whether tasks and instances reach what they need, and what keeps them from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, NamedTuple, TypeAlias

from ecslint.base.identity import ById
from ecslint.model.base import Place
from ecslint.reach.network_answers import UNKNOWN, Answer, Cut, along, listed, quoted
from ecslint.reach.network_model import Fleet, Graph, Interface, Workload
from ecslint.reach.network_needs import KindOf, Need, needs_of
from ecslint.reach.network_parts import Outside, Subnet, Truth, Vpc
from ecslint.reach.network_paths import HTTPS, by_route, sends_at_all, to_internet
from ecslint.reach.network_services import names_resolve, to_service
from ecslint.reach.network_v6 import name_without_v6

Effect: TypeAlias = Literal["register", "start", "logs", "exec"]
REGISTER = ("ecs", "ecs-agent")
"""Endpoints that the agent of an instance needs to join its cluster.
Source: *Amazon ECS interface VPC endpoints*, Amazon ECS Developer Guide, read 2026-11."""
TELEMETRY = "ecs-telemetry"
_SAME = {"no-endpoint": "no-route"}


@dataclass(slots=True)
class Verdict:
    """A cut and what does not work because of it. ``fatal``: in none of the subnets."""

    cut: Cut
    """What closes the way."""
    who: str
    """Who is concerned, in words."""
    doings: list[str] = field(default_factory=list)
    """What does not work, to complete "so tasks cannot …"."""
    effects: set[Effect] = field(default_factory=set)
    """What fails: the start, logs or sessions."""
    fatal: bool = False
    starts: Truth = None
    """Whether tasks are started at once."""
    places: list[tuple[Place, str]] = field(default_factory=list)
    """Where the needs arise, with a label each."""
    only_in: tuple[str, ...] = ()
    """Names of the subnets that it is closed in; empty: in all."""

    @property
    def is_error(self) -> bool:
        """Whether no task can start, whatever is outside the files."""
        return (
            self.fatal
            and self.cut.firm
            and self.starts is True
            and not self.effects.isdisjoint({"start", "register"})
        )

    @property
    def message(self) -> str:
        """Return the message of the finding, without the place."""
        who = f'"{self.who}"' if self.fatal else f'tasks of "{self.who}" in {quoted(self.only_in)}'
        doings = list(dict.fromkeys(self.doings))
        if len(doings) > 3:
            doings = [*doings[:2], "more"]
        return f"{self.cut.said}, so {who} cannot {listed(doings, 'or')}; {self.cut.advice}"


class Asked(NamedTuple):
    """A question: who does what, what fails without it, whether it is done at once, and where it says so."""

    who: str
    """Who does it."""
    doing: str
    """What is done, to complete "so tasks cannot …"."""
    effect: Effect
    """What fails without it."""
    starts: Truth
    """Whether tasks are started at once."""
    place: Place
    """Where the need arises."""


class Collector:
    """Gathers cuts, so that each is said once."""

    def __init__(self) -> None:
        self.verdicts: dict[tuple[object, ...], Verdict] = {}

    def add(self, answers: Sequence[tuple[Subnet | Outside, Answer]], asked: Asked) -> None:
        """Take the answers to one question in all subnets."""
        closed = [(subnet, answer) for subnet, answer in answers if answer.truth is False]
        fatal = len(closed) == len(answers)
        for subnet, answer in closed:
            for each in answer.cuts:
                self._one(each, subnet, asked, fatal)

    def _one(self, cut: Cut, subnet: Subnet | Outside, asked: Asked, fatal: bool) -> None:
        key = (_SAME.get(cut.kind, cut.kind), ById(cut.place.model), cut.place.path, _stem(cut))
        known = self.verdicts.get(key)
        if known is None:
            known = self.verdicts[key] = Verdict(cut, asked.who)
        elif cut.kind == "no-route" and known.cut.kind == "no-endpoint":
            known.cut = cut.joined(known.cut)
        else:
            known.cut = known.cut.joined(cut)
        known.doings.append(asked.doing)
        known.effects.add(asked.effect)
        known.fatal = known.fatal or fatal
        if asked.starts is not None:
            known.starts = known.starts or asked.starts
        if isinstance(subnet, Subnet) and subnet.name not in known.only_in:
            known.only_in = (*known.only_in, subnet.name)
        if asked.place not in [place for place, _ in known.places]:
            known.places.append((asked.place, asked.doing))


def _stem(cut: Cut) -> str:
    return "" if cut.kind in ("no-route", "no-endpoint") else cut.fault


def out_verdicts(graph: Graph, kind_of: KindOf) -> list[Verdict]:
    """Return what keeps the tasks and instances of a deployment from what they need outside."""
    collector = Collector()
    for fleet in graph.fleets:
        _register(graph, fleet, collector)
    for workload in graph.workloads:
        for need in _unique(wants(workload, kind_of)):
            _fulfil(graph, workload, need, collector)
        _own_calls(graph, workload, collector)
    return list(collector.verdicts.values())


def wants(workload: Workload, kind_of: KindOf) -> list[Need]:
    """Return what the tasks of a workload need from outside their VPC."""
    if workload.task is None:
        return workload.own_needs
    found = needs_of(workload.task, kind_of, workload.executes is True, workload.session_key)
    return [*workload.own_needs, *found]


def _own_calls(graph: Graph, workload: Workload, collector: Collector) -> None:
    """Ask for tasks with an interface of their own on instances, which never has a public IP.

    Only of public subnets: of others it may be meant that nothing gets out.
    Source: *Task networking for EC2*, Amazon ECS Developer Guide, read 2026-11.
    """
    interface = workload.interface
    if workload.launch != "EC2" or workload.mode != "awsvpc" or interface is None:
        return
    answers = [
        (subnet, by_route(graph, interface, subnet, False) if isinstance(subnet, Subnet) else UNKNOWN)
        for subnet in interface.subnets
    ]
    kinds = {each.kind for _, answer in answers for each in answer.cuts}
    if kinds == {"public-ip"}:
        doing = "call anything outside the VPC"
        collector.add(answers, Asked(workload.name, doing, "logs", workload.starts, interface.at("subnets")))


def _unique(needs: Iterable[Need]) -> list[Need]:
    """Leave out needs that differ in their place only."""
    return list({(n.doing, n.services, n.region, n.effect): n for n in reversed(list(needs))}.values())[::-1]


Answers: TypeAlias = list[tuple[Subnet | Outside, Answer]]
"""The answers to one question in each of the subnets."""


def registering(graph: Graph, fleet: Fleet) -> Iterator[tuple[str, str, Answers]]:
    """Yield the services that the agent of an instance calls, what for, and whether it reaches them."""
    for service in (*REGISTER, TELEMETRY):
        doing = "register in the cluster" if service in REGISTER else "send metrics to Amazon ECS"
        yield (
            service,
            doing,
            _ask(fleet.interface, partial(to_service, graph, fleet.interface, service=service)),
        )


def _register(graph: Graph, fleet: Fleet, collector: Collector) -> None:
    joined = True
    for service, doing, answers in registering(graph, fleet):
        effect: Effect = "register" if service in REGISTER else "logs"
        closed = any(answer.truth is False for _, answer in answers)
        if service == TELEMETRY and not joined:
            continue
        joined = joined and not closed
        collector.add(answers, Asked(fleet.name, doing, effect, fleet.starts, fleet.at("subnets")))


def _ask(interface: Interface, question: Callable[[Subnet | Outside], Answer]) -> Answers:
    return [(subnet, question(subnet)) for subnet in interface.subnets]


def needed(graph: Graph, workload: Workload, need: Need) -> Iterator[tuple[str | None, Answers]]:
    """Yield what fulfils a need (a service, ``None``: the internet), and whether it is reached."""
    for interfaces in _askers(workload, need):
        for destination in _destinations(workload, need):
            answers: Answers = []
            for interface in interfaces:
                question = partial(_reach, graph, interface, need=need, service=destination)
                answers += _ask(interface, question)
            if answers:
                yield destination, answers


def _fulfil(graph: Graph, workload: Workload, need: Need, collector: Collector) -> None:
    asked = Asked(workload.name, need.doing, need.effect, workload.starts, need.place)
    for _, answers in needed(graph, workload, need):
        collector.add(answers, asked)


def _askers(workload: Workload, need: Need) -> list[Sequence[Interface]]:
    if need.effect in ("exec", "logs") and workload.mode == "awsvpc":
        return [] if workload.interface is None else [(workload.interface,)]
    puller = workload.puller
    return [] if puller is None else [puller]


def _destinations(workload: Workload, need: Need) -> Sequence[str | None]:
    """Return the services to reach; ``None``: the internet. Old platforms log in by other means."""
    if workload.old_platform is not False and need.services and workload.launch == "FARGATE":
        return [s for s in need.services if s not in ("ecr.api", "secretsmanager", "ssm")]
    return need.services or (None,)


def _reach(
    graph: Graph, interface: Interface, subnet: Subnet | Outside, need: Need, service: str | None
) -> Answer:
    if need.unknown:
        return along((sends_at_all(interface, HTTPS, "any address"), UNKNOWN))
    if service is None:
        return _internet(graph, interface, subnet)
    if service == "ecr.dkr" and need.host_v4 and isinstance(subnet, Subnet) and subnet.only_v6:
        named = name_without_v6(graph, subnet, need.place)
        return along((named, to_service(graph, interface, subnet, service, need.region)))
    return to_service(graph, interface, subnet, service, need.region, layers=need.image)


def _internet(graph: Graph, interface: Interface, subnet: Subnet | Outside) -> Answer:
    public = to_internet(graph, interface, subnet)
    if isinstance(subnet, Subnet) and isinstance(subnet.vpc, Vpc):
        return along((names_resolve(subnet.vpc), public))
    return public
