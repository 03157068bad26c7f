"""How long a deployment runs all new tasks beside the old ones: by strategy, and by CodeDeploy's settings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.facts import code_deploy
from ecslint.facts import deployments as facts
from ecslint.model.base import each
from ecslint.model.service import AdvancedConfiguration, DeploymentConfiguration, Service
from ecslint.rollout.model import LONGEST_STACK_DEPLOYMENT, Phase, linear_steps

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_PREDEFINED: Final = regex(r"CodeDeployDefault\.ECS(Canary|Linear)(\d{1,3})Percent(?:Every)?(\d{1,5})Minutes")


@dataclass
class Shift:
    """What happens between the new tasks' health and the old tasks' end."""

    phases: list[Phase] = field(default_factory=list)
    """What happens, in order."""
    longest: list[Phase] = field(default_factory=list)
    """The same where AWS' texts, or the files, leave room; equal to ``phases`` otherwise."""
    planned_minutes: int = 0
    """Minutes that CloudFormation counts against its limit."""
    rejected: str = ""
    """Why AWS refuses the settings; empty if it does not."""
    open: list[str] = field(default_factory=list)
    """Names of values that are set, but not known."""
    notes: list[str] = field(default_factory=list)
    """What was taken for granted."""

    def add(self, name: str, seconds: int, most: int | None = None) -> None:
        """Append a phase; ``most`` where it may take longer."""
        self.phases.append(Phase(name, seconds))
        self.longest.append(Phase(name, seconds if most is None else most))


def planned_minutes(deployment: DeploymentConfiguration) -> int | None:
    """Return the minutes of bake times of a linear or canary deployment; ``None`` if they are not known.

    CloudFormation refuses a template in which they are more than ``LONGEST_STACK_DEPLOYMENT``.
    """
    found = Shift()
    if deployment.strategy not in ("LINEAR", "CANARY"):
        return None
    _steps(deployment, found)
    _bake(deployment, found)
    return None if found.open else found.planned_minutes


def read_shift(service: Service, in_template: bool, network: bool) -> Shift:
    """Return the phases of a blue/green, linear or canary deployment that ECS carries out itself."""
    found = Shift()
    block = service.deployment_configuration
    deployment = block if isinstance(block, DeploymentConfiguration) else DeploymentConfiguration()
    steps = _steps(deployment, found) if service.strategy in ("LINEAR", "CANARY") else 1
    if network or _through_network(service):
        _network_pauses(service, steps, found)
    _bake(deployment, found)
    hooks = deployment.lifecycle_hooks
    if isinstance(hooks, Unresolved) or hooks:
        found.notes.append("what its lifecycle hooks take comes on top")
    too_long = _too_long(deployment)
    if too_long:
        found.rejected = too_long
        return found
    limited = in_template and service.strategy in ("LINEAR", "CANARY") and not found.open
    if limited and found.planned_minutes > LONGEST_STACK_DEPLOYMENT:
        found.rejected = (
            f"its bake times come to {found.planned_minutes} minutes, and CloudFormation refuses more "
            f"than {LONGEST_STACK_DEPLOYMENT} (33 hours)"
        )
    return found


def _too_long(deployment: DeploymentConfiguration) -> str:
    """Say that a bake time is longer than Amazon ECS takes; ``""`` if none is."""
    linear, canary = deployment.linear_configuration, deployment.canary_configuration
    times: dict[str, object] = {"bakeTimeInMinutes": deployment.bake_time_in_minutes}
    if linear is not None and not isinstance(linear, Unresolved):
        times["stepBakeTimeInMinutes"] = linear.step_bake_time_in_minutes
    if canary is not None and not isinstance(canary, Unresolved):
        times["canaryBakeTimeInMinutes"] = canary.canary_bake_time_in_minutes
    for name, minutes in times.items():
        if isinstance(minutes, int) and minutes > facts.LONGEST_BAKE:
            return f"{name} is {minutes}, and {facts.LONGEST_BAKE} is the most"
    return ""


def _minutes(value: int | Unresolved | None, default: int, name: str, found: Shift) -> int:
    if isinstance(value, Unresolved):
        found.open.append(name)
        return default
    return default if value is None else max(value, 0)


def _percent(value: float | Unresolved | None, default: float, name: str, found: Shift) -> float:
    if isinstance(value, Unresolved):
        found.open.append(name)
        return default
    return default if value is None else value


def _steps(deployment: DeploymentConfiguration, found: Shift) -> int:
    """Add the pauses while the traffic moves; return how many times it is moved."""
    if deployment.strategy == "CANARY":
        canary = deployment.canary_configuration
        known = None if isinstance(canary, Unresolved) else canary
        if isinstance(canary, Unresolved):
            found.open.append("the canary configuration")
        bake = known.canary_bake_time_in_minutes if known is not None else None
        minutes = _minutes(bake, facts.DEFAULT_CANARY_BAKE, "the canary bake time", found)
        found.add("canary bake time", minutes * 60)
        found.planned_minutes += minutes
        return 2
    linear = deployment.linear_configuration
    block = None if isinstance(linear, Unresolved) else linear
    if isinstance(linear, Unresolved):
        found.open.append("the linear configuration")
    percent = block.step_percent if block is not None else None
    step = _percent(percent, facts.DEFAULT_STEP_PERCENT, "the step percent", found)
    bake = block.step_bake_time_in_minutes if block is not None else None
    minutes = _minutes(bake, facts.DEFAULT_STEP_BAKE, "the step bake time", found)
    pauses = linear_steps(max(round(step * 10), 30))
    found.add(f"{pauses} step bake times", pauses * minutes * 60)
    found.planned_minutes += pauses * minutes
    return pauses + 1


