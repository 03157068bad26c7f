"""From documents to the ways of their services."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.documents.cloudformation.connectivity import Connectivity
from ecslint.documents.subject import ParsedFile
from ecslint.reach.network_ways import Member, members_of
from ecslint.reach.stack_starters import kinds_of
from ecslint.reach.stack_workloads import graph_of


def members(units: Iterable[ParsedFile]) -> list[tuple[str, list[Member]]]:
    """Return what starts tasks in each template, with its ways, as the defaults of parameters make it."""
    found = []
    for unit in units:
        models = [subject.model for subject in unit.subjects if isinstance(subject.model, Connectivity)]
        if unit.context_only or not models:
            continue
        listed = members_of(graph_of(models[0]), kinds_of(models[0].stack))
        if listed:
            found.append((unit.document.path, listed))
    return found
