"""Arguments that the provider does not have, and names that are taken already (ECS781, ECS782)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.identity import ById
from ecslint.base.unresolved import Reference, Unresolved
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
    ("aws_ecs_task_definition", "inference_accelerator"): Removed(
        6, "remove it: Elastic Inference is not available any more"
    ),
}
"""Source: hashicorp/terraform-provider-aws pull request 31346, released in 5.0.0, and the upgrade guide of
version 6, read 2026-11-30."""


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


@check("ECS781")
def member_is_dropped_by_module(module: TerraformModule) -> Problems:
    if not module.calls_registry():
        return
    from ecslint.documents.terraform.model import Spot
    from ecslint.documents.terraform.registry_names import dropped_members

    seen: set[ById] = set()
    for each in dropped_members(module.root):
        if ById(each.site.node) not in seen:
            seen.add(ById(each.site.node))
            message = (
                f'version {each.major} of the module drops "{each.name}" of a container; use "{each.instead}"'
            )
            yield Problem(Spot(module, each.site).at(), message, severity=Severity.WARNING)


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
    groups: dict[tuple[ById, str, str], list[BlockView]] = {}
    for view in services:
        name, cluster = view.value("name"), view.value("cluster")
        if isinstance(name, str) and view.is_certain():
            key = (ById(view.built.module), name, f"{cluster} {view.value('region')}")
            groups.setdefault(key, []).append(view)
    for (_, name, _), views in groups.items():
        if len(views) > 1:
            count = _count(views)
            message = f'{count} services of one cluster are named "{name}"; use a separate name for each'
            other = views[0].block is not views[1].block
            related = ((views[0].at("name"), "first given here"),) if other else ()
            yield Problem(views[1].at("name"), message, related)
    yield from _one_name_for_each(services)
    for kind, unique in NAMES.items():
        yield from _same_names(module.resources(kind, *unique.aliases), kind, unique)


class Unique(NamedTuple):
    """Resources whose names are unique."""

    what: str
    """What the resources are called, in the plural."""
    scope: str | None
    """The argument that a name is unique in; ``None``: an account and a Region."""
    aliases: tuple[str, ...] = ()
    """Other types of the same resource."""


NAMES: Final = {
    "aws_security_group": Unique("security groups of one VPC", "vpc_id"),
    "aws_lb": Unique("load balancers", None, ("aws_alb",)),
    "aws_lb_target_group": Unique("target groups", None, ("aws_alb_target_group",)),
    "aws_cloudwatch_log_group": Unique("log groups", None),
    "aws_iam_role": Unique("roles", None),
    "aws_iam_instance_profile": Unique("instance profiles", None),
    "aws_ecs_capacity_provider": Unique("capacity providers", None),
    "aws_ecr_repository": Unique("repositories", None),
    "aws_autoscaling_group": Unique("Auto Scaling groups", None),
    "aws_launch_template": Unique("launch templates", None),
}
"""Types by what refuses the second: ``InvalidGroup.Duplicate``, ``already exists``, ``EntityAlreadyExists``,
``ResourceAlreadyExistsException``, ``RepositoryAlreadyExistsException``, ``AlreadyExists``,
``InvalidLaunchTemplateName.AlreadyExistsException``. Source: the API references of the services and
hashicorp/terraform-provider-aws ``internal/service/elbv2``, read 2026-11-30."""


def _same_names(views: list[BlockView], kind: str, unique: Unique) -> Iterator[Problem]:
    """Yield resources that surely exist beside another one with their name."""
    groups: dict[str, list[BlockView]] = {}
    for view in views:
        name = view.value("name")
        if not isinstance(name, str) or not name or view.has("provider") or not view.is_certain():
            continue
        scope = view.value(unique.scope) if unique.scope is not None else None
        if unique.scope is not None and not isinstance(scope, str | Reference):
            continue
        path = view.value("path") if kind.startswith("aws_iam_") else None
        region = view.value("region")
        if (region is None or isinstance(region, str)) and not isinstance(path, Unresolved):
            groups.setdefault(f"{name} {scope} {region}", []).append(view)
    for same in groups.values():
        if len(same) > 1 and len({_provider(view) for view in same}) == 1:
            first, second = same[0], same[1]
            count, name = _count(same), second.value("name")
            message = f'{count} {unique.what} are named "{name}"; use a separate name for each'
            related = ((first.at("name"), "first given here"),) if first.block is not second.block else ()
            yield Problem(second.at("name"), message, related)


def _count(views: list[BlockView]) -> str:
    """Return how many resources there are, of which not more than so many of a block are looked at."""
    from ecslint.documents.terraform.operators import MAX_INSTANCES

    return f"{len(views)} or more" if len(views) >= MAX_INSTANCES else str(len(views))


def _provider(view: BlockView) -> tuple[ById, ...]:
    """Return what tells apart modules that may be given different providers."""
    found, module = [], view.built.module
    while module.parent is not None:
        call = module.parent.calls.get(module.prefix.rstrip(".").rpartition("module.")[2].partition("[")[0])
        if call is not None and "providers" in call.block.attributes:
            found.append(ById(call.block))
        module = module.parent
    return tuple(found)


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