def _bake(deployment: DeploymentConfiguration, found: Shift) -> None:
    minutes = _minutes(deployment.bake_time_in_minutes, 0, "the bake time", found)
    if deployment.bake_time_in_minutes is None:
        found.notes.append("no bake time is given: none is counted")
    found.add("bake time", minutes * 60)
    found.planned_minutes += minutes


def _entries(service: Service) -> list[AdvancedConfiguration]:
    blocks = [entry.advanced_configuration for _, entry in each(service.load_balancers)]
    return [block for block in blocks if isinstance(block, AdvancedConfiguration)]


def _through_network(service: Service) -> bool:
    rules = [block.production_listener_rule for block in _entries(service)]
    return any(isinstance(rule, str) and "/net/" in rule for rule in rules)


def _network_pauses(service: Service, steps: int, found: Shift) -> None:
    """Add what ECS waits for a Network Load Balancer.

    The guide's older text adds it before the new tasks start as well, and says nothing of deployments without
    a test listener.
    """
    pause = facts.NETWORK_LOAD_BALANCER_STEP * 60
    tested = any(block.test_listener_rule is not None for block in _entries(service))
    found.add("waits for the Network Load Balancer", pause * (steps + tested), pause * (steps + 2))


def read_code_deploy(service: Resolved | None, stack: Stack | None) -> Shift:
    """Return the phases of a deployment that CodeDeploy carries out."""
    found = Shift()
    group = _group_of(service, stack) if service is not None and stack is not None else None
    if group is None or stack is None:
        found.notes.append(
            "its CodeDeploy deployment group is not in the files: all traffic at once and no wait are assumed"
        )
        return found
    _ready(group, found)
    _routing(group, stack, found)
    _termination(group, found)
    return found


def _group_of(service: Resolved, stack: Stack) -> Resolved | None:
    own = service.resource.logical_id
    for group in stack.all("AWS::CodeDeploy::DeploymentGroup"):
        services = group.get("ECSServices")
        for entry in services if isinstance(services, list) else ():
            name = entry.get("ServiceName") if isinstance(entry, dict) else None
            target = stack.target(name, "AWS::ECS::Service")
            if target is not None and target.resource.logical_id == own:
                return group
    return None


def _member(value: object, *names: str) -> object:
    for name in names:
        if isinstance(value, Unresolved):
            return value
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _whole(value: object, default: int, name: str, found: Shift) -> int:
    """Return a number as templates write it (or its text)."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if text.isdecimal() and len(text) < 8:
        return int(text)
    if value is not None:
        found.open.append(name)
    return default


def _ready(group: Resolved, found: Shift) -> None:
    option = _member(group.get("BlueGreenDeploymentConfiguration"), "DeploymentReadyOption")
    if _member(option, "ActionOnTimeout") == "STOP_DEPLOYMENT":
        minutes = _whole(_member(option, "WaitTimeInMinutes"), 0, "the wait before the traffic moves", found)
        found.add("wait until somebody moves the traffic", 0, minutes * 60)


def _routing(group: Resolved, stack: Stack, found: Shift) -> None:
    name = group.get("DeploymentConfigName")
    if name is None or name == code_deploy.ALL_AT_ONCE:
        return
    match = _PREDEFINED.fullmatch(name) if isinstance(name, str) else None
    if match:
        _shifted(match[1], int(match[2]), int(match[3]), found)
        return
    config = stack.target(name, "AWS::CodeDeploy::DeploymentConfig")
    routing = config.get("TrafficRoutingConfig") if config is not None else Unresolved("elsewhere")
    kind = _member(routing, "Type")
    if kind == "AllAtOnce":
        return
    if kind not in ("TimeBasedCanary", "TimeBasedLinear"):
        found.open.append("how CodeDeploy shifts the traffic")
        return
    word = "Canary" if kind == "TimeBasedCanary" else "Linear"
    block = _member(routing, kind)
    percent = _whole(_member(block, f"{word}Percentage"), 10, "the percentage of a step", found)
    minutes = _whole(_member(block, f"{word}Interval"), 0, "the interval of the steps", found)
    _shifted(word, percent, minutes, found)


def _shifted(word: str, percent: int, minutes: int, found: Shift) -> None:
    """Add the time in which the traffic moves; CodeDeploy may pause after the last step of a linear shift,
    too."""
    if word == "Canary":
        found.add("canary interval", minutes * 60)
        return
    steps = -(-100 // max(percent, 1))
    found.add(f"{steps} steps of traffic", (steps - 1) * minutes * 60, steps * minutes * 60)


def _termination(group: Resolved, found: Shift) -> None:
    option = _member(
        group.get("BlueGreenDeploymentConfiguration"), "TerminateBlueInstancesOnDeploymentSuccess"
    )
    if _member(option, "Action") == "KEEP_ALIVE":
        found.notes.append("the old tasks are kept alive after the deployment; their end is not counted")
    minutes = _whole(
        _member(option, "TerminationWaitTimeInMinutes"), 0, "the wait before the old tasks end", found
    )
    found.add("wait before the old tasks end", minutes * 60)


def without(shift: Shift, name: str, seconds: int) -> Shift:
    """Return the shift with another time for a phase."""

    def changed(phases: list[Phase]) -> list[Phase]:
        return [Phase(p.name, min(p.seconds, seconds)) if p.name == name else p for p in phases]

    return replace(shift, phases=changed(shift.phases), longest=changed(shift.longest))
