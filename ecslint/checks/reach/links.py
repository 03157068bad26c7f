"""Whether tasks reach each other, their databases and their file systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.identity import ById
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.connectivity import Connectivity
    from ecslint.model.base import Place


@check("ECS626")
def tasks_cannot_reach_each_other(connectivity: Connectivity) -> Problems:
    from ecslint.reach.network_links import answer, links, unheard
    from ecslint.reach.stack_workloads import graph_of

    graph = graph_of(connectivity)
    seen: set[tuple[object, ...]] = set()
    for link in links(graph):
        found = answer(link)
        for cut in found.cuts if found.truth is False else ():
            key = (cut.kind, ById(cut.place.model), cut.place.path, link.ports)
            if key not in seen:
                seen.add(key)
                message = f'{cut.said}, so "{link.client.name}" cannot connect; {cut.advice}'
                yield Problem(cut.place, message, ((link.place, "named here"),))
    for server, port, ways in unheard(graph):
        answers = [answer(way) for way in ways]
        if not all(found.truth is False for found in answers):
            continue
        for cut in answers[0].cuts:
            key = (cut.kind, ById(cut.place.model), cut.place.path, ((port, port),))
            if key not in seen:
                seen.add(key)
                message = f"{cut.said}, so no client of Service Connect reaches it; {cut.advice}"
                yield Problem(cut.place, message, ((server.at("connect"), "Service Connect"),))


@check("ECS627")
def name_is_not_answered(connectivity: Connectivity) -> Problems:
    from ecslint.reach.network_names import unanswered, unported, unrecorded
    from ecslint.reach.stack_workloads import graph_of

    for found in unrecorded(graph_of(connectivity)):
        message = (
            f'"{found.text}" is not a name of Cloud Map in this stack, so it does not resolve; '
            f'use "{found.known[0]}"'
        )
        yield Problem(found.place, message, ((found.server.at("registries"), "registered here"),))
    for found in unported(graph_of(connectivity)):
        message = (
            f'"{found.text}" has a port that no alias of "{found.server.name}" in Service Connect has, so '
            f'nothing answers; use "{found.known[0]}"'
        )
        yield Problem(found.place, message, ((found.server.at("connect"), "where the name is given"),))
    for found in unanswered(graph_of(connectivity)):
        head = f'"{found.text}" is a name of Service Connect, '
        if found.why == "outside":
            message = (
                f'{head}which "{found.client.name}" does not use, so it does not resolve; enable Service '
                "Connect in it"
            )
        elif found.why == "namespace":
            message = (
                f'{head}of another namespace than that of "{found.client.name}", so it does not resolve; '
                "use one namespace"
            )
        else:
            message = (
                f'"{found.text}" is no alias of "{found.server.name}" in Service Connect, so it does not '
                f'resolve; use "{found.known[0]}"'
            )
        related = ((found.server.at("connect"), "where the name is given"),)
        yield Problem(found.place, message, related)


@check("ECS747")
def file_system_cannot_be_reached(connectivity: Connectivity) -> Problems:
    from ecslint.reach.network_files import mount_names_fail, mounted, mounting
    from ecslint.reach.network_out import Asked, Collector
    from ecslint.reach.stack_workloads import graph_of

    graph = graph_of(connectivity)
    collector = Collector()
    names: list[tuple[Place, str, Place]] = []
    for workload in graph.workloads:
        for volume in mounted(graph, workload):
            answers = mounting(workload, volume.system)
            doing = f'mount "{volume.system.name}"'
            if answers:
                asked = Asked(workload.name, doing, "start", workload.starts, volume.place)
                collector.add(answers, asked)
            for cut in mount_names_fail(workload) if volume.system.mounts else ():
                message = f'{cut.said}, so the name of "{volume.system.name}" does not resolve; {cut.advice}'
                if (cut.place, message) not in [(place, text) for place, text, _ in names]:
                    names.append((cut.place, message, volume.place))
    for verdict in collector.verdicts.values():
        severity = None if verdict.is_error else Severity.WARNING
        related = tuple((place, "mounted here") for place, _ in verdict.places[:3])
        yield Problem(verdict.cut.place, verdict.message, (*verdict.cut.related, *related), severity=severity)
    for place, message, used in names:
        yield Problem(place, message, ((used, "mounted here"),), severity=Severity.WARNING)
