"""What the checks of roles of Amazon ECS itself share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecslint.checks._shared.permissions import missing
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack

_READS: Final = ("Describe", "Get", "List")
"""What the names of actions that change nothing begin with; not all of them are always asked for."""
_EITHER: Final = frozenset({"elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule"})
"""One of them is enough: the other one is for the other kind of load balancer."""


def lacks(place: Place, value: object, feature: str, stack: Stack) -> Problems:
    """Yield what a role for a feature of ECS lacks: an error if it is all that AWS' policy allows."""
    from ecslint.reach.features import INFRASTRUCTURE, NEEDED, action_needs, actions_of
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    policy = INFRASTRUCTURE[feature]
    role = role_of(value, stack, Texts(stack))
    if role is None:
        return
    actions = [action for action in actions_of(policy) if not action.partition(":")[2].startswith(_READS)]
    asked = {need.request.action: missing(role, need) for need in action_needs(actions, feature)}
    found = {action: lack for action, lack in asked.items() if lack is not None}
    if len(found.keys() & _EITHER) == 1:
        found = {action: lack for action, lack in found.items() if action not in _EITHER}
    if not found:
        return
    every = len(found) == len(actions)
    useless = every or not NEEDED.get(feature, set()).isdisjoint(found)
    names = ", ".join(sorted(found)[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
    lead = (
        f'no policy of "{role.name}" lets Amazon ECS manage {feature} ({names})'
        if every
        else f'"{role.name}", with which Amazon ECS manages {feature}, may not {names}'
    )
    wrong = next((p.at() for p in role.policies if p.name), None) if useless else None
    nearest = next((lack.place for lack in found.values() if lack.place is not None), None)
    severity = None if useless and not role.is_shared else Severity.WARNING
    message = f'{lead}; attach "{policy}"'
    yield Problem(wrong or nearest or place, message, ((place, "used here"),), severity=severity)
