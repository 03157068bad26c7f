"""Whether a role may do something, and if it may not, which part of which policy is nearest to allowing
it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from ecslint.reach import policies as iam
from ecslint.reach.patterns import Text, brief, shown
from ecslint.reach.policies import Answer, Policy, Request, Statement

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.model.base import Place
    from ecslint.reach.roles import Role

Reason: TypeAlias = Literal[
    "denied", "boundary", "resource", "condition", "action", "elsewhere", "guard", "nothing"
]

ADDS: Final = "adds"
"""The policy of a resource allows on its own what it names the role for (secrets, buckets, repositories)."""
DECIDES: Final = "decides"
"""It has to allow the role or the whole account; only then do policies of the role count (keys of KMS)."""


class Guard(NamedTuple):
    """The policy of a resource: how it counts, and how it may call the account (``account``) and
    everybody."""

    policy: Policy
    """The policy of the resource."""
    how: Literal["adds", "decides"]
    """Whether it adds to what roles may do, or alone decides on it."""
    account: tuple[Text, ...] = ()


class Lack(NamedTuple):
    """Something that a role surely may not do.

    ``place`` is what stands in the way or is nearest to allowing it, ``found`` what stands there. ``other``
    is the resource whose policy allows it to other roles only.
    """

    request: Request
    """What the role has to be allowed."""
    reason: Reason
    """Why it is not."""
    place: Place | None
    found: str = ""
    other: Resolved | None = None


def lack(role: Role, request: Request, guard: Guard | None = None) -> Lack | None:
    """Return why a role may not do something, ``None`` if it may, or if that is not known."""
    verdict = iam.decide(role.policies, request, role.boundary)
    if verdict.denied_by is not None:
        policy, statement = verdict.denied_by
        place, owner = policy.at(*statement.route), policy.owner
        for name in ("Roles", "RoleName"):
            if owner is not None and owner is not role.resolved and owner.get(name) is not None:
                place = owner.at(name)  # of a policy of its own: that it is attached to this role
        return Lack(request, "denied", place)
    allowed = None if verdict.allowed is False and role.is_open else verdict.allowed
    if guard is not None:
        given, denied_by = iam.resource_grants(guard.policy, request, "AWS", (role.arn,))
        if denied_by is not None:
            return Lack(request, "denied", denied_by[0].at(*denied_by[1].route))
        if guard.how == DECIDES:
            through, _ = iam.resource_grants(guard.policy, request, "AWS", guard.account)
            if iam.any_of((given, through)) is False:
                return Lack(request, "guard", guard.policy.at("Statement"))
            allowed = iam.any_of((given, iam.all_of((through, allowed))))
        else:
            allowed = iam.any_of((given, allowed))
    return None if allowed is not False else _nearest(role, request)


def _nearest(role: Role, request: Request) -> Lack:
    """Say what in the role's policies is nearest to allowing a request that nothing allows."""
    if role.boundary is not None and iam.grants(role.policies, request) is not False:
        return Lack(request, "boundary", role.boundary.at())
    for reason, policy, statement in _near(role.policies, request):
        member = _member(reason, statement)
        place = policy.at(*statement.route, member)
        return Lack(request, reason, place, _found(reason, statement))
    for policy, resource in role.elsewhere():
        if iam.grants([policy], request):
            name = "RoleName" if resource.resource.type == "AWS::IAM::RolePolicy" else "Roles"
            return Lack(request, "elsewhere", resource.at(name), "", resource)
    return Lack(request, "nothing", None)


def _near(policies: Sequence[Policy], request: Request) -> Iterator[tuple[Reason, Policy, Statement]]:
    """Yield the statements that all but allow a request, the nearest first."""
    about = [(policy, item) for policy in policies for item in policy.about(request.action) if item.allows]
    for policy, item in about:
        if iam.about_resource(item, request) is not False:
            yield "condition", policy, item
    for policy, item in about:
        if not item.not_action:
            yield "resource", policy, item
    prefix = request.action.partition(":")[0].lower() + ":"
    for policy in policies:
        alike = () if policy.name else policy.those(prefix, lambda item: _allows_any(item, tuple(prefix)))
        for item in alike:
            if iam.about_resource(item, request) is not False:
                yield "action", policy, item


def _allows_any(item: Statement, prefix: Text) -> bool:
    """Say whether a statement allows an action whose name, in lower case, begins so."""
    if not item.allows or item.not_action:
        return False
    return any(action[: len(prefix)] == prefix for action in item.actions or ())


def _member(reason: Reason, statement: Statement) -> str:
    if reason == "condition":
        return "Condition"
    if reason == "action":
        return "Action"
    return "NotResource" if statement.not_resource else "Resource"


def _found(reason: Reason, statement: Statement) -> str:
    """Return what stands in the nearest place, for a message."""
    values = statement.resources if reason == "resource" else ()
    return ", ".join(f'"{brief(value)}"' for value in values or ())[:120]


def trusts(
    trust: Policy, service: Text, action: str = "sts:AssumeRole", source: Text | None = None
) -> tuple[Answer, Lack | None]:
    """Say whether a service of AWS may assume a role with this trust policy; if not, what is in the way.

    ``source`` is the ARN for which it does so (``aws:SourceArn``), as far as it is known.
    """
    request = Request(action, (), {} if source is None else {"aws:sourcearn": source})
    answer: Answer = None if trust.is_open else False
    near: Lack | None = None
    for statement in trust.statements:
        who = iam.principal_matches(statement, "Service", (service,))
        acts = iam.about_action(statement, action)
        does = iam.all_of((acts, iam.about_context(statement, request)))
        holds = iam.all_of((who, does))
        if statement.allows is False and holds:
            return False, Lack(request, "denied", trust.at(*statement.route))
        if statement.allows is False:
            continue
        answer = iam.any_of((answer, iam.all_of((statement.allows, holds))))
        if near is None and who is not False and does is False:
            member = "Action" if acts is False else "Condition"
            near = Lack(
                request, "action" if acts is False else "condition", trust.at(*statement.route, member)
            )
        elif near is None and who is False:
            near = Lack(request, "resource", _principal(trust, statement), _names(statement))
    return answer, None if answer is not False else near or Lack(request, "nothing", trust.at())


def _principal(policy: Policy, statement: Statement) -> Place | None:
    kinds = [kind for kind in statement.principals or {} if kind != "?"]
    name = "NotPrincipal" if statement.not_principal else "Principal"
    return policy.at(*statement.route, name, *kinds[:1])


def _names(statement: Statement) -> str:
    """Return whom a statement names, for a message."""
    known = [shown(name) for names in (statement.principals or {}).values() for name in names]
    return ", ".join(f'"{name}"' for name in known)
