"""Instances that never join the cluster of the services that need them (ECS670, ECS671)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use, untrusting
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.fleets import Fleets
    from ecslint.model.base import Place
    from ecslint.reach.joining import Demand
    from ecslint.reach.roles import Role
    from ecslint.reach.stack_fleets import Fleet

_EC2 = "ec2.amazonaws.com"


def fleets_of(whole: Fleets) -> tuple[list[Fleet], list[Demand]]:
    """Return the groups of a template and what needs them, worked out once for all rules."""
    known = whole.known.get("fleets")
    if known is None:
        from ecslint.reach.joining import demands
        from ecslint.reach.stack_fleets import fleets
        from ecslint.reach.texts import Texts

        texts = Texts(whole.stack)
        found = fleets(whole.stack, texts)
        known = whole.known["fleets"] = (found, demands(found, whole.stack, texts))
    result: tuple[list[Fleet], list[Demand]] = known
    return result


def is_awaited(fleet: Fleet, every: list[Demand]) -> bool:
    """Say whether a service of the template waits for instances of this group and no other."""
    return any(demand.waits and demand.fleets == (fleet,) for demand in every)


@check("ECS670")
def instance_role_keeps_out(whole: Fleets) -> Problems:
    found, every = fleets_of(whole)
    seen: set[str] = set()
    for fleet in found:
        if not fleet.is_for_ecs:
            continue
        sure = is_awaited(fleet, every)
        place = fleet.at("IamInstanceProfile")
        if fleet.has_profile is False:
            yield _without_profile(fleet, whole, place)._replace(severity=None if sure else Severity.WARNING)
        role = fleet.role
        if role is None or role.name in seen:
            continue
        seen.add(role.name)
        for problem in untrusting(role.resolved, whole.stack, _EC2, "EC2 instances", place):
            yield problem if sure else problem._replace(severity=Severity.WARNING)
        yield from _permissions(role, place, sure)


def _without_profile(fleet: Fleet, whole: Fleets, place: Place) -> Problem:
    from ecslint.documents.cloudformation.queries import members
    from ecslint.reach.stack_fleets import PROFILE

    data = members(fleet.source.get(str(fleet.route[0]))) if fleet.route else fleet.source.data
    given = members(data).get("IamInstanceProfile")
    if isinstance(given, dict):
        given = given.get("Arn", given.get("Name"))
    profile = whole.stack.target(given, PROFILE)
    role = None if profile is not None else whole.stack.target(given, "AWS::IAM::Role")
    if role is not None:
        own = role.resource.logical_id
        message = f'"{own}" is a role, and instances take an instance profile; add one that holds it'
        return Problem(place, message, ((role.at(), "the role"),))
    if profile is None:
        message = "instances without an instance profile cannot join a cluster; add IamInstanceProfile"
        return Problem(place, message)
    name = profile.resource.logical_id
    message = f'instance profile "{name}" has no role, so no instance joins a cluster; add one to Roles'
    return Problem(profile.at("Roles"), message, ((place, "used here"),))


def _permissions(role: Role, place: Place, sure: bool) -> Iterator[Problem]:
    from ecslint.reach.features import JOIN, action_needs

    gaps = Gaps(role)
    policy = next((policy.at() for policy in role.policies if policy.name), None)
    use = Use(policy or role.resolved.at(), "register its instances", "none joins a cluster")
    for need in action_needs(list(JOIN), "Amazon ECS"):
        gaps.ask(need, use, sure and not role.is_shared)
    for problem in gaps.problems():
        yield problem._replace(related=(*problem.related, (place, "used here")))


@check("ECS671")
def user_data_lead_elsewhere(whole: Fleets) -> Problems:
    from ecslint.reach.joining import misled, obstacle
    from ecslint.reach.stack_fleets import NOT_BASE64

    found, every = fleets_of(whole)
    blocked: set[str] = set()
    for fleet in found:
        if (cause := obstacle(fleet)) is not None:
            blocked.add(fleet.name)
            sure = cause.sure and fleet.image_is_sure and is_awaited(fleet, every)
            sure = sure or fleet.data == NOT_BASE64
            related = ((fleet.owner.at(), "these instances"),)
            severity = None if sure else Severity.WARNING
            yield Problem(cause.place, cause.message, related, severity=severity)
    for demand in every:
        for fleet, cause in misled(demand):
            if fleet.name in blocked:
                continue
            blocked.add(fleet.name)
            severity = None if cause.sure else Severity.WARNING
            yield Problem(cause.place, cause.message, ((demand.place, "needs them here"),), severity=severity)
