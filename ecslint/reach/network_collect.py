"""From documents to the ways of their services."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.documents.cloudformation.connectivity import Connectivity
from ecslint.documents.subject import ParsedFile
from ecslint.reach.network_ways import Member, members_of
from ecslint.reach.stack_starters import kinds_of
from ecslint.reach.stack_workloads import graph_of


def members(units: Iterable[ParsedFile]) -> list[tuple[str, list[Member]]]:
    """Return what starts tasks in each template, with its ways, as the defaults of parameters make it.

    Terraform modules are shown with each of their files for ``-var-file``.
    """
    found = []
    for unit in units:
        models = [
            (subject.variant, subject.model)
            for subject in unit.subjects
            if isinstance(subject.model, Connectivity)
        ]
        if unit.context_only or not models:
            continue
        path = unit.document.path
        for variant, model in models if isinstance(models[0][0], str) else models[:1]:
            listed = members_of(graph_of(model), kinds_of(model.stack))
            if listed:
                found.append((f"{path} with {variant}" if isinstance(variant, str) else path, listed))
    return found
