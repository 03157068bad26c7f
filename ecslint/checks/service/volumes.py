"""Managed EBS volumes of services and task runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import one_of
from ecslint.checks import check
from ecslint.checks._shared.service import known_text, on_fargate, placing, use_nearest
from ecslint.facts import ebs as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.service import Service, ServiceManagedEBSVolumeConfiguration, ServiceVolumeConfiguration
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.model.run import RunTask, TaskVolumeConfiguration


def _configured(runs: Service | RunTask) -> list[ServiceVolumeConfiguration | TaskVolumeConfiguration]:
    if isinstance(runs, Service):
        return [volume for _, volume in each(runs.volume_configurations)]
    return [volume for _, volume in each(runs.volume_configurations)]


def _managed(runs: Service | RunTask) -> Iterator[ServiceManagedEBSVolumeConfiguration]:
    for volume in _configured(runs):
        if isinstance(volume.managed_ebs_volume, ServiceManagedEBSVolumeConfiguration):
            yield volume.managed_ebs_volume


def _type(volume: ServiceManagedEBSVolumeConfiguration) -> str | None:
    """Return the volume type; ``None`` if it is not known."""
    if isinstance(volume.volume_type, Unresolved):
        return None
    return volume.volume_type or facts.DEFAULT_TYPE


@check("ECS571")
def volume_not_matched(runs: Service | RunTask, task: TaskDefinition) -> Problems:
    if not is_complete(task.volumes):
        return
    launched = [v for _, v in each(task.volumes) if v.configured_at_launch is True]
    if any(isinstance(v.configured_at_launch, Unresolved) for _, v in each(task.volumes)):
        return
    names = [v.name for v in launched if isinstance(v.name, str)]
    for volume in _configured(runs):
        name = known_text(volume.name)
        if name is None or name in names or len(names) < len(launched):
            continue
        known = f"its volumes of this kind: {', '.join(names)}" if names else "it has no volume of this kind"
        hint = use_nearest(name, names) or (f"; use {one_of(names)}" if names else "; add it")
        message = f'the task definition has no volume "{name}" that is configured at launch{hint}'
        yield Problem(volume.at("name"), message, ((task.at("volumes"), known),))
    if is_set(runs.volume_configurations) or (isinstance(runs, Service) and runs.is_update):
        return
    for entry in launched:
        if not isinstance(runs, Service) or runs.controller != "EXTERNAL":
            message = (
                f'the volume "{entry.name}" of the task definition is configured at launch, but nothing '
                'configures it here; add it to "volumeConfigurations"'
            )
            related = ((entry.at("configuredAtLaunch"), "configured at launch"),)
            yield Problem(runs.at("volumeConfigurations"), message, related)


@check("ECS572")
def managed_volume_refused(runs: Service | RunTask, task: TaskDefinition | None) -> Problems:
    volumes = list(_managed(runs))
    for volume in volumes:
        yield from _size(volume)
        yield from _performance(volume)
        yield from _tags(volume)
    if volumes:
        yield from _not_attached(runs, task, volumes)


def _size(volume: ServiceManagedEBSVolumeConfiguration) -> Problems:
    size, kind = volume.size_in_gib, _type(volume)
    if not is_set(size) and not is_set(volume.snapshot_id):
        message = 'a managed volume needs "sizeInGiB" or "snapshotId"; add for instance "sizeInGiB": 20'
        yield Problem(volume.at("sizeInGiB"), message)
    low, high = facts.SIZES.get(kind or "", (0, 0))
    if isinstance(size, int) and high and not low <= size <= high:
        nearest = min(max(size, low), high)
        message = f"{kind} volumes have {low} to {high} GiB, not {size}; use {nearest}"
        place = volume.at("sizeInGiB")
        related = ((volume.at("volumeType"), f"the volume type is {kind}"),)
        yield Problem(place, message, related, Fix(f"set {nearest}", (Edit("set", place, nearest),)))


def _performance(volume: ServiceManagedEBSVolumeConfiguration) -> Problems:
    kind = _type(volume)
    if kind is not None:
        yield from _iops(volume, kind)
        yield from _throughput(volume, kind)
    rate = volume.volume_initialization_rate
    if rate is not None and not isinstance(rate, Unresolved) and not is_set(volume.snapshot_id):
        place = volume.at("volumeInitializationRate")
        message = '"volumeInitializationRate" is for volumes made from a "snapshotId"; remove it'
        yield Problem(place, message, fix=Fix("remove it", (Edit("remove", place),), safe=True))


def _iops(volume: ServiceManagedEBSVolumeConfiguration, kind: str) -> Problems:
    iops, place = volume.iops, volume.at("iops")
    if iops is None:
        if kind in facts.IOPS_NEEDED:
            low, high = facts.IOPS[kind]
            yield Problem(place, f'a volume of type {kind} says no "iops"; add {low} to {high}')
    elif isinstance(iops, int) and kind in facts.IOPS_UNSUPPORTED:
        fix = Fix("remove iops", (Edit("remove", place),), safe=True)
        yield Problem(place, f'a volume of type {kind} takes no "iops" ({iops}); remove it', fix=fix)
    elif isinstance(iops, int) and kind in facts.IOPS:
        low, high = facts.IOPS[kind]
        if not low <= iops <= high:
            nearest = min(max(iops, low), high)
            message = f"{kind} does not offer {iops} IOPS, but {low} to {high}; use {nearest}"
            yield Problem(place, message, fix=Fix(f"set {nearest}", (Edit("set", place, nearest),)))
        else:
            yield from _ratio(volume, kind, iops)


def _ratio(volume: ServiceManagedEBSVolumeConfiguration, kind: str, iops: int) -> Problems:
    """Yield when a volume is too small for its IOPS."""
    size, ratio = volume.size_in_gib, facts.IOPS_RATIO.get(kind)
    if ratio is None or not isinstance(size, int) or iops <= max(size * ratio, facts.IOPS[kind][0]):
        return
    most = max(size * ratio, facts.IOPS[kind][0])
    place = volume.at("iops")
    message = f"{kind} has {ratio} IOPS for each GiB at most, {size} GiB take no {iops}; set {most}"
    related = ((volume.at("sizeInGiB"), f"{size} GiB"),)
    yield Problem(place, message, related, Fix(f"set {most}", (Edit("set", place, most),)))


def _throughput(volume: ServiceManagedEBSVolumeConfiguration, kind: str) -> Problems:
    throughput, place = volume.throughput, volume.at("throughput")
    if not isinstance(throughput, int):
        return
    if kind != facts.THROUGHPUT_TYPE:
        message = f'"throughput" is for gp3 volumes only, the type is {kind}; remove it'
        yield Problem(place, message, fix=Fix("remove throughput", (Edit("remove", place),), safe=True))
    elif throughput > facts.MAX_THROUGHPUT:
        most = facts.MAX_THROUGHPUT
        message = f"{throughput} MiB/s are not offered; use at most {most}"
        yield Problem(place, message, fix=Fix(f"set {most}", (Edit("set", place, most),)))


def _not_attached(
    runs: Service | RunTask, task: TaskDefinition | None, volumes: list[ServiceManagedEBSVolumeConfiguration]
) -> Problems:
    if len(volumes) > facts.MAX_VOLUMES:
        message = f"{len(volumes)} managed volumes are given, a task takes one; remove the others"
        yield Problem(runs.at("volumeConfigurations", 1), message)
    controller = runs.controller if isinstance(runs, Service) else None
    if controller in ("CODE_DEPLOY", "EXTERNAL"):
        message = f"managed volumes do not work with the deployment controller {controller}; use ECS"
        related = ((runs.at("deploymentController", "type"), f"the controller is {controller}"),)
        yield Problem(runs.at("volumeConfigurations"), message, related)
    if on_fargate(runs, task):
        yield from _on_fargate(runs, task, volumes)


def _on_fargate(
    runs: Service | RunTask, task: TaskDefinition | None, volumes: list[ServiceManagedEBSVolumeConfiguration]
) -> Problems:
    if task is not None and task.windows is True:
        message = "Fargate attaches no managed volumes to Windows tasks; remove them, or use Linux"
        related = ((task.at("runtimePlatform", "operatingSystemFamily"), "the task runs Windows"),)
        yield Problem(runs.at("volumeConfigurations"), message, related)
    for volume in volumes:
        if volume.volume_type == facts.NOT_ON_FARGATE:
            place = volume.at("volumeType")
            message = 'Fargate does not attach volumes of type "standard"; use "gp3"'
            where = ((runs.at(placing(runs)), "the tasks run on Fargate"),)
            yield Problem(place, message, where, Fix('use "gp3"', (Edit("set", place, "gp3"),)))


def _tags(volume: ServiceManagedEBSVolumeConfiguration) -> Problems:
    for _, specification in each(volume.tag_specifications):
        for _, tag in each(specification.tags):
            if tag.key in facts.RESERVED_TAGS:
                message = f'the tag "{tag.key}" is reserved for Amazon ECS; remove it'
                yield Problem(tag.at("key"), message)


@check("ECS576")
def volume_not_encrypted(runs: Service | RunTask) -> Problems:
    for volume in _managed(runs):
        if volume.encrypted is False:
            place = volume.at("encrypted")
            message = "the volume is not encrypted, unless the Region encrypts by default; set true"
            yield Problem(place, message, fix=Fix("set true", (Edit("set", place, True),)))
