"""Arguments that the provider does not have, and services that AWS cannot tell apart (ECS781, ECS782)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.terraform.model import BlockView, TerraformModule
    from ecslint.documents.terraform.written import Body

SERVICE = "aws_ecs_service"


class Removed(NamedTuple):
    """An argument that the AWS provider had once."""

    major: int
    """The first major version that does not have it."""
    instead: str
    """What to use, as an imperative."""


REMOVED: Final = {
    ("aws_ecs_cluster", "capacity_providers"): Removed(5, "use aws_ecs_cluster_capacity_providers"),
    ("aws_ecs_cluster", "default_capacity_provider_strategy"): Removed(
        5, "use aws_ecs_cluster_capacity_providers"
    ),
}
"""Source: hashicorp/terraform-provider-aws pull request 31346, released in 5.0.0, read 2026-11-30."""


@check("ECS781")
def argument_is_unknown(module: TerraformModule) -> Problems:
    from ecslint.documents.terraform.written import bodies, least_provider

    for body in bodies(module, "aws_ecs_"):
        view = body.view
        kind = view.built.block.labels[0]
        for name in body.names:
            if name in body.known:
                continue
            gone = REMOVED.get((kind, name)) if body.is_resource else None
            if gone is not None:
                least = least_provider(view)
                message = f'the provider has no "{name}" in {kind} since {gone.major}.0; {gone.instead}'
                sure = least is not None and least >= gone.major
            else:
                message, sure = _unknown(body, name)
            severity = None if sure else Severity.WARNING
            yield Problem(view.at(name, part="key"), message, severity=severity)


def _unknown(body: Body, name: str) -> tuple[str, bool]:
    """Say that a name is not known, and whether it surely is misspelt rather than of another provider."""
    from ecslint.base.suggest import nearest

    kind = body.view.built.block.labels[0]
    where = kind if body.is_resource else f'block "{body.view.block.type}" of {kind}'
    close = nearest(name, body.known)
    if close is not None:
        return f'{where} has no argument "{name}"; use "{close}"', True
    return f'{where} has no argument "{name}"; remove it, or move it where it belongs', False


@check("ECS782")
def service_name_is_taken(module: TerraformModule) -> Problems:
    services = [view for view in module.resources(SERVICE) if not view.has("provider")]
    groups: dict[tuple[int, str, str], list[BlockView]] = {}
    for view in services:
        name, cluster = view.value("name"), view.value("cluster")
        if isinstance(name, str) and view.is_certain():
            key = (id(view.built.module), name, f"{cluster} {view.value('region')}")
            groups.setdefault(key, []).append(view)
    for (_, name, _), views in groups.items():
        if len(views) > 1:
            message = f'{len(views)} services of one cluster are named "{name}"; use a separate name for each'
            other = views[0].block is not views[1].block
            related = ((views[0].at("name"), "first given here"),) if other else ()
            yield Problem(views[1].at("name"), message, related)
    yield from _one_name_for_each(services)


def _one_name_for_each(services: list[BlockView]) -> Iterator[Problem]:
    """Yield services that a collection of unknown size makes under one name, in one cluster."""
    from ecslint.documents.terraform.written import is_for_each_of_reference

    for view in services:
        name = view.value("name")
        if view.built.instance.key is not None or not isinstance(name, str):
            continue
        if is_for_each_of_reference(view) and all(path[0] != "each" for path in view.paths("cluster")):
            message = f'every service that for_each makes is named "{name}"; add each.key to the name'
            yield Problem(view.at("name"), message, severity=Severity.WARNING)
