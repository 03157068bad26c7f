"""Policies of endpoints, as far as the start of a task depends on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from ecslint.base.unresolved import PartialText, Unresolved
from ecslint.reach.network_parts import Truth

LAYERS = "arn:aws:s3:::prod-REGION-starport-layer-bucket/LAYER"
"""What ECR hands image layers out of.
Source: *Minimum Amazon S3 bucket permissions for Amazon ECR*, Amazon ECR User Guide, read 2026-11."""
_ACTION = "s3:GetObject"
CALLS: Final[Mapping[str, tuple[str, ...]]] = {
    "ecr.api": ("ecr:GetAuthorizationToken",),
    "ecr.dkr": ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    "logs": ("logs:CreateLogStream", "logs:PutLogEvents"),
    "secretsmanager": ("secretsmanager:GetSecretValue",),
    "ssm": ("ssm:GetParameters",),
    "ssmmessages": ("ssmmessages:CreateControlChannel", "ssmmessages:OpenControlChannel"),
}
"""What is called through an interface endpoint, by its service, so that a task starts or can be entered.
Sources: *Amazon ECR interface VPC endpoints* (endpoint policy), Amazon ECR User Guide; *Task execution IAM
role* and *Task IAM role*, Amazon ECS Developer Guide, read 2026-11."""


def layers_denied(policy: object) -> Truth:
    """Say whether the policy of a gateway endpoint for S3 keeps image layers from everyone."""
    return denied(policy, _ACTION, LAYERS)


def denied(policy: object, action: str, resource: str | None = None) -> Truth:
    """Say whether the policy of an endpoint keeps everyone from an action on a ``resource``.

    ``None`` as a resource stands for some that is not known: only what is said of ``*`` is about it.
    """
    if not isinstance(policy, dict):
        return None
    statements = policy.get("Statement")
    statements = statements if isinstance(statements, list) else [statements]
    found: Truth = True
    for statement in statements:
        if not isinstance(statement, dict):
            return None
        covers = _covers(statement, action, resource)
        if covers is False:
            continue
        if statement.get("Effect") == "Deny":
            # Conditions, and principals that are left out, decide about a denial.
            if covers and statement.get("Condition") is None and statement.get("Principal") == "*":
                return True
            found = None if found is True else found
            continue
        found = None if covers is None or statement.get("Condition") is not None else False
        if found is False:
            return False
    return found


def _covers(statement: dict[str, object], action: str, resource: str | None) -> Truth:
    if "NotAction" in statement or "NotResource" in statement or "NotPrincipal" in statement:
        return None
    actions = [_fits(each, action.lower(), fold=True) for each in _items(statement.get("Action"))]
    named = _items(statement.get("Resource"))
    if resource is None:
        resources: list[Truth] = [True if each == "*" else None for each in named]
    else:
        resources = [_fits(each, resource) for each in named]
    return _both(_any(actions), _any(resources))


def _items(value: object) -> Iterator[object]:
    yield from value if isinstance(value, list) else [value]


def _fits(pattern: object, text: str, fold: bool = False) -> Truth:
    """Say whether a policy's pattern matches; the Region in ``text`` stands for any."""
    if isinstance(pattern, PartialText):
        pattern = "".join(part if isinstance(part, str) else "*" for part in pattern.parts)
        return None if _may(pattern, text) else False
    if isinstance(pattern, Unresolved) or not isinstance(pattern, str):
        return None
    if "${" in pattern:
        return None
    if fold:
        return fnmatchcase(text, _glob(pattern.lower()))
    if fnmatchcase(text, _glob(pattern)):
        return True
    return None if _may(pattern, text) else False


def _may(pattern: str, text: str) -> bool:
    return "starport-layer-bucket" in pattern or fnmatchcase(text, _glob(pattern))


def _glob(pattern: str) -> str:
    return pattern.replace("[", "[[]")


def _any(values: list[Truth]) -> Truth:
    return True if True in values else None if None in values else False


def _both(left: Truth, right: Truth) -> Truth:
    return False if left is False or right is False else None if None in (left, right) else True
