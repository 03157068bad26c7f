"""Addresses that subnets have and that their users need: arithmetic only.

A user of kind ``spread`` has its addresses anywhere in its subnets (the tasks of a service), another one
has them in each (a load balancer). Whether all fit is decided for unions of subnets: together, users that can
go nowhere else must not need more than those subnets have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, Literal, NamedTuple

from ecslint.base.identity import ById
from ecslint.model.base import Place
from ecslint.model.service import Service

When = Literal["rest", "peak"]
MAX_GROUPS: Final = 8
"""Different sets of subnets of which every combination is looked at; of more, only each one and all."""


class Subnet(NamedTuple):
    """A subnet. ``size`` are its usable addresses, ``free`` those that a describe command counted."""

    key: str
    """What tells it apart in the plan."""
    name: str
    """The logical id, or the subnet's id."""
    cidr: str = ""
    """The address block as text, empty where it is not known."""
    size: int | None = None
    free: int | None = None
    zone: str | None = None
    """What tells its Availability Zone: two subnets with the same text are in the same one."""
    endless: bool = False
    """Whether it has IPv6 only, of which there is enough."""
    place: Place | None = None
    """Where it stands in the file."""
    literal: bool = False
    """Whether the template itself says the size, not a parameter or another file."""
    by_region: tuple[tuple[str, int], ...] = ()
    """Usable addresses by Region, where a mapping gives the block and its rows differ."""

    @property
    def supply(self) -> int | None:
        """Return the free addresses, those of the whole block where the free ones are not known."""
        return self.size if self.free is None else self.free

    @property
    def label(self) -> str:
        """Return the block of the subnet (``10.0.0.0/24``), its name where the block is not known."""
        return self.cidr or self.name


class User(NamedTuple):
    """What takes addresses, at rest and at the peak of a deployment or of its own scaling.

    ``subnets`` are keys; ``how`` is the arithmetic of the peak, e.g. ``12 tasks × 200 %``.
    """

    name: str
    """The logical id of what takes the addresses."""
    kind: str
    """What it is: service, load balancer, endpoint …"""
    subnets: tuple[str, ...]
    rest: int
    """Addresses at rest."""
    peak: int
    """Addresses at the peak."""
    spread: bool = False
    """Whether its addresses are spread over the subnets, so that each gives a share."""
    how: str = ""
    place: Place | None = None
    """Where its number of tasks stands."""
    surge_place: Place | None = None
    """Where the setting stands that makes the peak."""
    top: int = 0
    """Tasks at most, without a deployment."""
    rolling: bool = False
    """Whether ``maximumPercent`` decides on the peak."""
    blocked_without_spare: bool = False
    """Whether a deployment may stop no task before a new one runs."""
    doubles: bool = False
    """Whether a deployment runs all new tasks beside the old ones."""
    literal: bool = False
    """Whether the template itself says the number of tasks, not a parameter or autoscaling."""

    def need(self, when: When) -> int:
        """Return how many addresses it takes at rest, or at the peak of a deployment."""
        return self.rest if when == "rest" else self.peak


class Shortage(NamedTuple):
    """Users that need more addresses than the only subnets they can use have for them; services first."""

    users: tuple[User, ...]
    """What takes the addresses."""
    subnets: tuple[Subnet, ...]
    """The only subnets that these can use."""
    need: int
    """Addresses that they need at the peak."""
    have: int
    """All addresses of the subnets, those for others (``taken``) included."""
    taken: int
    """Addresses of these subnets that others take."""
    others: tuple[str, ...]
    """Names of these others."""

    @property
    def left(self) -> int:
        """Return the addresses that others leave free."""
        return self.have - self.taken


class Row(NamedTuple):
    """A subnet with what its users take of it; a spread user takes its even share."""

    subnet: Subnet
    """The subnet."""
    rest: int
    """Addresses taken at rest."""
    peak: int
    """Addresses taken at the peak."""
    by: tuple[tuple[str, str, int, int], ...]
    """(name, kind, at rest, at peak)."""


