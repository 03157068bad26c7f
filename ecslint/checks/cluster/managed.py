"""Managed instances of capacity providers: what they ask for, and by which ARNs (ECS654)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.references import ROLE_ARN, Wanted, fault, kind_in_arn
from ecslint.documents.cloudformation.queries import members, number, shown
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    CapacityProvider: TypeAlias = Resolved

_PROVIDER: Final = "ManagedInstancesProvider"
_TEMPLATE: Final = (_PROVIDER, "InstanceLaunchTemplate")
_ARN: Final = regex(r"arn:[^:]*:[a-z0-9-]+:[^:]*:[^:]*:.+")
"""An ARN that says of what it is; one with fewer parts, or words to fill in for its service, does not."""
_ARNS: Final = (
    (
        (_PROVIDER, "InfrastructureRoleArn"),
        ROLE_ARN,
        Wanted("the ARN of a role", "AWS::IAM::Role", ("Arn",)),
    ),
    (
        (*_TEMPLATE, "Ec2InstanceProfileArn"),
        regex(r"arn:[^:]*:iam::[^:]*:instance-profile/.+"),
        Wanted("the ARN of an instance profile", "AWS::IAM::InstanceProfile", ("Arn",)),
    ),
)
"""Members, what their ARNs look like, and what they may refer to."""


@check("ECS654")
def managed_instances_refused(provider: CapacityProvider, stack: Stack) -> Problems:
    managed = provider.get(_PROVIDER)
    if not isinstance(managed, dict):
        return
    for path, pattern, wanted in _ARNS:
        value: object = provider.data
        for name in path:
            value = members(value).get(name)
        place = provider.at(*path)
        wrong = fault(value, wanted, stack.template)
        if wrong is not None:
            yield Problem(place, wrong)
        elif isinstance(value, str) and _ARN.fullmatch(value) and not pattern.fullmatch(value):
            message = f"{path[-1]} is the ARN of another resource ({kind_in_arn(value)}); use {wanted.what}"
            yield Problem(place, message)
    wishes = members(members(managed.get(_TEMPLATE[1])).get("InstanceRequirements"))
    for name, wish in wishes.items():
        low, high = number(members(wish).get("Min")), number(members(wish).get("Max"))
        if low is not None and high is not None and low > high:
            message = (
                f"no instance type fits: {name} is at least {shown(low)} and at most {shown(high)}; swap them"
            )
            yield Problem(provider.at(*_TEMPLATE, "InstanceRequirements", name, "Min"), message)
