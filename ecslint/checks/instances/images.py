"""Instances whose image has no agent, and groups of several capacity providers (ECS679, ECS680)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks.instances.joining import fleets_of
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.fleets import Fleets


@check("ECS679")
def image_has_no_agent(whole: Fleets) -> Problems:
    from ecslint.reach.user_data import UserData

    for fleet in fleets_of(whole)[0]:
        if fleet.image is None or fleet.image.for_ecs or not fleet.is_for_ecs:
            continue
        data = fleet.data
        if isinstance(data, str) or (isinstance(data, UserData) and data.installs is not False):
            continue
        message = (
            "the image has no ECS agent and UserData installs none, so no instance joins; "
            "use an image that is optimized for ECS"
        )
        yield Problem(fleet.at("ImageId"), message, ((fleet.at("UserData"), "what runs at the start"),))


@check("ECS680")
def group_has_two_providers(whole: Fleets) -> Problems:
    for fleet in fleets_of(whole)[0]:
        sure = [p for p in fleet.providers if whole.stack.exists(p.resource.logical_id)]
        for provider in sure[1:]:
            first = sure[0].resource.logical_id
            message = (
                f'"{fleet.name}" already belongs to capacity provider "{first}", and a group takes one; '
                "use a group of its own"
            )
            place = provider.at("AutoScalingGroupProvider", "AutoScalingGroupArn")
            yield Problem(place, message, ((sure[0].at(), "its first provider"),))
