"""What nobody sees in the file: what it costs a month, addresses at peak, how long a deployment takes.

The figures are those of ``ecslint cost``, ``capacity`` and ``rollout``, with the defaults of parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ecslint.base.route import Route
from ecslint.config.settings import Settings
from ecslint.documents.subject import CLOUDFORMATION, ParsedFile, Subject
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition
from ecslint.server.options import Options

if TYPE_CHECKING:
    from ecslint.cost.pricing import Region


class Hint(NamedTuple):
    """A figure beside a value."""

    offset: int
    """The end of the value."""
    label: str
    """The figure."""
    tooltip: str
    """What it rests on."""
    anchor: int
    """Where the service or the task definition begins that it belongs to."""
    kind: str
    """``cost``, ``capacity`` or ``rollout``."""


def hints(path: str, units: Sequence[ParsedFile], options: Options, settings: Settings) -> list[Hint]:
    """Return the figures of one file, in order.

    ``units`` are newly made, with those that they are linked to; nothing else has been linked to them yet.
    """
    from ecslint.cost.pricing import Region
    from ecslint.project.links import link

    if not any(_may_have(unit) for unit in units if unit.document.path == path):
        return []
    link(units)
    region = Region(None, lambda _: settings.region)
    found: list[Hint] = []
    for unit in units:
        if unit.document.path != path or unit.document.syntax == "hcl":
            continue
        if options.cost:
            found += _costs(unit, region, settings)
        if options.capacity:
            found += _addresses(unit)
        if options.rollout:
            found += _deployments(unit, units, region)
    return sorted(found)


def _may_have(unit: ParsedFile) -> bool:
    return any(subject.kind in ("Service", "TaskDefinition") for subject in unit.subjects)


def _costs(unit: ParsedFile, region: Region, settings: Settings) -> Iterator[Hint]:
    from ecslint.cost.assumptions import Assumptions
    from ecslint.cost.collect import by_default, estimate_runs, estimate_task
    from ecslint.cost.prices import list_prices, read_prices
    from ecslint.cost.render import money

    prices = read_prices(settings.prices) if settings.prices else list_prices()
    assumed = Assumptions(only_fargate=True)
    for subject in by_default(unit):
        if isinstance(subject.model, TaskDefinition):
            estimate, route, each = estimate_task(subject, prices, region, assumed), "memory", "one task: "
        elif isinstance(subject.model, Service):
            estimate, route, each = estimate_runs(subject, prices, region, assumed), "desiredCount", ""
        else:
            continue
        if not estimate.priced or estimate.gaps:
            continue
        where = estimate.region or ""
        notes = "".join(f"\n\n- {note}" for note in estimate.notes)
        tooltip = f"List price on Fargate in {where} ({prices.as_of}).{notes}"
        for name in (route, "cpu") if isinstance(subject.model, TaskDefinition) else (route,):
            place = _place(unit, subject, (name,))
            if place is not None:
                label = f"{each}≈ {money(estimate.monthly)} a month"
                yield Hint(place, label, tooltip, _anchor(unit, subject), "cost")
                break


def _addresses(unit: ParsedFile) -> Iterator[Hint]:
    from ecslint.capacity.collect import plans
    from ecslint.cost.collect import by_default
    from ecslint.cost.pricing import name_of

    users = {user.name: (plan, user) for _, plan in plans([unit], None) for user in plan.users}
    for subject in by_default(unit):
        found = users.get(name_of(subject)) if isinstance(subject.model, Service) else None
        if found is None:
            continue
        plan, user = found
        supplies = [plan.subnets[key].supply for key in user.subnets if key in plan.subnets]
        known = [supply for supply in supplies if supply is not None]
        of = f" of {sum(known)}" if known and len(known) == len(supplies) else ""
        place = _place(unit, subject, ("networkConfiguration", "awsvpcConfiguration", "subnets"), key=True)
        if place is not None:
            label = f"{user.peak}{of} {'address' if user.peak == 1 and not of else 'addresses'} at peak"
            tooltip = f"{user.how or f'{user.rest} at rest'}; {len(user.subnets)} subnets"
            yield Hint(place, label, tooltip, _anchor(unit, subject), "capacity")


def _deployments(unit: ParsedFile, units: Sequence[ParsedFile], region: Region) -> Iterator[Hint]:
    from ecslint.cost.collect import by_default
    from ecslint.cost.prices import list_prices
    from ecslint.cost.pricing import name_of
    from ecslint.rollout.collect import Assumptions, deployments
    from ecslint.rollout.render import facts, headline

    services = {name_of(s): s for s in by_default(unit) if isinstance(s.model, Service)}
    if not services:
        return
    for deployment in deployments(units, Assumptions(), list_prices(), region):
        subject = services.get(deployment.service) if deployment.path == unit.document.path else None
        if subject is None or deployment.verdict == "unknown":
            continue
        place = _place(unit, subject, ("deploymentConfiguration",), key=True)
        place = place if place is not None else _place(unit, subject, ("desiredCount",))
        if place is not None:
            label = f"deployment {headline(deployment)}"
            yield Hint(place, label, "\n\n".join(facts(deployment)), _anchor(unit, subject), "rollout")


def _place(unit: ParsedFile, subject: Subject, below: Route, key: bool = False) -> int | None:
    """Return where a value ends, or the key of one that takes several lines; ``None`` if it is not there."""
    document = unit.document
    route = subject.origin.route(below)
    if not document.has(route):
        return None
    offsets = document.places.offsets(route, "key" if key else "value")
    return None if offsets is None else offsets[1]


def _anchor(unit: ParsedFile, subject: Subject) -> int:
    """Return where the key, or else the first member, of a subject's object begins."""
    document = unit.document
    route = subject.origin.route(())
    if unit.kind == CLOUDFORMATION and len(route) > 2:
        route = route[:2]
    offsets = document.places.offsets(document.existing(route), "key")
    return 0 if offsets is None else offsets[0]
