"""What the policies of a template's roles allow, as far as the template tells."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ecslint.base.route import Route
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.facts.roles import MANAGED_POLICIES, SERVICE_ROLE_POLICIES, TASKS_PRINCIPAL
from ecslint.finding import Problem
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

OF_SECRETS = ("AWS::SecretsManager::ResourcePolicy",)
CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")
"""What may give a role that it is handed more policies."""
_POLICIES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")


def denies(role: Resolved, stack: Stack, actions: tuple[str, ...]) -> str | None:
    """Return the first of ``actions`` that no policy of the role allows, ``None`` if any might.

    Everything that is not known in full (a policy of another stack, an imported one) might allow it.
    """
    granted: list[str] = []
    for document in _documents(role, stack):
        allowed = _actions(document)
        if allowed is None:
            return None
        granted += allowed
    return next((action for action in actions if not _matches(action, granted)), None)


def _matches(action: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def _documents(role: Resolved, stack: Stack) -> Iterator[Any]:
    """Yield every policy document of a role, a list of actions for one of AWS' own, else ``Unresolved``."""
    if isinstance(role.data, Unresolved) or stack.template.unknown_resources:
        yield Unresolved("unknown")
        return
    yield from _inline(role.data.get("Policies"))
    arns = role.data.get("ManagedPolicyArns")
    for arn in arns if isinstance(arns, list) else [] if arns is None else [arns]:
        yield _managed(arn, stack)
    for policy in stack.all(*_POLICIES):
        if isinstance(policy.data, Unresolved):
            yield policy.data
        elif _attached(policy, role):
            yield policy.data.get("PolicyDocument")


def _inline(policies: Any) -> Iterator[Any]:
    if policies is None:
        return
    if not isinstance(policies, list):
        yield Unresolved("unknown")
        return
    for policy in policies:
        yield policy.get("PolicyDocument") if isinstance(policy, dict) else Unresolved("unknown")


def _managed(arn: Any, stack: Stack) -> Any:
    if isinstance(arn, Reference):
        policy = stack.target(arn, "AWS::IAM::ManagedPolicy")
        if policy is not None and not isinstance(policy.data, Unresolved):
            return policy.data.get("PolicyDocument")
        return arn
    text = arn.text if isinstance(arn, Unresolved) else str(arn)
    name = text.rpartition("/")[2]
    return (
        list(MANAGED_POLICIES[name])
        if ":aws:policy/" in text and name in MANAGED_POLICIES
        else Unresolved(text)
    )


def misplaced(role: Resolved) -> Iterator[tuple[int, str]]:
    """Yield the index of each ARN of a managed policy of AWS that does not exist, and the path it has."""
    arns = role.get("ManagedPolicyArns")
    for index, arn in enumerate(arns if isinstance(arns, list) else ()):
        text = arn.text if isinstance(arn, Unresolved) else str(arn)
        _, found, path = text.partition(":aws:policy/")
        name = path.rpartition("/")[2]
        if not found or (name not in SERVICE_ROLE_POLICIES and name not in MANAGED_POLICIES):
            continue
        right = f"service-role/{name}" if name in SERVICE_ROLE_POLICIES else name
        if path != right:
            yield index, right


def _attached(policy: Resolved, role: Resolved) -> bool:
    """Say whether a policy resource belongs, or may belong, to a role."""
    roles = (
        policy.get("Roles") if policy.resource.type != "AWS::IAM::RolePolicy" else [policy.get("RoleName")]
    )
    if roles is None:
        return False
    return not isinstance(roles, list) or any(_may_name(name, role) for name in roles)


def _may_name(name: Any, role: Resolved) -> bool:
    if isinstance(name, Reference):
        return name.logical_id == role.resource.logical_id
    own = role.get("RoleName")
    return isinstance(name, Unresolved) or isinstance(own, Unresolved) or name == own


def _actions(document: Any) -> list[str] | None:
    """Return the actions that a document allows, ``None`` where not all of them are known."""
    if isinstance(document, list):
        return document if all(isinstance(action, str) for action in document) else None
    if not isinstance(document, dict):
        return None
    found: list[str] = []
    for statement in _statements(document):
        if not isinstance(statement, dict) or "NotAction" in statement:
            return None
        if statement.get("Effect") not in ("Allow", "Deny"):
            return None
        actions = statement.get("Action")
        actions = actions if isinstance(actions, list) else [actions]
        if not all(isinstance(action, str) for action in actions):
            return None
        if statement["Effect"] == "Allow":
            found += actions
    return found


def _statements(document: dict[str, Any]) -> list[Any]:
    statements = document.get("Statement")
    return statements if isinstance(statements, list) else [statements]


def untrusting(role: Resolved, principal: str, who: str, used: Place) -> Iterator[Problem]:
    """Yield a problem for a role that ``principal`` (to readers: ``who``) surely may not assume."""
    others = trusted(role, principal)
    if others is not None:
        names, where = others
        whom = ", ".join(names) or "nobody"
        name = role.resource.logical_id
        message = f'the role {name} may be assumed by {whom}, not by {who}: add "{principal}"'
        yield Problem(role.at("AssumeRolePolicyDocument", *where), message, ((used, "used here"),))


def trusted(role: Resolved, whom: str = TASKS_PRINCIPAL) -> tuple[list[str], Route] | None:
    """Return whom a role trusts, and where the first is named below the trust policy.

    ``None`` if ``whom`` may be among them or not all are known.
    """
    document = role.get("AssumeRolePolicyDocument")
    if not isinstance(document, dict):
        return None
    found: list[str] = []
    place: Route = ()
    for index, statement in enumerate(_statements(document)):
        principal = statement.get("Principal") if isinstance(statement, dict) else None
        if not isinstance(principal, dict):
            return None
        for kind, names in principal.items():
            if not place and isinstance(document.get("Statement"), list):
                place = ("Statement", index, "Principal", kind)
            for name in names if isinstance(names, list) else [names]:
                text = name.text if isinstance(name, Unresolved) else str(name)
                if text.startswith(whom.partition(".")[0] + ".") or text == "*":
                    return None
                if isinstance(name, Unresolved):
                    return None
                found.append(text)
    return found, place
