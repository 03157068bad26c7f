"""The default run is quiet: few warnings on files that are in use."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.documents.subject import ParsedFile
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.finding import Severity
from ecslint.model.task import DaemonTaskDefinition, TaskDefinition
from ecslint.report._repeated import together

MOST = 0.8
"""Warnings per container, on average, as a run tells them."""


@pytest.mark.slow
def test_few_warnings_per_container(corpus: Path) -> None:
    configuration = Configuration(isolated=True)
    result = run(Inputs([str(corpus / "wild")], configuration=configuration), configuration)
    containers = 0
    for kept in result.units:
        unit = kept if isinstance(kept, ParsedFile) else read(kept.document)
        largest: dict[object, int] = {}
        for subject in unit.subjects:
            if subject.kind in ("TaskDefinition", "DaemonTaskDefinition"):
                place = subject.origin.route(())  # the scenarios of a template share it
                assert isinstance(subject.model, TaskDefinition | DaemonTaskDefinition)
                count = len(subject.model.containers)
                largest[place] = max(largest.get(place, 0), count)
        containers += sum(largest.values())
    assert containers > 100
    told = together(result.findings)
    assert sum(finding.severity is Severity.WARNING for finding in told) <= MOST * containers
