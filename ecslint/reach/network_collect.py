"""From documents to the ways of their services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ecslint.base.unresolved import Reference
from ecslint.documents.cloudformation.connectivity import Connectivity
from ecslint.documents.subject import ParsedFile
from ecslint.reach.network_needs import KindOf
from ecslint.reach.network_ways import Member, members_of
from ecslint.reach.stack_workloads import graph_of

_KINDS: Final = {
    "AWS::ECR::Repository": "repository",
    "AWS::SSM::Parameter": "parameter",
    "AWS::SecretsManager::Secret": "secret",
}


def kinds_of(connectivity: Connectivity) -> KindOf:
    """Return what says what a reference of the template stands for."""
    resources = connectivity.stack.template.resources

    def kind_of(reference: Reference) -> str | None:
        resource = resources.get(reference.logical_id)
        if resource is None:
            return None
        kind = resource.type
        return "secret" if kind.startswith("AWS::RDS::") else _KINDS.get(kind)

    return kind_of


def members(units: Iterable[ParsedFile]) -> list[tuple[str, list[Member]]]:
    """Return what starts tasks in each template, with its ways, as the defaults of parameters make it."""
    found = []
    for unit in units:
        models = [subject.model for subject in unit.subjects if isinstance(subject.model, Connectivity)]
        if unit.context_only or not models:
            continue
        listed = members_of(graph_of(models[0]), kinds_of(models[0]))
        if listed:
            found.append((unit.document.path, listed))
    return found
