"""What the rules on subnet capacity share: the arithmetic of a shortage in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ecslint.base.identity import ById
from ecslint.base.words import all_of
from ecslint.facts import subnets as facts
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.base.route import Route
    from ecslint.capacity.plan import Plan, Row, Shortage, User
    from ecslint.model.base import Place


def cannot_run(plan: Plan) -> Problems:
    """Yield a problem for services whose tasks have too few addresses even without a deployment.

    What is free now may already leave out the tasks themselves, so that proves nothing.
    """
    yield from _in_each_region(plan, _cannot_run)


def _cannot_run(plan: Plan) -> Problems:
    surely = list(plan.shortages("rest", total=True))
    for shortage in surely:
        yield _problem(shortage, "to run", plan)
    known = {ById(user) for shortage in surely for user in shortage.users}
    for shortage in plan.shortages("rest"):
        if not any(ById(user) in known for user in shortage.users):
            yield _problem(shortage, "to run", plan)._replace(severity=Severity.WARNING)


def cannot_surge(plan: Plan) -> Problems:
    """Yield a problem for services that run, but cannot be deployed, or scaled, in full."""
    yield from _in_each_region(plan, _cannot_surge)


def _cannot_surge(plan: Plan) -> Problems:
    short = _short(plan) | {ById(user) for user, _ in stuck(plan)}
    for shortage in plan.shortages("peak"):
        if not any(ById(user) in short for user in shortage.users):
            yield _problem(shortage, "at peak", plan)


def _short(plan: Plan) -> set[ById]:
    """Return the users that cannot even run."""
    found = {ById(user) for s in plan.shortages("rest") for user in s.users}
    return found | {ById(user) for s in plan.shortages("rest", total=True) for user in s.users}


def _in_each_region(plan: Plan, judge: Callable[[Plan], Problems]) -> Problems:
    """Judge a plan for each Region in which a mapping makes its subnets another size; once, if none does."""
    regions = sorted({region for subnet in plan.subnets.values() for region, _ in subnet.by_region})
    if not regions:
        yield from judge(plan)
        return
    found: dict[tuple[ById, Route], list[tuple[str, Problem]]] = {}
    for region in regions:
        for problem in judge(plan.in_region(region)):
            key = ById(problem.place.model), problem.place.path
            found.setdefault(key, []).append((region, problem))
    for problems in found.values():
        problem, where = problems[0][1], ", ".join(name for name, _ in problems)
        severity = problem.severity if len(problems) == len(regions) else Severity.WARNING
        yield problem._replace(message=f"in {where}: {problem.message}", severity=severity)


def stuck(plan: Plan) -> list[tuple[User, int]]:
    """Return the services of which no deployment after the first can succeed, with the addresses they can
    use.

    Either all new tasks have to run beside the old ones, or none may stop before a new one runs and no
    address is free. Services that cannot run at all are left out.
    """
    short = _short(plan)
    found = []
    for user in plan.users:
        if user.kind != "service" or user.rest < 1 or ById(user) in short or not user.blocked_without_spare:
            continue
        room = plan.room(user, total=True)
        if room is None or user.peak <= user.rest:
            continue
        if room < 2 * user.rest if user.doubles else user.rolling and room <= user.rest:
            found.append((user, room))
    return found


def cannot_deploy(plan: Plan) -> Problems:
    """Yield a problem for services of which no deployment after the first can succeed."""
    for user, room in stuck(plan):
        subnets = [plan.subnets[key] for key in user.subnets]
        labels = _listed([subnet.label for subnet in subnets])
        verb = "has" if len(subnets) == 1 else "have"
        wanted = 2 * user.rest if user.doubles else user.rest + 1
        prefix = facts.prefix_for(-(-(wanted + sum(s.size or 0 for s in subnets) - room) // len(subnets)))
        advice = (
            "add a subnet"
            if prefix is None
            else f"use {'a' if len(subnets) == 1 else 'subnets of'} /{prefix}"
        )
        if user.doubles:
            strategy = plan.services[user.name].strategy if user.name in plan.services else ""
            message = (
                f"no deployment of {user.name} can succeed: {strategy or 'CodeDeploy'} runs {user.rest} + "
                f"{user.rest} tasks, {labels} {verb} {room} addresses for them; {advice}"
            )
        else:
            message = (
                f"no deployment of {user.name} can proceed: its {user.rest} tasks hold all "
                f"{room} addresses of {labels}; {advice}, or lower minimumHealthyPercent"
            )
        place = user.place
        if place is None:
            continue
        related = [
            (s.place, f"{s.label} has {_addresses(s.size or 0)}") for s in subnets if s.place is not None
        ]
        sure = user.literal and all(subnet.literal for subnet in subnets)
        yield Problem(place, message, tuple(related), severity=None if sure else Severity.WARNING)


def uneven(plan: Plan) -> Problems:
    """Yield a problem for zones whose even share of tasks is more than their subnets have, where all would
    fit."""
    known = _short(plan) | {ById(user) for user, _ in stuck(plan)}
    known |= {ById(user) for s in plan.shortages("peak") for user in s.users}
    zones = dict.fromkeys(plan.zone_of(key) for key in plan.subnets)
    rows = plan.rows()
    for zone in zones:
        inside = [row for row in rows if plan.zone_of(row.subnet.key) == zone]
        if any(row.subnet.supply is None or row.subnet.endless for row in inside):
            continue
        supply = sum(row.subnet.supply or 0 for row in inside)
        users = [
            u for u in plan.users if u.kind == "service" and any(r.subnet.key in u.subnets for r in inside)
        ]
        if not users or users[0].place is None or any(ById(user) in known for user in users):
            continue
        if any(plan.subnets[key].zone is None for user in users for key in user.subnets):
            continue  # two subnets whose zones are not known may be in the same one
        need = sum(row.rest for row in inside)
        at_rest = need > supply
        need = need if at_rest else sum(row.peak for row in inside)
        if need > supply:
            yield _uneven(users[0], inside, need, supply, at_rest)


def _uneven(user: User, rows: list[Row], need: int, supply: int, at_rest: bool) -> Problem:
    labels = _listed([row.subnet.label for row in rows])
    prefix = facts.prefix_for(-(-need // len(rows)))
    advice = (
        "use subnets of equal size" if prefix is None else f"use {'a ' if len(rows) == 1 else ''}/{prefix}"
    )
    message = (
        f"an even spread over zones needs {need} addresses {'to run' if at_rest else 'at peak'} in {labels}, "
        f"which {'has' if len(rows) == 1 else 'have'} {supply}: a task may fail to start; {advice}"
    )
    place = user.place if at_rest else user.surge_place
    assert place is not None
    related = tuple((r.subnet.place, f"{r.subnet.label} is here") for r in rows if r.subnet.place is not None)
    return Problem(place, message, related, severity=None if at_rest else Severity.INFO)


def _problem(shortage: Shortage, when: str, plan: Plan) -> Problem:
    users, at_peak = shortage.users, when == "at peak"
    names = _listed([user.name for user in users])
    verb = "needs" if len(users) == 1 else "need"
    message = (
        f"{names} {verb} {_addresses(shortage.need)} {when} ({_how(users, at_peak)}), "
        f"{_supply(shortage)}; {_advice(shortage, at_peak, plan)}"
    )
    first = users[0]
    place = first.surge_place if at_peak else first.place
    assert place is not None
    related: list[tuple[Place, str]] = []
    for user in users[1:]:
        where = user.surge_place if at_peak else user.place
        if where is not None:
            need = user.peak if at_peak else user.rest
            related.append((where, f"{user.name} needs {_addresses(need)}"))
    for subnet in shortage.subnets:
        if subnet.place is not None:
            supply = subnet.supply if at_peak or subnet.free is not None else subnet.size
            related.append((subnet.place, f"{subnet.label} has {_addresses(supply or 0)}"))
    return Problem(place, message, tuple(related))


def _addresses(number: int) -> str:
    return f"{number} {'address' if number == 1 else 'addresses'}"


def _how(users: tuple[User, ...], at_peak: bool) -> str:
    if at_peak:
        return _sum([user.how for user in users])
    if len(users) > 1 or users[0].kind != "service":
        return _sum([str(user.rest) for user in users])
    return f"{users[0].rest} {'task' if users[0].rest == 1 else 'tasks'}"


def _sum(parts: list[str]) -> str:
    """Write a sum; of very many parts, the first ones."""
    return " + ".join(parts[:MOST_NAMES]) + (" + …" if len(parts) > MOST_NAMES else "")


def _supply(shortage: Shortage) -> str:
    subnets = shortage.subnets
    verb = "has" if len(subnets) == 1 else "have"
    text = f"{_listed([subnet.label for subnet in subnets])} {verb} {shortage.have}"
    if any(subnet.free is not None for subnet in subnets):
        text += " free"
    if shortage.taken:
        text += f", {shortage.taken} of them for {_listed(list(shortage.others))}"
    return text


def _advice(shortage: Shortage, at_peak: bool, plan: Plan) -> str:
    count = len(shortage.subnets)
    keys = {subnet.key for subnet in shortage.subnets}
    most = max((r.peak if at_peak else r.rest for r in plan.rows() if r.subnet.key in keys), default=0)
    prefix = facts.prefix_for(max(-(-(shortage.need + shortage.taken) // count), most))
    fixes = []
    if any(subnet.free is not None for subnet in shortage.subnets):
        fixes.append(f"free {shortage.need - shortage.left} more, or add a subnet")
    elif prefix is not None:
        fixes.append(f"use {'a /' if count == 1 else 'subnets of /'}{prefix}")
    else:
        fixes.append("add subnets")
    first = shortage.users[0]
    if at_peak and len(shortage.users) == 1 and first.rolling and first.top:
        percent = shortage.left * 100 // first.top
        if percent > 100:
            fixes.append(f"lower maximumPercent to {percent}")
        elif first.blocked_without_spare and shortage.left <= first.rest:
            fixes.append("lower minimumHealthyPercent, for without a free address no new task can start")
    elif not at_peak and len(shortage.users) == 1 and shortage.left > 0:
        fixes.append(f"run at most {shortage.left} tasks")
    return ", or ".join(fixes)


MOST_NAMES: Final = 8
"""Names that a message lists; of more, it says how many there are."""


def _listed(items: list[str]) -> str:
    if len(items) > MOST_NAMES:
        return f"{', '.join(items[:MOST_NAMES])} and {len(items) - MOST_NAMES} more"
    return all_of(items)
