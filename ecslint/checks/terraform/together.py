"""Arguments that the AWS provider takes one of, or not together (ECS784)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.identity import ById
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.terraform.model import BlockView, TerraformModule


class Group(NamedTuple):
    """Arguments of which the provider wants some."""

    names: tuple[str, ...]
    """The arguments."""
    least: int
    """How many of them there must be, at least."""
    most: int
    """How many of them there may be, at most."""


def one_of(*names: str) -> Group:
    """Return a group of which exactly one must be given."""
    return Group(names, 1, 1)


def any_of(*names: str) -> Group:
    """Return a group of which at least one must be given."""
    return Group(names, 1, len(names))


def not_both(*names: str) -> Group:
    """Return a group of which at most one may be given."""
    return Group(names, 0, 1)


_NAME: Final = not_both("name", "name_prefix")
GROUPS: Final[dict[str, tuple[Group, ...]]] = {
    "aws_security_group_rule": (
        any_of("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "self", "source_security_group_id"),
        not_both("cidr_blocks", "source_security_group_id"),
        not_both("cidr_blocks", "self"),
        not_both("ipv6_cidr_blocks", "source_security_group_id"),
        not_both("ipv6_cidr_blocks", "self"),
        not_both("self", "source_security_group_id"),
    ),
    "aws_vpc_security_group_ingress_rule": (
        one_of("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"),
    ),
    "aws_vpc_security_group_egress_rule": (
        one_of("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"),
    ),
    "aws_lb": (one_of("subnets", "subnet_mapping"), _NAME),
    "aws_alb": (one_of("subnets", "subnet_mapping"), _NAME),
    "aws_autoscaling_group": (
        one_of("launch_configuration", "launch_template", "mixed_instances_policy"),
        not_both("availability_zones", "vpc_zone_identifier"),
    ),
    "aws_ecs_capacity_provider": (one_of("auto_scaling_group_provider", "managed_instances_provider"),),
}
"""Groups by resource type. Source: ``AtLeastOneOf``, ``ExactlyOneOf`` and ``ConflictsWith`` in
hashicorp/terraform-provider-aws ``internal/service/{ec2/vpc_security_group_rule,
ec2/vpc_security_group_ingress_rule,elbv2/load_balancer,autoscaling/group,ecs/capacity_provider}.go``,
read 2026-11-30."""


@check("ECS784")
def arguments_do_not_go_together(module: TerraformModule) -> Problems:
    seen: set[ById] = set()
    for view in module.resources(*GROUPS):
        if ById(view.block) in seen or view.block.broken:
            continue
        seen.add(ById(view.block))
        for group in GROUPS[view.built.block.labels[0]]:
            yield from _group(view, group)


def _group(view: BlockView, group: Group) -> Iterator[Problem]:
    given: list[str] = []
    for name in group.names:
        state = _is_given(view, name)
        if state is None:
            return
        if state:
            given.append(name)
    kind = view.built.block.labels[0]
    if len(given) < group.least:
        message = f"{kind} needs {_listed(group.names)}, and has none; add one"
        yield Problem(view.at(part="key"), message)
    elif len(given) > group.most:
        message = f"{kind} takes one of {_listed(given, 'and')}, not both; remove one"
        yield Problem(
            view.at(given[-1], part="key"), message, ((view.at(given[0], part="key"), "the other"),)
        )


def _is_given(view: BlockView, name: str) -> bool | None:
    """Say whether an argument or a block is given, ``None`` if that is not known."""
    if name in view.block.attributes:
        value = view.value(name)
        if isinstance(value, Unresolved):
            path = view.paths(name)
            return True if path and path[0][0].startswith("aws_") else None
        return value is not None
    if any(block.type == name for block in view.block.blocks):
        return True
    if any(block.type == "dynamic" and block.labels == (name,) for block in view.block.blocks):
        return None
    return False


def _listed(names: tuple[str, ...] | list[str], word: str = "or") -> str:
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last
