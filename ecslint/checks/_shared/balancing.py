"""What the checks of load balancers, listeners and target groups share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Unresolved
from ecslint.documents.cloudformation.queries import LISTENERS, text
from ecslint.facts import load_balancing as facts
from ecslint.facts.creation import LOAD_BALANCER

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

LISTENER, LISTENER_RULE = LISTENERS
_LETTERS = regex(r"[A-Za-z0-9-]*")


def balancer_kind(group: Resolved) -> str | None:
    """Return the kind of load balancer that a target group or listener is for, by its protocol."""
    return facts.KIND_OF_PROTOCOL.get(text(group.get("Protocol")) or "")


def kind_of_balancer(value: object, stack: Stack) -> str | None:
    """Return the type of a load balancer of the template or of an ARN, ``None`` if it is not known."""
    if isinstance(value, str):
        found = re.search(r":loadbalancer/(app|net|gwy)/", value)
        return {"app": "application", "net": "network", "gwy": "gateway"}[found[1]] if found else None
    balancer = stack.target(value, LOAD_BALANCER)
    if balancer is None:
        return None
    given = balancer.get("Type")
    return "application" if given is None else text(given)


def invalid_name(value: object, what: str) -> str | None:
    """Say what is wrong with the name of a target group or load balancer, also by its known pieces."""
    if value is None or (isinstance(value, Unresolved) and not isinstance(value, PartialText)):
        return None
    parts = value.parts if isinstance(value, PartialText) else (str(value),)
    written = "".join(part for part in parts if isinstance(part, str))
    whole = value.text if isinstance(value, PartialText) else written
    begins = isinstance(parts[0], str) and parts[0].startswith("-")
    ends = isinstance(parts[-1], str) and parts[-1].endswith("-")
    is_letters = _LETTERS.fullmatch(written) is not None
    if len(written) <= facts.NAME_LENGTH and not begins and not ends and is_letters:
        return None
    return (
        f'"{whole[:80]}" is not a valid {what} name; use up to {facts.NAME_LENGTH} letters, digits '
        "and hyphens, no hyphen at either end"
    )
