"""The hooks of an AppSpec (ECS820, ECS826)."""

from __future__ import annotations

import re

from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks.appspec.shape import faults
from ecslint.facts import appspec as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.appspec import AppSpec, Hook
from ecslint.model.base import each

_RIGHT_CASE = {name.lower(): name for name in facts.HOOKS}


@check("ECS820")
def hook_cannot_be_called(appspec: AppSpec) -> Problems:
    yield from faults(appspec, "hooks")
    first: dict[str, Hook] = {}
    for _, hook in each(appspec.hooks):
        yield from _event(hook)
        fault = _function_fault(hook)
        if fault:
            yield Problem(hook.at(hook.name), fault)
        yield from _arn(hook)
        earlier = first.setdefault(hook.name.lower(), hook)
        if earlier is not hook:
            message = (
                f"{hook.name} is given twice, but an event calls one function; merge both into one function"
            )
            related = ((earlier.at(earlier.name, part="key"), "the first one is here"),)
            yield Problem(hook.at(hook.name, part="key"), message, related)


def _event(hook: Hook) -> Problems:
    """Yield when the name of a hook is not an event that has one."""
    if hook.name not in facts.HOOKS:
        place = hook.at(hook.name, part="key")
        right = _RIGHT_CASE.get(hook.name.lower()) or nearest(hook.name, facts.HOOKS)
        fix = Fix(f"rename to {right}", (Edit("rename", place, right),), safe=True) if right else None
        if hook.name.lower() in _RIGHT_CASE:
            message = f'the hook "{hook.name}" is documented with other capitals; use "{right}"'
            yield Problem(place, message, fix=fix, severity=Severity.WARNING)
        elif hook.name in facts.EVENTS:
            message = (
                f'the event "{hook.name}" belongs to CodeDeploy and cannot have a hook; use one '
                "such as AfterInstall"
            )
            yield Problem(place, message)
        elif hook.name in facts.SERVER_HOOKS:
            message = f'"{hook.name}" is a hook of deployments to EC2 servers; use one such as AfterInstall'
            yield Problem(place, message)
        elif right:
            yield Problem(place, f'there is no hook "{hook.name}"; use {right}', fix=fix)
        else:
            yield Problem(place, f'there is no hook "{hook.name}"; use one such as AfterInstall')


def _function_fault(hook: Hook) -> str | None:
    """Say why the value of a hook cannot be a Lambda function; ``None`` if it can."""
    function = hook.function
    if isinstance(function, Unresolved):
        return None
    if function is None or function == "":
        return f"{hook.name} names no function; use the name of a Lambda function or remove the hook"
    if isinstance(function, list):
        scripts = any(isinstance(item, dict) and "location" in item for item in function)
        if scripts:
            return f"{hook.name} lists scripts, as for EC2; use the name of one Lambda function"
        return f"{hook.name} is a list; use the name of one Lambda function"
    if not isinstance(function, str):
        return f"{hook.name} is not a string; use the name of one Lambda function"
    if function.startswith("arn:"):
        service = function.split(":")[2:3]
        if service not in (["lambda"], []):
            return f'{hook.name} is the ARN of "{service[0]}"; use the name of a Lambda function'
        return None
    if "/" in function or function.endswith((".sh", ".py", ".js")):
        return f'"{function}" looks like a script; use the name of one Lambda function'
    if not re.fullmatch(facts.FUNCTION, function) and not function.startswith("["):
        return f'"{function}" is not the name of a Lambda function; use letters, digits, "-" and "_" only'
    return None


def _arn(hook: Hook) -> Problems:
    """Yield when a function is given by ARN, which works but is not documented."""
    if isinstance(hook.function, str):
        match = re.fullmatch(r"arn:aws[a-z-]*:lambda:[^:]*:[^:]*:function:([^:]+)(:[^:]+)?", hook.function)
        if match:
            message = f'{hook.name} is an ARN, but AWS documents only the name; use "{match[1]}"'
            yield Problem(hook.at(hook.name), message, severity=Severity.INFO)


@check("ECS826")
def function_name_lacks_the_prefix(appspec: AppSpec) -> Problems:
    for _, hook in each(appspec.hooks):
        name = hook.function.rpartition("function:")[2] if isinstance(hook.function, str) else ""
        if name and not name.startswith((facts.HOOK_PREFIX, "[")):
            message = (
                f'"{name}" does not begin with "{facts.HOOK_PREFIX}", so {facts.LIMITED_POLICY} '
                "does not allow it; rename the function or widen the role"
            )
            yield Problem(hook.at(hook.name), message)
