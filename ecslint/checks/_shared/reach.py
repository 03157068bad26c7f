"""What the checks of ways share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.identity import ById
from ecslint.finding import Problem, Severity
from ecslint.reach.network_out import Verdict, out_verdicts
from ecslint.reach.stack_starters import kinds_of
from ecslint.reach.stack_workloads import graph_of

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.connectivity import Connectivity


def ways_out(connectivity: Connectivity) -> list[Verdict]:
    """Return what keeps tasks and instances of a template from what they need, worked out once."""
    found = connectivity.known.get("out")
    if found is None:
        found = out_verdicts(graph_of(connectivity), kinds_of(connectivity.stack))
        connectivity.known["out"] = found
    verdicts: list[Verdict] = found
    return verdicts


def problem_of(verdict: Verdict) -> Problem:
    """Return a verdict as a problem: an error if nothing can start, else a warning."""
    seen = {(ById(verdict.cut.place.model), verdict.cut.place.path)}
    related = []
    for place, text in (*verdict.cut.related, *((place, f"to {doing}") for place, doing in verdict.places)):
        key = (ById(place.model), place.path)
        if key not in seen:
            seen.add(key)
            related.append((place, text))
    severity = None if verdict.is_error else Severity.WARNING
    return Problem(verdict.cut.place, verdict.message, tuple(related[:4]), severity=severity)