@dataclass
class Plan:
    """The subnets of a template, or of a run, and their users."""

    subnets: dict[str, Subnet] = field(default_factory=dict)
    """Subnets by key."""
    users: list[User] = field(default_factory=list)
    """What takes their addresses."""
    services: dict[str, Service] = field(default_factory=dict)
    """The models of the users that are services, by name."""
    unknown: list[str] = field(default_factory=list)
    """Users that are not counted, with the reason."""
    held: dict[str, int] = field(default_factory=dict)
    """Addresses that services hold at most during a deployment, those of draining tasks included, by name."""

    def rows(self) -> list[Row]:
        """Return a row for each subnet, in the order of the file."""
        return [self._row(subnet) for subnet in self.subnets.values()]

    def _row(self, subnet: Subnet) -> Row:
        by = []
        for user in self.users:
            if subnet.key in user.subnets:
                rest, peak = self.part(user, user.rest, subnet.key), self.part(user, user.peak, subnet.key)
                by.append((user.name, user.kind, rest, peak))
        return Row(subnet, sum(b[2] for b in by), sum(b[3] for b in by), tuple(by))

    def during(self, subnet: Subnet) -> int | None:
        """Return the addresses of a subnet that are held at most while services are deployed.

        ``None`` if that is not known of a service in it.
        """
        found = 0
        for user in self.users:
            if subnet.key in user.subnets:
                number = self.held.get(user.name) if user.kind == "service" else user.peak
                if number is None:
                    return None
                found += self.part(user, number, subnet.key)
        return found

    def zone_of(self, key: str) -> str:
        """Return what tells the zone of a subnet; one whose zone is not known is a zone of its own."""
        return self.subnets[key].zone or key

    def part(self, user: User, number: int, key: str) -> int:
        """Return what a user has of ``number`` in one of its subnets: an even share over zones, then
        subnets."""
        if not user.spread:
            return number
        zones = list(dict.fromkeys(self.zone_of(other) for other in user.subnets))
        zone = self.zone_of(key)
        inside = [other for other in user.subnets if self.zone_of(other) == zone]
        return share(share(number, len(zones), zones.index(zone)), len(inside), inside.index(key))

    def room(self, user: User, total: bool = False) -> int | None:
        """Return the addresses of a user's subnets without those that others hold at rest.

        ``None`` if there is no limit, or it is not known. ``total`` goes by the sizes of subnets and not by
        what is free in them now; what is free leaves others, and the user's own tasks, out already.
        """
        found, counted = 0, False
        for key in user.subnets:
            subnet = self.subnets[key]
            supply = subnet.size if total else subnet.supply
            if subnet.endless or supply is None:
                return None
            found += supply
            if total or subnet.free is None:
                others = (other for other in self.users if other is not user and key in other.subnets)
                found -= sum(self.part(other, other.rest, key) for other in others)
            else:
                counted = True
        return max(found + (user.rest if counted else 0), 0)

    def in_region(self, region: str) -> Plan:
        """Return the plan with the sizes that subnets have in a Region."""
        subnets = {
            key: subnet._replace(size=dict(subnet.by_region).get(region, subnet.size), by_region=())
            for key, subnet in self.subnets.items()
        }
        return Plan(subnets, self.users, self.services, self.unknown)

    def shortages(self, when: When, total: bool = False) -> Iterator[Shortage]:
        """Yield shortages, those of the fewest users first; a user is in one of them at most.

        ``total`` goes by the sizes of subnets and not by what is free in them now.
        """
        spread = [user for user in self.users if user.spread and user.need(when)]
        reported: set[ById] = set()
        for union in self._unions(spread):
            chosen = tuple(user for user in spread if set(user.subnets) <= union)
            if any(ById(user) in reported for user in chosen):
                continue
            if not any(user.kind == "service" for user in chosen):
                continue
            shortage = self._shortage(chosen, union, when, total)
            if shortage is not None:
                reported.update(ById(user) for user in chosen)
                yield shortage

    def _shortage(
        self, users: tuple[User, ...], union: frozenset[str], when: When, total: bool
    ) -> Shortage | None:
        subnets = tuple(subnet for key, subnet in self.subnets.items() if key in union)
        if len(subnets) < len(union) or any(subnet.endless for subnet in subnets):
            return None
        supplies = [subnet.size if total else subnet.supply for subnet in subnets]
        have = sum(supply for supply in supplies if supply is not None)
        if None in supplies:
            return None
        taken, others = 0, []
        for user in self.users:
            inside = sum(1 for key in user.subnets if key in union)
            # What a describe command counted as free already leaves out the addresses of others at rest.
            counted = [k for k in user.subnets if k in union and (total or self.subnets[k].free is None)]
            if not user.spread and inside:
                count = user.need(when) * len(counted)
                if count:
                    taken += count
                    others.append(user.name)
        need = sum(user.need(when) for user in users)
        users = tuple(sorted(users, key=lambda user: user.kind != "service"))
        if need <= have - taken:
            return None
        return Shortage(users, subnets, need, have, taken, tuple(others))

    def _unions(self, users: Sequence[User]) -> list[frozenset[str]]:
        """Return the sets of subnets to look at, the smallest first."""
        groups = list(dict.fromkeys(frozenset(user.subnets) for user in users))
        found = dict.fromkeys(groups)
        if len(groups) <= MAX_GROUPS:
            for count in range(2, len(groups) + 1):
                found.update(dict.fromkeys(frozenset().union(*some) for some in combinations(groups, count)))
        elif groups:
            found[frozenset().union(*groups)] = None
        return sorted(found, key=lambda union: (len(union), sorted(union)))


def share(number: int, parts: int, index: int) -> int:
    """Return the even share of a part: ``number`` over ``parts``, the rest to the first ones."""
    return number // parts + (index < number % parts)
