"""The roles of a stack with all policies that it gives them, from either side, and what may be missing.

A policy is attached by the role (``Policies``, ``ManagedPolicyArns``) or by itself (``Roles``,
``RoleName``), by reference or by a literal name. What is imported, a parameter, or handed to another stack
may allow more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ecslint.base.identity import ById
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.facts import managed_policies
from ecslint.reach.patterns import Text, join, literal, matches, shown
from ecslint.reach.policies import Answer, Policy, any_of, parse

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.documents.cloudformation.template import Template
    from ecslint.reach.texts import Texts

ROLE: Final = "AWS::IAM::Role"
MANAGED: Final = "AWS::IAM::ManagedPolicy"
POLICIES: Final = ("AWS::IAM::Policy", MANAGED, "AWS::IAM::RolePolicy")
CUSTOM: Final = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")
"""What may give a role that it is handed more policies, or change a policy of a resource."""


class Role(NamedTuple):
    """A role of the stack.

    ``is_open`` says that policies which are not known here may be attached. ``is_shared`` says that somebody
    else may attach some before it is used: its name is known before the stack is deployed, or it is handed
    to a nested stack or a custom resource. ``elsewhere`` reads the policies of the stack that are attached to
    other roles only, with the resource that has them.
    """

    name: str
    """The logical id."""
    arn: Text
    """The ARN as far as it is known."""
    policies: tuple[Policy, ...]
    """The policies that are attached."""
    is_open: bool
    is_shared: bool
    boundary: Policy | None
    """The permissions boundary; ``None`` without one."""
    trust: Policy
    """The trust policy."""
    resolved: Resolved
    """The resource with its evaluated properties."""
    elsewhere: Callable[[], list[tuple[Policy, Resolved]]] = list


def role_of(value: object, stack: Stack, texts: Texts) -> Role | None:
    """Return the role of the stack that a value (reference, name or ARN) names, ``None`` for any other."""
    resolved = stack.target(value, ROLE)
    if resolved is None and not isinstance(value, Reference):
        resolved = _by_arn(value, stack, texts)
    if resolved is None or isinstance(resolved.data, Unresolved):
        return None
    if stack.exists(resolved.resource.logical_id) is False:
        return None
    return role(resolved, stack, texts)


def _by_arn(value: object, stack: Stack, texts: Texts) -> Resolved | None:
    given = texts.of(value) if isinstance(value, str | Unresolved) else None
    if given is None or tuple("arn:") != given[:4]:
        return None
    for resolved in stack.all(ROLE):
        if not isinstance(resolved.data, Unresolved) and resolved.get("RoleName") is not None:
            own = texts.arn(resolved)
            if own is not None and matches(given, own):
                return resolved
    return None


def role(resolved: Resolved, stack: Stack, texts: Texts) -> Role:
    """Return a role with its policies, worked out once for all scenarios in which they are the same."""
    template = stack.template
    policies = (policy.logical_id for policy in template.resources_of(*POLICIES))
    state = stack.state_of((resolved.resource.logical_id, *policies))
    key = ("role", ById(resolved), state)
    if key not in template.known:
        template.known[key] = _role(resolved, stack, texts)
    found: Role = template.known[key]
    return found


def _role(resolved: Resolved, stack: Stack, texts: Texts) -> Role:
    template = stack.template
    own = resolved.resource.logical_id
    found = [*_inline(resolved, texts)]
    elsewhere = []
    for arn, route in _listed(resolved.get("ManagedPolicyArns"), "ManagedPolicyArns"):
        found.append(_managed(arn, resolved, route, stack, texts))
    for policy in stack.all(*POLICIES):
        if isinstance(policy.data, Unresolved):
            found.append(parse(None, texts.of, None, ()))
            continue
        attached = _attached(policy, resolved, texts)
        if attached and stack.exists(policy.resource.logical_id) is None:
            attached = None
        if attached is False:
            elsewhere.append(policy)
            continue
        parsed = _of_resource(policy, texts)
        found.append(parsed if attached else _doubtful(parsed))
    handed_on = any(own in template.mentions(name) for name in customs(template))
    boundary = resolved.get("PermissionsBoundary")
    return Role(
        own,
        texts.arn(resolved) or (),
        tuple(found),
        template.unknown_resources,
        resolved.get("RoleName") is not None or handed_on or bool(template.macros),
        None if boundary is None else _managed(boundary, resolved, ("PermissionsBoundary",), stack, texts),
        trust_of(resolved, texts),
        resolved,
        partial(_parsed, tuple(elsewhere), texts),
    )


def customs(template: Template) -> list[str]:
    """Return the logical ids of what may change a role that it is handed."""
    found: list[str] | None = template.known.get(CUSTOM)
    if found is None:
        resources = template.resources.values()
        found = [resource.logical_id for resource in resources if resource.type.startswith(CUSTOM)]
        template.known[CUSTOM] = found
    return found


def _parsed(policies: tuple[Resolved, ...], texts: Texts) -> list[tuple[Policy, Resolved]]:
    """Read policies, each with the resource that has it."""
    return [(_of_resource(policy, texts), policy) for policy in policies]


def _of_resource(policy: Resolved, texts: Texts) -> Policy:
    """Return the document of a resource that is a policy, read once for all roles that have it."""
    stack = texts.stack
    key = ("policy", ById(policy), stack.state_of((policy.resource.logical_id,)))
    known = stack.template.known
    if key not in known:
        known[key] = parse(policy.get("PolicyDocument"), texts.of, policy, ("PolicyDocument",))
    found: Policy = known[key]
    return found


def trust_of(resolved: Resolved, texts: Texts) -> Policy:
    """Return the trust policy of a role, read once for all scenarios in which it is the same."""
    stack = texts.stack
    key = ("trust", ById(resolved), stack.state_of((resolved.resource.logical_id,)))
    known = stack.template.known
    if key not in known:
        document = resolved.get("AssumeRolePolicyDocument")
        known[key] = parse(document, texts.of, resolved, ("AssumeRolePolicyDocument",), resource=True)
    found: Policy = known[key]
    return found


def _doubtful(policy: Policy) -> Policy:
    """Return a policy of which is not known whether it is attached."""
    unsure = tuple(statement._replace(allows=None) for statement in policy.statements)
    return policy._replace(statements=unsure, remembered={})


def _inline(resolved: Resolved, texts: Texts) -> Iterator[Policy]:
    policies = resolved.get("Policies")
    if policies is None:
        return
    if not isinstance(policies, list):
        yield parse(None, texts.of, resolved, ("Policies",))
        return
    for index, policy in enumerate(policies):
        document = policy.get("PolicyDocument") if isinstance(policy, dict) else None
        yield parse(document, texts.of, resolved, ("Policies", index, "PolicyDocument"))


def _listed(value: object, name: str) -> Iterator[tuple[object, tuple[str | int, ...]]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield item, (name, index)
    elif value is not None:
        yield value, (name,)


def _managed(
    arn: object, owner: Resolved, route: tuple[str | int, ...], stack: Stack, texts: Texts
) -> Policy:
    """Return the managed policy with an ARN: one of the stack, one of AWS, or one of which nothing is
    known."""
    if isinstance(arn, Reference):
        policy = stack.target(arn, MANAGED)
        if policy is not None and not isinstance(policy.data, Unresolved):
            return _of_resource(policy, texts)
        return parse(None, texts.of, owner, route)
    name = aws_name(arn)
    found = _of_aws(name) if name is not None else None
    if found is None:
        return parse(None, texts.of, owner, route)
    return found._replace(owner=owner, route=route)


@lru_cache(maxsize=64)
def _of_aws(name: str) -> Policy | None:
    """Return a managed policy of AWS, which is the same wherever it is attached."""
    document = managed_policies.document(name)
    if document is None:
        return None
    return parse(document, lambda value: literal(value) if isinstance(value, str) else None, None, (), name)


def aws_name(arn: object) -> str | None:
    """Return what a managed policy of AWS is called, ``None`` for any other ARN."""
    text = arn.text if isinstance(arn, Unresolved) else str(arn)
    _, found, path = text.partition(managed_policies.MARK)
    return path.rpartition("/")[2] if found and "${" not in path else None


def _attached(policy: Resolved, role: Resolved, texts: Texts) -> Answer:
    """Say whether a policy resource is attached to a role."""
    one = policy.resource.type == "AWS::IAM::RolePolicy"
    names = [policy.get("RoleName")] if one else policy.get("Roles")
    if names is None:
        return False
    if not isinstance(names, list):
        return None
    return any_of(_names(name, role, texts) for name in names)


def _names(name: object, role: Resolved, texts: Texts) -> Answer:
    if isinstance(name, Reference):
        return name.logical_id == role.resource.logical_id
    given = role.get("RoleName")
    if given is None:
        # The name that CloudFormation makes up is known to nobody before.
        return None if isinstance(name, Unresolved) else False
    known, own = texts.of(name), texts.of(given)
    return None if known is None or own is None else matches(known, own)


def is_exported(role: Role, stack: Stack) -> bool:
    """Say whether other stacks may learn the role's name, and attach policies to it."""
    template = stack.template
    return any(
        role.name in (usage := template.usage_of_part(output)).names or role.name in usage.resources
        for output in template.outputs.values()
    )


def account_names(texts: Texts) -> tuple[Text, ...]:
    """Return how a policy names the whole account of the stack."""
    return (texts.fill("arn:{P}:iam::{A}:root"), texts.place["A"])


def described(texts: tuple[Text, ...]) -> str:
    """Return texts for a message."""
    return ", ".join(f'"{shown(text)}"' for text in texts)


def joined(*parts: Any) -> Text:
    """Return the text of known pieces and texts."""
    return join(parts)
