"""What a deployment group does when a deployment fails: rollbacks, alarms and triggers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.documents.cloudformation.queries import lacks, objects, text
from ecslint.facts import code_deploy as facts
from ecslint.finding import Problem

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved


def wrong_reactions(group: Resolved) -> Iterator[Problem]:
    """Yield what CodeDeploy refuses in the rollback, alarm and trigger settings of a deployment group."""
    yield from _switched_on(group, "AutoRollbackConfiguration", "Events", "DEPLOYMENT_FAILURE")
    yield from _switched_on(group, "AlarmConfiguration", "Alarms", "the Name of an alarm")
    block = group.get("AlarmConfiguration")
    alarms = block.get("Alarms") if isinstance(block, dict) else None
    path = ("AlarmConfiguration", "Alarms")
    yield from _too_many(group, path, alarms, facts.MOST_ALARMS)
    seen: dict[str, int] = {}
    for index, alarm in objects(alarms):
        name = text(alarm.get("Name"))
        if name is not None and name in seen:
            message = f'the alarm "{name}" is listed twice; remove one'
            related = ((group.at(*path, seen[name], "Name"), "listed here already"),)
            yield Problem(group.at(*path, index, "Name"), message, related)
        elif name is not None:
            seen[name] = index
    yield from _too_many(
        group, ("TriggerConfigurations",), group.get("TriggerConfigurations"), facts.MOST_TRIGGERS
    )


def is_switched_on(block: object) -> bool:
    """Say whether a block is known to have ``Enabled: true``."""
    return isinstance(block, dict) and str(block.get("Enabled")).lower() == "true"


def _switched_on(group: Resolved, name: str, member: str, example: str) -> Iterator[Problem]:
    """Yield when something is switched on that has nothing to act on."""
    block = group.get(name)
    if not is_switched_on(block):
        return
    if lacks(block, member) or block.get(member) == []:
        message = f"{name} is enabled, but has no {member}; add {example}, or set Enabled: false"
        yield Problem(group.at(name, member), message)


def _too_many(group: Resolved, path: tuple[str, ...], items: object, most: int) -> Iterator[Problem]:
    known = [index for index, _ in objects(items)]
    if len(known) > most:
        message = f"{path[-1]} has {len(known)} items, a deployment group takes {most}; remove some"
        yield Problem(group.at(*path, known[most]), message)
