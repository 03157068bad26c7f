"""Parsed files with their models, for reports that show more than findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.documents.subject import ParsedFile
from ecslint.engine.redact import cleaner
from ecslint.facts import secrets

if TYPE_CHECKING:
    from ecslint.engine.run import Result
    from ecslint.reach.network_model import Graph
    from ecslint.reach.network_ways import Member


class Stack(NamedTuple):
    """A template or module with its network, and what starts tasks in it."""

    unit: ParsedFile
    """The parsed file."""
    graph: Graph
    """Its network."""
    members: list[Member]
    """What starts tasks, with its ways."""

    @property
    def is_open(self) -> bool:
        """Whether no way in it is cut."""
        return not any(way.truth is False for member in self.members for way in member.ways)


def with_models(result: Result) -> list[ParsedFile]:
    """Return parsed files with their models, read again where another process or the cache had them.

    What names task definitions is then read again as well: it knows those that the run read.
    """
    parsed = [unit for unit in result.units if isinstance(unit, ParsedFile)]
    if len(parsed) == len(result.units):
        return parsed
    from ecslint.documents import read
    from ecslint.engine.run import contexts_of
    from ecslint.project.links import link

    found = [
        unit if isinstance(unit, ParsedFile) and not _may_name_tasks(unit) else read(unit.document)
        for unit in result.units
    ]
    configuration = result.configuration
    link(found, None if configuration is None else contexts_of(found, configuration))
    return found


def _may_name_tasks(unit: ParsedFile) -> bool:
    """Say whether a file that can be read by itself may name task definitions of other files."""
    from ecslint.documents.frontends import kind_row

    row = kind_row(unit.kind)
    return row.refers_to_tasks or (row.takes_context and unit.document.syntax in ("json", "yaml"))


def stacks(result: Result) -> Iterator[Stack]:
    """Yield the stacks that start tasks or have load balancers."""
    from ecslint.documents.cloudformation.connectivity import Connectivity
    from ecslint.reach.network_ways import members_of
    from ecslint.reach.stack_starters import kinds_of
    from ecslint.reach.stack_workloads import graph_of

    for unit in with_models(result):
        models = (subject.model for subject in unit.subjects if subject.kind == "Connectivity")
        model = next((each for each in models if isinstance(each, Connectivity)), None)
        if model is not None:
            graph = graph_of(model)
            members = members_of(graph, kinds_of(model.stack))
            if members or graph.balancers:
                yield Stack(unit, graph, members)


def saying(units: Iterable[ParsedFile]) -> Callable[[str], str]:
    """Return what hides the credentials of files in a text."""
    cleaners = [clean for unit in units if (clean := cleaner([unit.document])) is not None]

    def say(words: str) -> str:
        for clean in cleaners:
            words = clean(words)
        return secrets.masked(words)

    return say
