"""Roles with which CodeBuild pushes images to Amazon ECR (ECS629)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use
from ecslint.documents.cloudformation.queries import members
from ecslint.finding import Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    BuildProject: TypeAlias = Resolved

_LOGIN: Final = regex(r"\baws\s+ecr\s+get-login(?:-password)?\b")
_PUSH: Final = regex(r"\bdocker\s+(?:image\s+)?push\b|\bbuildx\s+build\b[^\n]*--push\b")
_UPLOAD: Final = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
"""What a push takes.
Source: *IAM permissions for pushing an image*, Amazon ECR User Guide, read 2026-11."""


@check("ECS629")
def role_of_build_may_not_push(project: BuildProject, stack: Stack) -> Problems:
    spec = members(project.get("Source")).get("BuildSpec")
    script = spec.text if isinstance(spec, Unresolved) else spec
    if not isinstance(script, str):
        return
    if not _LOGIN.search(script):
        return
    from ecslint.reach.features import action_needs
    from ecslint.reach.policies import Request
    from ecslint.reach.resources import Need
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    role = role_of(project.get("ServiceRole"), stack, Texts(stack))
    if role is None:
        return
    gaps, place = Gaps(role), project.at("ServiceRole")
    login = Need(Request("ecr:GetAuthorizationToken"), "Amazon ECR")
    gaps.ask(login, Use(place, "log in to Amazon ECR", "the build fails"), sure=False)
    for need in action_needs(list(_UPLOAD), "Amazon ECR") if _PUSH.search(script) else ():
        gaps.ask(need, Use(place, "push images to Amazon ECR", "the build fails"), sure=False)
    yield from gaps.problems()
