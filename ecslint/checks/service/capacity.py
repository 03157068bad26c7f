"""Where the tasks of a service run: launch types, capacity providers, platform versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.base.words import all_of, one_of
from ecslint.checks import check
from ecslint.checks._shared.service import (
    CUSTOM,
    known_text,
    network_mode,
    on_fargate,
    placing,
    platform,
    providers,
)
from ecslint.checks._shared.strategies import has_default_strategy
from ecslint.facts import services as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.service import CapacityProviderStrategyItem, Service
from ecslint.model.task import TaskDefinition
from ecslint.source.templating.placeholders import looks_like_fill_in

if TYPE_CHECKING:
    from ecslint.checks._shared.service import Runs
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.account import CapacityProviders
    from ecslint.model.run import RunTask, TaskSet

CAPACITY_PROVIDER = "AWS::ECS::CapacityProvider"


@check("ECS502")
def strategy_is_refused(runs: Service | RunTask | TaskSet, resolved: Resolved | None) -> Problems:
    yield from _beside_launch_type(runs)
    yield from _weights(runs)
    yield from _bases(runs)
    yield from _kinds(runs, resolved)
    yield from _reserved_names(runs)
    yield from _too_many(runs)
    if isinstance(runs, Service) and runs.is_update:
        yield from _not_forced(runs)


def _not_forced(service: Service) -> Problems:
    """Yield when an update changes the strategy, if it does, without a deployment."""
    strategy, forced = service.capacity_provider_strategy, service.force_new_deployment
    if isinstance(strategy, Unresolved) or isinstance(forced, Unresolved):
        return
    if not is_complete(strategy) or not strategy or forced is True:
        return
    message = (
        'AWS refuses to change the strategy of a service without a deployment; set "forceNewDeployment": true'
    )
    place = service.at("capacityProviderStrategy", part="key")
    fix = Fix("force a deployment", (Edit("set", service.at("forceNewDeployment"), True),))
    yield Problem(place, message, fix=fix, severity=Severity.WARNING)


def _too_many(runs: Runs) -> Problems:
    known_items = [index for index, _ in each(runs.capacity_provider_strategy)]
    if len(known_items) > facts.MAX_PROVIDERS:
        message = (
            f"the strategy has {len(known_items)} capacity providers, {facts.MAX_PROVIDERS} are allowed; "
            "remove some"
        )
        yield Problem(runs.at("capacityProviderStrategy", known_items[facts.MAX_PROVIDERS]), message)


def _beside_launch_type(runs: Runs) -> Problems:
    if not known_text(runs.launch_type) or not any(True for _ in each(runs.capacity_provider_strategy)):
        return
    message = (
        f'"launchType" ({runs.launch_type}) and "capacityProviderStrategy" exclude each other; '
        "keep the one that is meant"
    )
    related = ((runs.at("capacityProviderStrategy", part="key"), "the strategy"),)
    fix = Fix("remove launchType", (Edit("remove", runs.at("launchType")),))
    yield Problem(runs.at("launchType"), message, related, fix)


def _weights(runs: Runs) -> Problems:
    strategy = runs.capacity_provider_strategy
    items = [item for _, item in each(strategy)]
    if not items or not is_complete(strategy):
        return
    if any(not _weightless(item) for item in items):
        for item in items:
            if item.weight is None and item.base is None:
                name = known_text(item.capacity_provider) or "this provider"
                message = f'{name} has no "weight", which is 0 then, so it takes no tasks; set "weight": 1'
                fix = Fix("set weight to 1", (Edit("set", item.at("weight"), 1),))
                yield Problem(item.at(), message, fix=fix, severity=Severity.WARNING)
        return
    if len(items) > 1:
        message = (
            "no capacity provider of the strategy has a weight above 0 (the default is 0), "
            'so none can take tasks; set for instance "weight": 1 on one of them'
        )
        yield Problem(runs.at("capacityProviderStrategy"), message)
        return
    name = known_text(items[0].capacity_provider) or "the only provider"
    message = (
        f"the weight of {name} is 0 (which is the default), so it takes no tasks beyond its base; "
        'set "weight": 1'
    )
    fix = Fix("set weight to 1", (Edit("set", items[0].at("weight"), 1),))
    yield Problem(items[0].at("weight"), message, fix=fix, severity=Severity.WARNING)


def _weightless(item: CapacityProviderStrategyItem) -> bool:
    return item.weight is None or (isinstance(item.weight, int) and item.weight == 0)


def _bases(runs: Runs) -> Problems:
    based = [i for _, i in each(runs.capacity_provider_strategy) if isinstance(i.base, int) and i.base > 0]
    for item in based[1:]:
        message = (
            f'"base" is {item.base} for {_name(item)} and {based[0].base} for {_name(based[0])}; '
            "keep one base above 0"
        )
        related = ((based[0].at("base"), f"the base of {_name(based[0])}"),)
        fix = Fix("remove this base", (Edit("remove", item.at("base")),))
        yield Problem(item.at("base"), message, related, fix)


def _name(item: CapacityProviderStrategyItem) -> str:
    return known_text(item.capacity_provider) or "another provider"


def _kinds(runs: Runs, resolved: Resolved | None) -> Problems:
    strategy = runs.capacity_provider_strategy
    items = [(item, name) for _, item in each(strategy) if (name := _provider(item, resolved))]
    fargate = [(item, name) for item, name in items if name in facts.FARGATE_PROVIDERS]
    others = [(item, name) for item, name in items if not name.lower().startswith("fargate")]
    if fargate and others:
        item, name = others[0]
        message = f"the strategy mixes {fargate[0][1]} with {name} (instances); use one kind of provider"
        related = ((fargate[0][0].at("capacityProvider"), "a Fargate provider"),)
        yield Problem(item.at("capacityProvider"), message, related)


def _provider(item: CapacityProviderStrategyItem, resolved: Resolved | None) -> str | None:
    """Return the name of a provider, or the logical id of one that the template makes."""
    value = item.capacity_provider
    if isinstance(value, Reference) and resolved is not None:
        made = resolved.template.resources.get(value.logical_id)
        return value.logical_id if made is not None and made.type == CAPACITY_PROVIDER else None
    name = known_text(value)
    blank = name is not None and looks_like_fill_in(name) and name not in facts.FARGATE_PROVIDERS
    return None if blank else name


def _reserved_names(runs: Runs) -> Problems:
    for _, item in each(runs.capacity_provider_strategy):
        name = known_text(item.capacity_provider)
        if name and name.startswith("arn:") and ":capacity-provider/" in name:
            yield _by_arn(item, name)
            continue
        if not name or name in facts.FARGATE_PROVIDERS or ":" in name:
            continue
        meant = name.upper().replace("-", "_")
        if meant not in facts.FARGATE_PROVIDERS and not name.startswith(facts.RESERVED_PREFIXES):
            continue
        hint = f'; use "{meant}"' if meant in facts.FARGATE_PROVIDERS else ""
        message = (
            f'there is no capacity provider "{name}" (names with aws, ecs or fargate are '
            f"reserved); use {meant if hint else 'FARGATE or FARGATE_SPOT'}"
        )
        fix = Fix(f'use "{meant}"', (Edit("set", item.at("capacityProvider"), meant),)) if hint else None
        yield Problem(item.at("capacityProvider"), message, fix=fix)


def _by_arn(item: CapacityProviderStrategyItem, name: str) -> Problem:
    """Return a warning: AWS asks for the short name, and instances were not found by the ARN (reported)."""
    place, short = item.at("capacityProvider"), name.rpartition("/")[2]
    message = f'"{name[:120]}" is an ARN, but providers are found by name; use "{short}"'
    fix = Fix(f'use "{short}"', (Edit("set", place, short),))
    return Problem(place, message, fix=fix, severity=Severity.WARNING)


@check("ECS506")
def platform_version_without_fargate(runs: Service | RunTask | TaskSet) -> Problems:
    version, where = known_text(runs.platform_version), platform(runs)
    if version is None or where is None or where == "FARGATE":
        return
    place = runs.at("platformVersion")
    name = "custom capacity providers" if where == CUSTOM else f"launch type {where}"
    message = f'"platformVersion" ({version}) is for Fargate only, the tasks run on {name}; remove it'
    related = ((runs.at(placing(runs)), f"the tasks run on {name}"),)
    fix = Fix("remove platformVersion", (Edit("remove", place),), safe=True)
    yield Problem(place, message, related, fix, Severity.WARNING if where == CUSTOM else None)


@check("ECS507")
def platform_version_does_not_exist(
    runs: Service | RunTask | TaskSet, task: TaskDefinition | None
) -> Problems:
    version = known_text(runs.platform_version)
    if version is None or version.upper() == "LATEST" or platform(runs) not in ("FARGATE", None):
        return
    if looks_like_fill_in(version):
        return
    windows = task.windows if task is not None else None
    if windows is None and version in (facts.LINUX_VERSION, facts.WINDOWS_VERSION):
        return
    current = facts.WINDOWS_VERSION if windows else facts.LINUX_VERSION
    if version == current:
        return
    system = "Windows" if windows else "Linux"
    state = "is retired" if not windows and version in facts.RETIRED_LINUX else "does not exist"
    message = (
        f'Fargate platform version "{version}" {state} for {system}; use "{current}" or "LATEST", the default'
    )
    place = runs.at("platformVersion")
    yield Problem(place, message, fix=Fix('use "LATEST"', (Edit("set", place, "LATEST"),)))


@check("ECS508")
def task_definition_not_for_launch_type(
    runs: Service | RunTask | TaskSet,
    task: TaskDefinition,
    account: CapacityProviders | None,
    stack: Stack | None,
) -> Problems:
    yield from _for_another_launch_type(runs, task, account, stack)
    yield from _not_ready_for_fargate(runs, task)
    yield from _windows_on_spot(runs, task)


def _for_another_launch_type(
    runs: Runs, task: TaskDefinition, account: CapacityProviders | None, stack: Stack | None
) -> Problems:
    where, compatible = platform(runs), sorted(task.compatibilities)
    if where == CUSTOM and account is not None:
        kinds = {account.platform(name) for name in providers(runs) or ()}
        where = kinds.pop() if len(kinds) == 1 else None
    if where is None and stack is not None and not is_set(runs.launch_type):
        where = _platform_of_template(runs, stack)
    if where is None or where == CUSTOM or not compatible or where in compatible:
        return
    if not is_complete(task.requires_compatibilities):
        return
    message = (
        f"the tasks run on {where}, but the task definition is only for {one_of(compatible)}; "
        f'use {one_of(compatible)}, or let it require "{where}" as well'
    )
    related = ((task.at("requiresCompatibilities"), f"for {one_of(compatible)} only"),)
    yield Problem(runs.at(placing(runs)), message, related)


def _platform_of_template(runs: Runs, stack: Stack) -> str | None:
    """Return where the capacity providers of a template run tasks; ``None`` unless all are of one kind."""
    kinds, strategy = set(), runs.capacity_provider_strategy
    items = list(each(strategy))
    if not isinstance(strategy, list) or len(items) != len(strategy):
        return None
    for _, item in items:
        value = item.capacity_provider
        own = stack.target(value, "AWS::ECS::CapacityProvider") if isinstance(value, Reference) else None
        if own is None:
            return None
        kinds.add("MANAGED_INSTANCES" if own.get("ManagedInstancesProvider") is not None else "EC2")
    return kinds.pop() if len(kinds) == 1 else None


def _not_ready_for_fargate(runs: Runs, task: TaskDefinition) -> Problems:
    if is_set(task.requires_compatibilities) or not on_fargate(runs):
        return
    lacks = []
    mode = network_mode(task)
    if mode is not None and mode != "awsvpc":
        lacks.append((f'network mode "{mode}" instead of "awsvpc"', task.at("networkMode")))
    lacks += [
        (f'no "{name}"', task.at(name))
        for name, value in (("cpu", task.cpu), ("memory", task.memory))
        if not is_set(value)
    ]
    if lacks:
        message = (
            "the tasks run on Fargate, but the task definition has "
            f"{all_of(text for text, _ in lacks)}; set "
            '"requiresCompatibilities": ["FARGATE"] and what it needs'
        )
        related = tuple((place, text) for text, place in lacks)
        yield Problem(runs.at(placing(runs)), message, related)


def _windows_on_spot(runs: Runs, task: TaskDefinition) -> Problems:
    if task.windows is not True:
        return
    for _, item in each(runs.capacity_provider_strategy):
        if item.capacity_provider == "FARGATE_SPOT":
            message = "FARGATE_SPOT does not run Windows tasks; use FARGATE"
            family = task.at("runtimePlatform", "operatingSystemFamily")
            fix = Fix("use FARGATE", (Edit("set", item.at("capacityProvider"), "FARGATE"),))
            yield Problem(item.at("capacityProvider"), message, ((family, "the task runs Windows"),), fix)


@check("ECS510")
def launch_type_missing(
    runs: Service | RunTask | TaskSet,
    task: TaskDefinition | None,
    resolved: Resolved | None,
    stack: Stack | None,
) -> Problems:
    if resolved is not None and stack is not None and _has_default_strategy(resolved, stack):
        return
    if task is not None:
        yield from _fargate_task_without_launch_type(runs, task)
    if isinstance(runs, Service) and resolved is not None:
        yield from _nothing_to_fall_back_to(runs, resolved)


def _has_default_strategy(service: Resolved, stack: Stack) -> bool:
    """Say whether the cluster of the template has, or may have, a default strategy."""
    value = service.get("Cluster")
    cluster = stack.target(value, "AWS::ECS::Cluster")
    return cluster is not None and has_default_strategy(cluster, stack)


def _fargate_task_without_launch_type(runs: Runs, task: TaskDefinition) -> Problems:
    if is_set(runs.launch_type) or is_set(runs.capacity_provider_strategy) or _decided_elsewhere(runs):
        return
    if task.compatibilities == {"FARGATE"} and is_complete(task.requires_compatibilities):
        message = (
            "the task definition is for Fargate, but without a launch type or strategy its tasks wait for "
            'EC2 instances; add "launchType": "FARGATE"'
        )
        related = ((task.at("requiresCompatibilities"), "for Fargate only"),)
        fix = Fix("add launchType FARGATE", (Edit("set", runs.at("launchType"), "FARGATE"),))
        yield Problem(runs.at("launchType"), message, related, fix)


def _decided_elsewhere(runs: Runs) -> bool:
    """Say whether an existing service, or its task sets, settle the launch type."""
    return isinstance(runs, Service) and (runs.is_update or runs.controller != "ECS")


def _nothing_to_fall_back_to(service: Service, resolved: Resolved) -> Problems:
    if resolved.get("CapacityProviderStrategy") == [] and resolved.get("LaunchType") is None:
        message = (
            '"capacityProviderStrategy" is empty, which means the launch type of the '
            'service; it has none; add "launchType", or remove the strategy'
        )
        yield Problem(service.at("capacityProviderStrategy"), message)


@check("ECS511")
def only_fargate_spot(runs: Service | TaskSet) -> Problems:
    names = providers(runs)
    if names and set(names) == {"FARGATE_SPOT"}:
        message = (
            "no task starts while Spot capacity is short, since FARGATE_SPOT is the only "
            "provider; add FARGATE with a base of 1"
        )
        yield Problem(runs.at("capacityProviderStrategy"), message)
