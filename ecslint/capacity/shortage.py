"""What the rules on subnet capacity share: the arithmetic of a shortage in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.facts import subnets as facts
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.capacity.plan import Plan, Shortage, User
    from ecslint.model.base import Place


def cannot_run(plan: Plan) -> Problems:
    """Yield a problem for services whose tasks have too few addresses even without a deployment.

    What is free now may already leave out the tasks themselves, so that proves nothing.
    """
    surely = list(plan.shortages("rest", total=True))
    for shortage in surely:
        yield _problem(shortage, "to run")
    known = {id(user) for shortage in surely for user in shortage.users}
    for shortage in plan.shortages("rest"):
        if not any(id(user) in known for user in shortage.users):
            yield _problem(shortage, "to run")._replace(severity=Severity.WARNING)


def cannot_surge(plan: Plan) -> Problems:
    """Yield a problem for services that run, but cannot be deployed, or scaled, in full."""
    short = {id(user) for s in plan.shortages("rest") for user in s.users}
    short |= {id(user) for s in plan.shortages("rest", total=True) for user in s.users}
    for shortage in plan.shortages("peak"):
        if not any(id(user) in short for user in shortage.users):
            yield _problem(shortage, "at peak")


def _problem(shortage: Shortage, when: str) -> Problem:
    users, at_peak = shortage.users, when == "at peak"
    names = _listed([user.name for user in users])
    verb = "needs" if len(users) == 1 else "need"
    message = (
        f"{names} {verb} {_addresses(shortage.need)} {when} ({_how(users, at_peak)}), "
        f"{_supply(shortage)}; {_advice(shortage, at_peak)}"
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
        return " + ".join(user.how for user in users)
    if len(users) > 1 or users[0].kind != "service":
        return " + ".join(str(user.rest) for user in users)
    return f"{users[0].rest} {'task' if users[0].rest == 1 else 'tasks'}"


def _supply(shortage: Shortage) -> str:
    subnets = shortage.subnets
    verb = "has" if len(subnets) == 1 else "have"
    text = f"{_listed([subnet.label for subnet in subnets])} {verb} {shortage.have}"
    if any(subnet.free is not None for subnet in subnets):
        text += " free"
    if shortage.taken:
        text += f", {shortage.taken} of them for {_listed(list(shortage.others))}"
    return text


def _advice(shortage: Shortage, at_peak: bool) -> str:
    count = len(shortage.subnets)
    prefix = facts.prefix_for(-(-(shortage.need + shortage.taken) // count))
    fixes = []
    if prefix is not None:
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


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
