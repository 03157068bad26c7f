"""Roles that may start tasks of a definition but not hand them its roles (ECS338)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.patterns import Text
    from ecslint.reach.policies import Policy, Statement
    from ecslint.reach.resources import Need
    from ecslint.reach.roles import Role
    from ecslint.reach.texts import Texts

_FUNCTION: Final = "AWS::Serverless::Function"
_RUN: Final = "EcsRunTaskPolicy"
"""The policy template of SAM that allows ``ecs:RunTask`` and nothing else.
Source: *Policy template list*, AWS Serverless Application Model Developer Guide, read 2026-11."""
_ASKED: Final = ("events", "scheduler", "states", "codepipeline", "codedeploy")
"""Services whose roles other rules ask about."""


@check("ECS338")
def starter_may_not_pass_roles(task: TaskDefinition, resolved: Resolved, stack: Stack) -> Problems:
    if task.execution_role_arn is None and task.task_role_arn is None:
        return
    if not stack.template.resources_of(_FUNCTION, "AWS::IAM::Role"):
        return
    from ecslint.reach.features import pass_needs
    from ecslint.reach.texts import Texts

    kinds = resolved.get("RequiresCompatibilities")
    texts = Texts(stack)
    needs = pass_needs(resolved, isinstance(kinds, list) and kinds == ["FARGATE"], stack, texts)
    if not needs:
        return
    for role, place in _starters(resolved, stack, texts):
        gaps = Gaps(role)
        for need in needs:
            gaps.ask(need, Use(place, f"pass {need.what} to the task", "no task starts"), sure=False)
        yield from gaps.problems()
    yield from _functions(resolved, needs, stack, texts)
    if len(stack.all("AWS::ECS::TaskDefinition")) == 1:
        yield from _deployers(needs, stack, texts)


def _starters(task: Resolved, stack: Stack, texts: Texts) -> Iterator[tuple[Role, Place]]:
    """Yield the roles of the template with a statement on starting tasks of just this definition."""
    own = texts.arn(task)
    if own is None:
        return
    for found in _askable(stack, texts):
        place = next((at for at in (_runs(p, own, texts) for p in found.policies) if at is not None), None)
        if place is not None:
            yield found, place


def _askable(stack: Stack, texts: Texts) -> list[Role]:
    """Return the roles that are known in full and that no other rule asks about, worked out once."""
    from ecslint.reach.roles import ROLE, role

    known = stack.known.get("starters")
    if known is None:
        every = [
            role(resolved, stack, texts)
            for resolved in stack.all(ROLE)
            if not isinstance(resolved.data, Unresolved) and stack.exists(resolved.resource.logical_id)
        ]
        asked = [found for found in every if not found.is_open and any(map(_is_own, found.policies))]
        known = stack.known["starters"] = [found for found in asked if not _is_asked(found.trust)]
    result: list[Role] = known
    return result


def _is_own(policy: Policy) -> bool:
    """Say whether a policy of the template may have a statement on Amazon ECS."""
    return not policy.name and bool(policy.those("ecs", _may_be_on_ecs))


def _may_be_on_ecs(statement: Statement) -> bool:
    return statement.actions is None or any(action[:1] in (("e",), ("*",)) for action in statement.actions)


def _deployers(needs: list[Need], stack: Stack, texts: Texts) -> Problems:
    """Yield roles that register task definitions by name of the action, and may pass no role to tasks."""
    from ecslint.facts.roles import TASKS_PRINCIPAL
    from ecslint.reach.patterns import Hole, literal
    from ecslint.reach.policies import Request
    from ecslint.reach.resources import Need as Asked

    any_role = Request("iam:PassRole", ((Hole("role"),),), {"iam:passedtoservice": literal(TASKS_PRINCIPAL)})
    for found in _askable(stack, texts):
        place = next((at for at in map(_registers, found.policies) if at is not None), None)
        if place is not None:
            gaps = Gaps(found)
            does = f"pass {needs[0].what} to the task"
            need = Asked(any_role, needs[0].what)
            gaps.ask(need, Use(place, does, "it cannot register the task definition"), sure=False)
            yield from gaps.problems()


def _registers(policy: Policy) -> Place | None:
    """Return where a policy of the template names the action that registers task definitions."""
    from ecslint.reach.patterns import literal

    action = literal("ecs:registertaskdefinition")
    for statement in policy.statements:
        if statement.allows is True and not statement.not_action and action in (statement.actions or ()):
            return None if policy.name else policy.at(*statement.route)
    return None


def _is_asked(trust: Policy) -> bool:
    for statement in trust.statements:
        for name in (statement.principals or {}).get("Service", ()):
            if "".join(map(str, name)).partition(".")[0] in _ASKED:
                return True
    return False


def _runs(policy: Policy, own: Text, texts: Texts) -> Place | None:
    """Return where a policy allows to start tasks of the definition with this ARN, and not of any."""
    from ecslint.reach.patterns import literal, matches

    if policy.name:
        return None
    action = literal("ecs:runtask")
    for statement in policy.statements:
        if statement.allows is not True or statement.not_action or statement.not_resource:
            continue
        if not any(matches(pattern, action) for pattern in statement.actions or ()):
            continue
        other = texts.fill("arn:{P}:ecs:{R}:{A}:task-definition/another-family:1")
        if any(matches(p, own) and matches(p, other) is False for p in statement.resources or ()):
            return policy.at(*statement.route)
    return None


def _functions(task: Resolved, needs: list[Need], stack: Stack, texts: Texts) -> Problems:
    """Yield functions of SAM whose role is made of policies that let them start tasks only."""
    for function in stack.all(_FUNCTION):
        policies = function.get("Policies") if isinstance(function.data, dict) else None
        if not isinstance(policies, list) or function.get("Role") is not None:
            continue
        index = next((i for i, item in enumerate(policies) if _is_for(item, task, stack)), None)
        if index is None or any(_may_pass(item, need, texts) for item in policies for need in needs):
            continue
        name = function.resource.logical_id
        message = (
            f'"{name}" may run "{task.resource.logical_id}", but not pass {needs[0].what} to the task; add a '
            "statement that allows iam:PassRole"
        )
        yield Problem(function.at("Policies", index), message, ((task.at(), "the task definition"),))


def _is_for(item: object, task: Resolved, stack: Stack) -> bool:
    given = item.get(_RUN) if isinstance(item, dict) else None
    name = given.get("TaskDefinition") if isinstance(given, dict) else None
    own = task.get("Family")
    if isinstance(name, str) and isinstance(own, str):
        return name.partition(":")[0] == own
    if isinstance(name, Unresolved) and task.resource.logical_id in name.text:
        return True
    return name is not None and len(stack.all("AWS::ECS::TaskDefinition")) == 1


def _may_pass(item: object, need: Need, texts: Texts) -> bool:
    """Say whether a policy of a function may allow to pass a role: any that is not known may."""
    from ecslint.reach.policies import grants, parse

    if isinstance(item, dict):
        if "Statement" in item:
            return grants([parse(item, texts.of, None, ())], need.request) is not False
        return not all(str(key).endswith("Policy") for key in item)
    return not (
        isinstance(item, str) and item in ("AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole")
    )
