"""Which instances of a stack which service needs, and what keeps them from joining its cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.queries import number, objects, text
from ecslint.facts.arns import FORMS
from ecslint.model.base import is_set
from ecslint.reach import stack_fleets
from ecslint.reach.patterns import Text, brief
from ecslint.reach.stack_fleets import CLUSTER, NOT_BASE64, PROVIDER, Fleet, cluster_name
from ecslint.reach.user_data import CONFIG, UserData

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.base import Place
    from ecslint.reach.texts import Texts

SERVICE: Final = "AWS::ECS::Service"
TASK_DEFINITION: Final = "AWS::ECS::TaskDefinition"


class Demand(NamedTuple):
    """A service that runs on instances, or a provider of a cluster: what its cluster is called (``label`` in
    messages), and which groups of the stack may serve it. ``place`` is what asks for them, ``waits``
    whether it waits for tasks.
    """

    cluster: Text
    """The name of the cluster as far as it is known."""
    label: str
    fleets: tuple[Fleet, ...]
    """The groups of instances that may serve it."""
    place: Place
    waits: bool
    by_launch_type: bool = False
    """Whether the service names the launch type EC2, so that no provider counts its tasks."""


def demands(found: list[Fleet], stack: Stack, texts: Texts) -> list[Demand]:
    """Return what needs instances in a stack, each with the groups that may serve it."""
    every = []
    for service in stack.all(SERVICE):
        if isinstance(service.data, Unresolved) or service.get("DesiredCount") in (0, "0"):
            continue
        cluster = cluster_name(service.get("Cluster"), stack, texts)
        chosen = candidates(service, found, stack)
        if cluster is not None and chosen:
            label = _label(stack.target(service.get("Cluster"), CLUSTER), cluster)
            named = text(service.get("LaunchType")) == "EC2" and not service.get("CapacityProviderStrategy")
            every.append(Demand(cluster, label, tuple(chosen), service.at("Cluster"), True, named))
    every += _started(found, stack, texts)
    for fleet in found:
        for provider in fleet.providers:
            for cluster_resource in stack_fleets.clusters_of(provider, stack):
                name = texts.name(cluster_resource, FORMS[CLUSTER])
                place = provider.at("AutoScalingGroupProvider")
                every.append(Demand(name, _label(cluster_resource, name), (fleet,), place, False))
    return every


def _started(found: list[Fleet], stack: Stack, texts: Texts) -> list[Demand]:
    """Return what rules, schedules and state machines with the launch type EC2 need."""
    from ecslint.reach.stack_starters import runs_on_instances

    every = []
    for value, place in runs_on_instances(stack):
        own, cluster = stack.target(value, CLUSTER), cluster_name(value, stack, texts)
        chosen = []
        for fleet in found if own is not None else ():
            clusters = [c for provider in fleet.providers for c in stack_fleets.clusters_of(provider, stack)]
            if fleet.is_for_ecs and (not clusters or any(c is own for c in clusters)):
                chosen.append(fleet)
        if cluster is not None and chosen:
            every.append(Demand(cluster, _label(own, cluster), tuple(chosen), place, True, True))
    return every


def _label(cluster: Resolved | None, name: Text) -> str:
    """Return what a cluster is called in a message."""
    return brief(name) if cluster is None else cluster.resource.logical_id


def candidates(service: Resolved, found: list[Fleet], stack: Stack) -> list[Fleet]:
    """Return the groups of the stack that may run the tasks of a service; none if others may as well."""
    strategy = service.get("CapacityProviderStrategy")
    if is_set(strategy):
        providers = [stack.target(item.get("CapacityProvider"), PROVIDER) for _, item in objects(strategy)]
        if not isinstance(strategy, list) or len(providers) != len(strategy):
            return []
        names = {None if provider is None else provider.resource.logical_id for provider in providers}
        chosen = [fleet for fleet in found if names & {p.resource.logical_id for p in fleet.providers}]
        return chosen if None not in names and len(chosen) == len(names) else []
    if not _is_on_instances(service, stack):
        return []
    own = stack.target(service.get("Cluster"), CLUSTER)
    chosen = []
    for fleet in found:
        clusters = [c for provider in fleet.providers for c in stack_fleets.clusters_of(provider, stack)]
        if not clusters or own is None or any(c is own for c in clusters):
            chosen.append(fleet)
    return [fleet for fleet in chosen if fleet.is_for_ecs] if own is not None else []


def _is_on_instances(service: Resolved, stack: Stack) -> bool:
    """Say whether a service without a strategy surely runs on EC2 instances."""
    launch = service.get("LaunchType")
    if launch is not None or isinstance(service.get("DeploymentController"), Unresolved):
        return text(launch) == "EC2"
    cluster = stack.target(service.get("Cluster"), CLUSTER)
    task = stack.target(service.get("TaskDefinition"), TASK_DEFINITION)
    if cluster is None or task is None or cluster.get("DefaultCapacityProviderStrategy") is not None:
        return False
    if stack.all(stack_fleets.ASSOCIATIONS):
        return False
    kinds = task.get("RequiresCompatibilities")
    return kinds is None or (isinstance(kinds, list) and kinds == ["EC2"])


class Obstacle(NamedTuple):
    """What keeps instances from joining any cluster, or the one that needs them."""

    place: Place
    """The setting that is in the way."""
    message: str
    """What is wrong, and what to do."""
    sure: bool = True
    """Whether it surely keeps the instances away."""


def obstacle(fleet: Fleet) -> Obstacle | None:
    """Return what in the user data keeps the instances from joining whatever cluster."""
    data, image = fleet.data, fleet.image
    place = fleet.at("UserData")
    if data == NOT_BASE64:
        return Obstacle(place, "UserData is not base64, which EC2 refuses; use Fn::Base64")
    if not isinstance(data, UserData) or not (data.clusters or fleet.is_for_ecs):
        return None
    if image is not None and image.system == "bottlerocket":
        if data.kind in ("shell", "cloud-config", "powershell"):
            image_place = fleet.at("ImageId")
            message = (
                'Bottlerocket runs no scripts from UserData; set [settings.ecs] cluster = "NAME" in TOML'
            )
            return Obstacle(image_place, message)
        return _twice(data, place)
    if image is not None and image.system == "windows":
        if data.kind in ("shell", "cloud-config", "toml"):
            return Obstacle(place, "Windows runs no shell script from UserData; use <powershell>")
        if data.unclosed:
            message = "a quote in the script is not closed, so PowerShell runs none of it; close or remove it"
            return Obstacle(place, message)
        return None
    if data.kind == "toml":
        if image is None:
            return None
        return Obstacle(place, "only Bottlerocket reads settings in TOML; use a script that begins with #!")
    if data.kind == "text" and data.clusters:
        message = 'cloud-init skips UserData that does not begin with "#!"; add "#!/bin/bash"'
        return Obstacle(place, message)
    return _undone(fleet, data, place)


def _undone(fleet: Fleet, data: UserData, place: Place) -> Obstacle | None:
    """Return what keeps a script that sets the cluster from doing so."""
    if data.is_overwritten:
        message = f'{CONFIG} is written anew after ECS_CLUSTER was set, so instances join "default"; use ">>"'
        return Obstacle(place, message, not data.calls)
    template = fleet.owner.template
    for name in data.unfilled:
        if name in template.resources or name in template.parameters:
            message = f'"${{{name}}}" is not filled in, so instances join "default"; use Fn::Sub in UserData'
            return Obstacle(place, message, not data.calls)
    if data.restarts:
        message = "the instance is restarted before ECS_CLUSTER is set, which may never happen; set it first"
        return Obstacle(place, message, False)
    if data.exported:
        message = f"ECS_CLUSTER is set in the shell only, which the agent does not see; add it to {CONFIG}"
        return Obstacle(place, message, not data.calls)
    if data.wrong_file:
        message = f'the agent reads {CONFIG}, not "{data.wrong_file}"; set ECS_CLUSTER there'
        return Obstacle(place, message, not data.calls)
    return None


def _twice(data: UserData, place: Place) -> Obstacle | None:
    """Return that a table of TOML is given twice, as where two groups of instances share user data."""
    if not data.repeated:
        return None
    return Obstacle(place, f'table "[{data.repeated}]" is there twice, which TOML does not allow; remove one')


def misled(demand: Demand) -> list[tuple[Fleet, Obstacle]]:
    """Return the groups that surely join another cluster, if nothing else may serve the demand."""
    found = []
    for fleet in demand.fleets:
        if fleet.joins(demand.cluster) is not False:
            return []
        data = fleet.data
        if isinstance(data, UserData) and data.clusters:
            given = f'ECS_CLUSTER is "{brief(data.clusters[-1])}"'
            sure = not data.calls
        else:
            given, sure = 'no ECS_CLUSTER is set, so instances join "default"', not _calls(data)
        message = f'{given}, but the tasks run in cluster "{demand.label}"; set its name'
        found.append((fleet, Obstacle(fleet.at("UserData"), message, sure)))
    return found


def _calls(data: UserData | str | None) -> bool:
    return isinstance(data, UserData) and data.calls


def most_instances(found: tuple[Fleet, ...]) -> int | None:
    """Return how many instances the groups have together at most, ``None`` if that is not known."""
    sizes = [fleet.size("MaxSize") for fleet in found]
    known = [int(size) for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def count(value: object) -> int | None:
    """Return a known whole number."""
    found = number(value)
    return None if found is None else int(found)
