"""CodeDeploy blue/green hooks of templates (ECS857)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.route import value_at
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import members, number, objects, shown
from ecslint.facts import code_deploy as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template

_V2 = "AWS::ElasticLoadBalancingV2::"
Path = tuple[str | int, ...]


@check("ECS857")
def blue_green_hook_is_refused(template: Template) -> Problems:
    data = members(template.document.data)
    hooks = members(data.get("Hooks"))
    names = [name for name, hook in hooks.items() if members(hook).get("Type") == facts.HOOK]
    if not names:
        return
    yield from _surroundings(template, names[0])
    for name in names:
        yield from _form(template, ("Hooks", name), members(hooks[name]))
    yield from _imports(template)


def _surroundings(template: Template, hook: str) -> Iterator[Problem]:
    """Yield what a template with a hook lacks, and what it cannot have."""
    if facts.HOOK_TRANSFORM not in template.transforms:
        message = (
            f'a hook of type {facts.HOOK} needs the transform; add "Transform": "{facts.HOOK_TRANSFORM}"'
        )
        yield Problem(Place(template, ("Hooks", hook, "Type")), message)
    if members(template.document.data).get("Outputs"):
        message = "outputs beside a CodeDeploy blue/green hook are documented as not supported; remove them"
        yield Problem(Place(template, ("Outputs",), "key"), message, severity=Severity.WARNING)
    for resource in template.resources_of("AWS::CloudFormation::Stack"):
        message = "a template with a CodeDeploy blue/green hook cannot have nested stacks; remove one of both"
        yield Problem(Place(template, (*resource.route, "Type")), message)


def _form(template: Template, path: Path, hook: dict[str, object]) -> Iterator[Problem]:
    dynamic = next(_functions(hook, path), None)
    if dynamic is not None:
        message = "the hook takes fixed values only, no functions such as Ref; use the value"
        yield Problem(Place(template, dynamic), message)
    yield from _routing(template, (*path, "Properties", "TrafficRoutingConfig"), hook)
    applications = members(hook.get("Properties")).get("Applications")
    if not applications:
        message = "the hook does not say what it deploys; add Applications"
        yield Problem(Place(template, (*path, "Properties", "Applications")), message)
    for index, application in objects(applications):
        yield from _application(template, (*path, "Properties", "Applications", index), application)


def _routing(template: Template, path: Path, hook: dict[str, object]) -> Iterator[Problem]:
    """Yield what contradicts itself in how a hook shifts traffic."""
    routing = members(members(hook.get("Properties")).get("TrafficRoutingConfig"))
    kind = routing.get("Type")
    if not routing or isinstance(kind, dict):
        return
    if kind not in facts.ROUTING_TYPES:
        given = "is missing" if kind is None else f'is "{kind}"'
        message = f"the Type of TrafficRoutingConfig {given}; use {', '.join(facts.ROUTING_TYPES)}"
        yield Problem(Place(template, (*path, "Type")), message)
        return
    for name in facts.ROUTING_TYPES[1:]:
        block = routing.get(name)
        if block is None:
            continue
        if name != kind:
            message = f'{name} does not go with Type "{kind}"; remove it'
            yield Problem(Place(template, (*path, name), "key"), message)
            continue
        low, high = facts.HOOK_STEP
        value = number(members(block).get("StepPercentage"))
        if value is not None and not low <= value <= high:
            message = f"StepPercentage is {shown(value)}; use {low} to {high}"
            yield Problem(Place(template, (*path, name, "StepPercentage")), message)


def _functions(node: object, path: Path) -> Iterator[Path]:
    """Yield where intrinsic functions are called."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        if key == "Ref" or str(key).startswith("Fn::"):
            yield path
        else:
            yield from _functions(value, (*path, key))


def _application(template: Template, path: Path, application: dict[str, object]) -> Iterator[Problem]:
    target = members(application.get("Target"))
    if target.get("Type") != "AWS::ECS::Service":
        message = "the Target of the hook is of another Type; use AWS::ECS::Service"
        yield Problem(Place(template, (*path, "Target", "Type")), message)
    wanted: list[tuple[Path, object, str]] = [
        (("Target", "LogicalID"), target.get("LogicalID"), "AWS::ECS::Service")
    ]
    base = "ECSAttributes"
    attributes = members(application.get(base))
    routing = members(attributes.get("TrafficRouting"))
    for name, kind in (("TaskDefinitions", "AWS::ECS::TaskDefinition"), ("TaskSets", "AWS::ECS::TaskSet")):
        yield from _pair(template, (*path, base, name), attributes.get(name), kind, both=False)
    yield from _pair(
        template,
        (*path, base, "TrafficRouting", "TargetGroups"),
        routing.get("TargetGroups"),
        _V2 + "TargetGroup",
        both=True,
    )
    for route in ("ProdTrafficRoute", "TestTrafficRoute"):
        if route == "ProdTrafficRoute" or route in routing:
            listener = members(routing.get(route)).get("LogicalID")
            wanted.append(((base, "TrafficRouting", route, "LogicalID"), listener, _V2 + "Listener"))
    for where, given_id, kind in wanted:
        if given_id is None or (isinstance(given_id, str) and not _is(template, given_id, kind)):
            given = f' "{given_id}"' if given_id else ""
            short = kind.rpartition(":")[2]
            message = f"{where[-1]}{given} is not the logical id of a {short} of the template; use one"
            yield Problem(Place(template, (*path, *where)), message)


def _is(template: Template, name: str, kind: str) -> bool:
    resource = template.resources.get(name)
    return template.unknown_resources or (resource is not None and resource.type == kind)


def _pair(template: Template, path: Path, names: object, kind: str, *, both: bool) -> Iterator[Problem]:
    """Yield what is wrong with the logical ids for the old and the new tasks.

    Of task definitions and task sets only one is in the template (``both`` is false): the hook makes the
    other when they change.
    """
    place, name = Place(template, path), str(path[-1])
    if not isinstance(names, list) or len(names) != 2:
        count = len(names) if isinstance(names, list) else 0
        yield Problem(place, (f"{name} has {count} logical ids; use two, for the old and the new tasks"))
        return
    if not all(isinstance(item, str) for item in names):
        return
    missing = [index for index, item in enumerate(names) if not _is(template, item, kind)]
    short = kind.rpartition(":")[2]
    if names[0] == names[1]:
        message = f"both of {name} are {names[0]}; use another name for the new tasks"
        yield Problem(Place(template, (*path, 1)), message)
    elif len(missing) == 2 or (missing and both):
        message = f"{names[missing[0]]} in {name} is not a {short} of the template; use the logical id of one"
        yield Problem(Place(template, (*path, missing[0])), message)


def _imports(template: Template) -> Iterator[Problem]:
    message = (
        "imported values beside a CodeDeploy blue/green hook are documented as not supported; "
        "make this one a parameter"
    )
    for resource in template.resources.values():
        for path in _functions(resource.body, resource.route):
            if "Fn::ImportValue" in members(value_at(template.document.data, path)):
                yield Problem(Place(template, path), message, severity=Severity.WARNING)
