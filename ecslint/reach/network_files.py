"""From tasks to the mount targets of their file systems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.model.base import Place, each
from ecslint.reach.network_answers import UNKNOWN, Answer, Cut, along, best_of, cut
from ecslint.reach.network_model import FileSystem, Graph, Interface, Mount, Workload
from ecslint.reach.network_parts import Outside, Subnet, Vpc
from ecslint.reach.network_paths import between

NFS: Final = (2049, 2049)


@dataclass(frozen=True, slots=True)
class Mounted:
    """A file system of the files that a task mounts, and where it says so."""

    system: FileSystem
    """The file system."""
    place: Place
    """Where the task definition mounts it."""


def mounted(graph: Graph, workload: Workload) -> Iterator[Mounted]:
    """Yield the file systems that a task mounts, as far as the files hold them."""
    task = workload.task
    for _, volume in each(task.volumes if task is not None else None):
        efs = volume.efs_volume_configuration
        if efs is None or isinstance(efs, Unresolved):
            continue
        value = efs.file_system_id
        system = graph.file_systems.get(value.logical_id) if isinstance(value, Reference) else None
        if system is not None:
            yield Mounted(system, efs.at("fileSystemId"))


def to_mounts(interface: Interface, subnet: Subnet | Outside, system: FileSystem, who: str) -> Answer:
    """Say whether an interface in a subnet reaches a mount target of the file system."""
    if not system.mounts:
        return UNKNOWN
    if system.complete and isinstance(subnet, Subnet) and _are_elsewhere(subnet, system.mounts):
        vpc = subnet.vpc.name if isinstance(subnet.vpc, Vpc) else ""
        fault = f'"{system.name}" has no mount target in "{vpc}", so its name does not resolve there'
        where = tuple((mount.at("subnets"), "a mount target") for mount in system.mounts)
        return cut(Cut("zone", fault, "add one there", interface.at("subnets"), where, firm=False))
    near = _in_zone(subnet, system.mounts)
    if near == [] and system.complete:
        assert isinstance(subnet, Subnet)
        fault = f'"{system.name}" has no mount target in the Availability Zone of {{subnets}}'
        closed = Cut(
            "zone",
            fault,
            "add one there",
            interface.at("subnets"),
            tuple((mount.at("subnets"), "a mount target") for mount in system.mounts),
            firm=False,
            subnets=(subnet.name,),
        )
        return cut(closed)
    ways = []
    for mount in near or system.mounts:
        whom = (f'"{who}"', f'mount target "{mount.name}"')
        ways.append(between(interface, subnet, mount.interface, NFS, whom))
    found = best_of(ways)
    return found if system.complete or found.truth is not False else UNKNOWN


def _are_elsewhere(subnet: Subnet, mounts: list[Mount]) -> bool:
    """Say whether all mount targets are in other VPCs of the files than a subnet."""
    others = [other for mount in mounts for other in mount.interface.subnets]
    return isinstance(subnet.vpc, Vpc) and all(
        isinstance(other, Subnet) and isinstance(other.vpc, Vpc) and other.vpc is not subnet.vpc
        for other in others
    )


def _in_zone(subnet: Subnet | Outside, mounts: list[Mount]) -> list[Mount] | None:
    """Return the mount targets in a subnet's zone, ``None`` if not all zones can be compared."""
    if isinstance(subnet, Outside):
        return None
    found = []
    for mount in mounts:
        for other in mount.interface.subnets:
            if isinstance(other, Outside):
                return None
            if other is subnet:
                found.append(mount)
                continue
            if other.zone is None or subnet.zone is None or _kind(other.zone) != _kind(subnet.zone):
                return None
            if other.zone == subnet.zone:
                found.append(mount)
    return found


def _kind(zone: str) -> str:
    return zone[0] if zone[:1] in ("#", "@", "~") else ""


def mount_names_fail(workload: Workload) -> Iterator[Cut]:
    """Yield the VPCs in which the name of a file system does not resolve."""
    interface = workload.interface
    seen: set[str] = set()
    for subnet in interface.subnets if interface is not None else ():
        vpc = subnet.vpc if isinstance(subnet, Subnet) else None
        if not isinstance(vpc, Vpc) or vpc.name in seen or vpc.own_dns:
            continue
        seen.add(vpc.name)
        for aspect, value, name in (
            ("dns_support", vpc.dns_support, "EnableDnsSupport"),
            ("dns_hostnames", vpc.dns_hostnames, "EnableDnsHostnames"),
        ):
            if value is False:
                fault = f'"{name}" of "{vpc.name}" is off'
                yield Cut("dns", fault, f"set {name} to true", vpc.at(aspect), firm=False)


def mounting(workload: Workload, system: FileSystem) -> list[tuple[Subnet | Outside, Answer]]:
    """Return the answers in all subnets from which a task may mount a file system.

    On Fargate that is the task's own interface; on instances it may be the instance's or the task's.
    """
    own = workload.interface if workload.mode == "awsvpc" else None
    if workload.launch == "FARGATE":
        if own is None:
            return []
        return [(subnet, to_mounts(own, subnet, system, workload.name)) for subnet in own.subnets]
    if workload.launch != "EC2" or not workload.fleets:
        return []
    found = []
    theirs = [_from(own, system, workload.name)] if own is not None else []
    for fleet in workload.fleets:
        for subnet in fleet.interface.subnets:
            answer = to_mounts(fleet.interface, subnet, system, fleet.name)
            found.append((subnet, best_of([answer, *theirs])))
    return found


def _from(interface: Interface, system: FileSystem, who: str) -> Answer:
    return best_of([along((to_mounts(interface, subnet, system, who),)) for subnet in interface.subnets])
