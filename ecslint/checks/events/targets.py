"""Tasks that rules of EventBridge and schedules of EventBridge Scheduler start, in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.base.words import one_of, quoted
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use, untrusting
from ecslint.checks._shared.references import TASK_DEFINITION, Wanted, fault
from ecslint.checks._shared.strategies import has_default_strategy
from ecslint.documents.cloudformation.queries import is_open, members, number, objects, shown, text
from ecslint.facts import events as facts
from ecslint.facts import run_task
from ecslint.facts.services import FARGATE_PROVIDERS, MAX_SECURITY_GROUPS, MAX_SUBNETS
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.arn import parse_arn, shape
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.base.route import Route
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    EventsRule: TypeAlias = Resolved
    Schedule: TypeAlias = Resolved

_STRATEGIES = ("PlacementStrategies", "PlacementStrategy")
_CLUSTER_ARN = Wanted("the ARN of a cluster", "AWS::ECS::Cluster", ("Arn",))
_ROLE_ARN = Wanted("the ARN of a role", "AWS::IAM::Role", ("Arn",))


class _Target(NamedTuple):
    """A target that starts tasks: where it is, what it says, and ``EcsParameters`` of it (``run``).

    ``task`` is the task definition, if the template has it.
    """

    owner: Resolved
    route: Route
    data: dict[str, object]
    run: dict[str, object]
    task: Resolved | None
    starter: facts.Starter

    def at(self, *names: str | int) -> Place:
        """Point at a member of ``EcsParameters``."""
        return self.owner.at(*self.route, "EcsParameters", *names)

    @property
    def needs_fargate(self) -> bool:
        """Whether the task definition is for Fargate, or the target puts its tasks there."""
        kinds = None if self.task is None else self.task.get("RequiresCompatibilities")
        return self.on_fargate is not None or (isinstance(kinds, list) and "FARGATE" in kinds)

    @property
    def on_fargate(self) -> str | None:
        """The member that surely puts the tasks on Fargate."""
        launch, strategy = self.run.get("LaunchType"), self.run.get("CapacityProviderStrategy")
        if launch == "FARGATE":
            return "LaunchType"
        if launch is not None or not isinstance(strategy, list) or not strategy:
            return None
        providers = [members(item).get("CapacityProvider") for item in strategy]
        return "CapacityProviderStrategy" if all(p in FARGATE_PROVIDERS for p in providers) else None


@check("ECS181")
def scheduled_task_refused(resource: EventsRule | Schedule, stack: Stack) -> Problems:
    for target in _targets(resource, stack):
        yield from _cluster(target, stack)
        yield from _task_definition(target, stack)
        yield from _role(target, stack)
        yield from _bounds(target)
        yield from _placing(target)
        yield from _unplaced(target, stack)
        yield from _network(target)
        yield from _spread(target)


def _targets(resource: Resolved, stack: Stack) -> Iterator[_Target]:
    starter = facts.STARTERS[resource.resource.type]
    found: list[tuple[Route, dict[str, object]]]
    if resource.resource.type == facts.RULE:
        found = [(("Targets", index), data) for index, data in objects(resource.get("Targets"))]
    else:
        found = [(("Target",), members(resource.get("Target")))]
    for route, data in found:
        run = data.get("EcsParameters")
        if isinstance(run, dict):
            task = stack.target(run.get("TaskDefinitionArn"), TASK_DEFINITION.type)
            if task is not None and (
                not isinstance(task.data, dict) or stack.exists(task.resource.logical_id) is False
            ):
                task = None
            yield _Target(resource, route, data, run, task, starter)


def _is_no_arn(value: object) -> bool:
    begin = value.parts[0] if isinstance(value, PartialText) else value
    return isinstance(begin, str) and begin != "" and not begin.startswith("arn:"[: len(begin)])


def _is_other_arn(value: object, kind: str) -> bool:
    """Say whether a value is the ARN of something in ECS that is no ``kind``."""
    known = shape(value) if isinstance(value, str | Unresolved) else None
    arn = parse_arn(known) if known is not None else None
    return arn is not None and arn.service == "ecs" and not arn.resource.startswith(f"{kind}/")


def _shown(value: object) -> str:
    return value.text if isinstance(value, Unresolved) else str(value)


def _cluster(target: _Target, stack: Stack) -> Problems:
    value, place = target.data.get("Arn"), target.owner.at(*target.route, "Arn")
    wrong = fault(value, _CLUSTER_ARN, stack.template)
    if value is None:
        yield Problem(
            place, ("the target starts tasks, but has no cluster; set Arn to the ARN of their cluster")
        )
    elif wrong is not None:
        yield Problem(place, wrong)
    elif _is_no_arn(value) or _is_other_arn(value, "cluster"):
        name = _shown(value) if _is_no_arn(value) else "NAME"
        message = (
            f'"{_shown(value)}" is not the ARN of a cluster, on which the target starts the '
            f"tasks; use arn:aws:ecs:REGION:ACCOUNT:cluster/{name}"
        )
        yield Problem(place, message)


def _task_definition(target: _Target, stack: Stack) -> Problems:
    value, place = target.run.get("TaskDefinitionArn"), target.at("TaskDefinitionArn")
    wrong = fault(value, TASK_DEFINITION, stack.template)
    if value is None:
        yield Problem(place, "EcsParameters does not say which task to start; add TaskDefinitionArn")
    elif wrong is not None:
        yield Problem(place, wrong)
    elif _is_other_arn(value, "task-definition"):
        yield Problem(
            place,
            (
                f'"{_shown(value)}" is not the ARN of a task definition; use '
                "arn:aws:ecs:REGION:ACCOUNT:task-definition/NAME"
            ),
        )
    elif _is_no_arn(value):
        name = _shown(value)
        message = (
            f'"{name}" is the name of a task definition, where an ARN is needed; use !Ref, '
            f"or arn:aws:ecs:REGION:ACCOUNT:task-definition/{name}"
        )
        # Documented as an ARN; that a name is refused is not.
        yield Problem(place, message, severity=Severity.WARNING)


def _role(target: _Target, stack: Stack) -> Problems:
    value, place = target.data.get("RoleArn"), target.owner.at(*target.route, "RoleArn")
    who = target.starter.who
    if value is None:
        if target.owner.get("RoleArn") is None:
            message = f"the target starts tasks, but has no role with which {who} runs them; add RoleArn"
            yield Problem(place, message)
        return
    wrong = fault(value, _ROLE_ARN, stack.template)
    if wrong is None and _is_no_arn(value):
        wrong = f'"{_shown(value)}" is not the ARN of a role; use arn:aws:iam::ACCOUNT:role/{_shown(value)}'
    if wrong is not None:
        yield Problem(place, wrong)
    role = stack.target(value, _ROLE_ARN.type)
    if role is None:
        return
    yield from untrusting(role, stack, target.starter.principal, who, place)


@check("ECS332")
def role_of_schedule_lacks_permission(resource: EventsRule | Schedule, stack: Stack) -> Problems:
    from ecslint.reach.features import fixed_revision, pass_needs, run_needs, tag_needs
    from ecslint.reach.roles import is_exported, role_of
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    for target in _targets(resource, stack):
        role = role_of(target.data.get("RoleArn"), stack, texts)
        if role is None:
            continue
        place = target.owner.at(*target.route, "RoleArn")
        on = resource.get("State") in (None, "ENABLED")
        certain = on and not role.is_shared and not is_exported(role, stack)
        gaps = Gaps(role)
        effect = "no task ever starts"
        for need in run_needs(target.run.get("TaskDefinitionArn"), target.data.get("Arn"), stack, texts):
            gaps.ask(need, Use(place, f"run {need.what}", effect), certain)
        for need in pass_needs(target.task, target.needs_fargate, stack, texts):
            gaps.ask(need, Use(place, f"pass {need.what} to the task", effect), certain)
        for need in tag_needs(target.run):
            gaps.ask(need, Use(place, "tag the tasks that it starts", effect), sure=False)
        yield from gaps.problems()
        fixed = fixed_revision(role, target.task, texts)
        if fixed is not None:
            message = (
                f'"{role.name}" may run revision {fixed[0]} only, and each update registers a new one, so no '
                'task starts then; use ":*"'
            )
            yield Problem(fixed[1], message, ((place, "the role"),), severity=Severity.WARNING)


def _bounds(target: _Target) -> Problems:
    run = target.run
    for name, allowed in facts.VALUES.items():
        given = text(run.get(name))
        if given is not None and given not in allowed:
            yield Problem(target.at(name), f"{name} is {given}; use {one_of(quoted(allowed))}")
    for name, most in target.starter.lists:
        items = run.get(name)
        count = sum(isinstance(item, dict) for item in items) if isinstance(items, list) else 0
        if count > most:
            yield Problem(target.at(name), f"{name} has {count} items; use at most {most}")
    count_given = number(run.get("TaskCount"))
    lowest, highest = run_task.COUNT
    if count_given is not None and not lowest <= count_given <= highest:
        nearest = lowest if count_given < lowest else highest
        message = (
            f"one run starts {lowest} to {highest} tasks, but TaskCount is {shown(count_given)}; "
            f"use {nearest}"
        )
        yield Problem(target.at("TaskCount"), message)


def _placing(target: _Target) -> Problems:
    """Yield what in a target contradicts where its tasks run."""
    run, launch = target.run, text(target.run.get("LaunchType"))
    strategy = run.get("CapacityProviderStrategy")
    related = ((target.at("LaunchType"), f"the launch type is {launch}"),)
    if launch is not None and any(True for _ in objects(strategy)):
        message = "CapacityProviderStrategy and LaunchType exclude each other; keep one of them"
        yield Problem(target.at("CapacityProviderStrategy"), message, related)
    version = text(run.get("PlatformVersion"))
    if version is not None and launch in ("EC2", "EXTERNAL"):
        message = f"PlatformVersion ({version}) is for Fargate only, the launch type is {launch}; remove it"
        yield Problem(target.at("PlatformVersion"), message, related)
    kinds = None if target.task is None else target.task.get("RequiresCompatibilities")
    where = target.on_fargate
    if target.task is None or where is None or not isinstance(kinds, list):
        return
    if kinds and not is_open(kinds) and "FARGATE" not in kinds:
        name = target.task.resource.logical_id
        message = (
            f"the tasks run on Fargate, but the task definition {name} is for {', '.join(map(str, kinds))}; "
            "add FARGATE to its RequiresCompatibilities"
        )
        theirs = ((target.task.at("RequiresCompatibilities"), "what the task definition is for"),)
        yield Problem(target.at(where), message, theirs)


def _spread(target: _Target) -> Problems:
    """Yield placement constraints and strategies with which ``RunTask`` refuses to start tasks."""
    from ecslint.checks._shared.placement import constraint_fault, strategy_fault

    for name in ("PlacementConstraints", *_STRATEGIES):
        for index, item in objects(target.run.get(name)):
            if name == "PlacementConstraints":
                member, fault = "Expression", constraint_fault(item.get("Type"), item.get("Expression"))
            else:
                member, fault = "Field", strategy_fault(item.get("Type"), item.get("Field"))
            if fault is not None:
                yield Problem(target.at(name, index, member), fault)
    placed = next((n for n in ("PlacementConstraints", *_STRATEGIES) if _is_filled(target.run.get(n))), None)
    if placed is not None and target.run.get("LaunchType") == "FARGATE":
        message = f"{placed} is not supported on Fargate, so no task starts; remove it"
        related = ((target.at("LaunchType"), "the tasks run on Fargate"),)
        yield Problem(target.at(placed), message, related)


def _is_filled(items: object) -> bool:
    return any(True for _ in objects(items))


def _unplaced(target: _Target, stack: Stack) -> Problems:
    """Yield a problem for tasks for Fargate that are started without a launch type, in a known cluster."""
    run, task = target.run, target.task
    if task is None or "LaunchType" in run or "CapacityProviderStrategy" in run:
        return
    kinds = task.get("RequiresCompatibilities")
    cluster = stack.target(target.data.get("Arn"), _CLUSTER_ARN.type)
    if kinds != ["FARGATE"] or cluster is None or has_default_strategy(cluster, stack):
        return
    message = (
        "the task definition is for Fargate, but without a launch type its tasks wait for EC2 instances; "
        "set LaunchType to FARGATE"
    )
    theirs = ((task.at("RequiresCompatibilities"), "for Fargate only"),)
    # A default strategy may be given to the cluster elsewhere.
    yield Problem(target.at("LaunchType"), message, theirs, severity=Severity.WARNING)


def _network(target: _Target) -> Problems:
    network, name = target.run.get("NetworkConfiguration"), target.starter.network
    if isinstance(network, dict):
        if any(key != name and key.lower() == name.lower() for key in network):
            return  # spelt for the other of the two types, which ECS010 says
        block = network.get(name)
    else:
        block = network
    if block is None:
        yield from _without_network(target, name)
    elif isinstance(block, dict):
        yield from _block(target, block, name)


def _without_network(target: _Target, name: str) -> Problems:
    task, where = target.task, target.on_fargate
    if task is not None and task.get("NetworkMode") == "awsvpc":
        why, related = "with network mode awsvpc", ((task.at("NetworkMode"), "the network mode is awsvpc"),)
    elif where is not None:
        why, related = "on Fargate", ((target.at(where), "the tasks run on Fargate"),)
    else:
        return
    message = (
        f"tasks {why} need a NetworkConfiguration; add {name} with Subnets and SecurityGroups, "
        "or none of them starts"
    )
    yield Problem(target.at("NetworkConfiguration"), message, related)


def _block(target: _Target, block: dict[str, object], name: str) -> Problems:
    path = ("NetworkConfiguration", name)
    if block.get("Subnets") in (None, []):
        yield Problem(target.at(*path, "Subnets"), "Subnets is empty; name at least one subnet")
    for member, what, most in (
        ("Subnets", "subnets", MAX_SUBNETS),
        ("SecurityGroups", "security groups", MAX_SECURITY_GROUPS),
    ):
        items = block.get(member)
        # What is not known may be left out.
        count = sum(isinstance(i, str | Reference) for i in items) if isinstance(items, list) else 0
        if count > most:
            yield Problem(target.at(*path, member), f"{count} {what} are given; use at most {most}")
    launch = target.run.get("LaunchType")
    if block.get("AssignPublicIp") == "ENABLED" and launch in ("EC2", "EXTERNAL"):
        message = (
            f"AssignPublicIp can be ENABLED on Fargate only, the launch type is {launch}; use DISABLED "
            "and give the subnets a NAT gateway or endpoints"
        )
        related = ((target.at("LaunchType"), f"the launch type is {launch}"),)
        yield Problem(target.at(*path, "AssignPublicIp"), message, related)
    yield from _not_awsvpc(target, block)


def _not_awsvpc(target: _Target, block: dict[str, object]) -> Problems:
    task = target.task
    if task is None or target.on_fargate is not None or block.get("Subnets") in (None, []):
        return
    mode = task.get("NetworkMode")
    if mode is None and task.get("RequiresCompatibilities") is None:
        mode = "bridge"
    if mode in ("bridge", "host", "none"):
        message = (
            f"NetworkConfiguration is for tasks with network mode awsvpc, the task definition has {mode}; "
            "remove it, or change the network mode"
        )
        related = ((task.at("NetworkMode"), f"the network mode is {mode}"),)
        yield Problem(target.at("NetworkConfiguration"), message, related)
