"""Resources of a template that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.route import Route
from ecslint.base.words import all_of

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template


def dependency_cycles(template: Template) -> Iterator[tuple[Route, str]]:
    """Yield route and message for each group of resources that wait for each other under any conditions."""
    resources = template.resources
    edges: dict[str, list[str]] = {}
    for logical_id, resource in resources.items():
        # The transform makes resources of its own of the events and policies of a function.
        if resource.condition is None and not resource.type.startswith("AWS::Serverless::"):
            named = [*resource.depends_on, *sorted(template.usage(logical_id).certain)]
            edges[logical_id] = [name for name in named if name in resources]
    for group in _components(edges):
        if len(group) > 1 or group[0] in edges[group[0]]:
            # By name, since the order of resources means nothing; an explicit DependsOn is what to change.
            explicit = [name for name in group if set(resources[name].depends_on) & set(group)]
            first = resources[min(explicit or group)]
            route = (*first.route, "DependsOn") if explicit else first.route
            message = (
                f"{first.logical_id} depends on itself; remove the reference"
                if len(group) == 1
                else f"circular dependency between {_some(group)}; remove one of the references"
            )
            yield route, message


def _some(names: list[str]) -> str:
    if len(names) > 6:
        return f"{', '.join(names[:5])} and {len(names) - 5} other resources"
    return all_of(names)


def _components(edges: dict[str, list[str]]) -> Iterator[list[str]]:
    """Yield the strongly connected components of a graph (Tarjan's algorithm, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root in edges:
        if root in order:
            continue
        work = [(root, iter(edges[root]))]
        order[root] = low[root] = len(order)
        path.append(root)
        on_path.add(root)
        while work:
            node, rest = work[-1]
            for target in rest:
                if target not in edges:
                    continue
                if target not in order:
                    order[target] = low[target] = len(order)
                    path.append(target)
                    on_path.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_path:
                    low[node] = min(low[node], order[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    group = []
                    while True:
                        member = path.pop()
                        on_path.discard(member)
                        group.append(member)
                        if member == node:
                            break
                    yield sorted(group, key=lambda name: order[name])
