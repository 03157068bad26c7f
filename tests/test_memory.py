"""What is kept of a checked file is bounded, however seldom Python looks for garbage."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from benchmarks import samples
from ecslint.base.collector import COLLECTING, without_collecting
from ecslint.config.lookup import Configuration
from ecslint.engine import run as engine
from ecslint.engine.inputs import Inputs
from ecslint.engine.reader import FileReader, Wanted
from ecslint.report import Options, render


@pytest.mark.usefixtures("collecting")
def test_garbage_of_a_time_without_the_collector_is_found_by_its_next_look() -> None:
    class Cycle:
        def __init__(self) -> None:
            self.itself = self

    with without_collecting():
        assert not gc.isenabled()
        gone = [weakref.ref(Cycle()) for _ in range(100)]
    assert gc.isenabled()
    gc.collect(0)  # of the youngest alone
    assert not any(each() for each in gone)


def test_a_checked_template_goes_without_the_collector(tmp_path: Path) -> None:
    reader, single = FileReader(), engine.Single(Configuration(isolated=True))

    def check(number: int) -> None:
        path = samples.write(str(tmp_path / f"{number}.yaml"), samples.template(3, 2))
        for unit in reader.read(Wanted(path, True)).units:
            single.check(unit)

    for number in range(3):
        check(number)
    gc.collect()
    before = len(gc.get_objects())
    for number in range(10):
        check(number)
    after = len(gc.get_objects())
    assert (after - before) / 10 < 100  # of the some 10,000 objects that a template makes


def test_a_report_keeps_nothing_of_what_it_reads_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SHORT_RUN", 0)
    samples.write_task_definitions(str(tmp_path), 40)
    result = engine.run(Inputs([str(tmp_path)], lints=True), Configuration(isolated=True))
    assert len({finding.path for finding in result.findings}) > 5
    assert "".join(render("concise", result, Options()))
    assert all(unit.document.is_released for unit in result.units)


def test_the_program_seldom_collects_and_does_not_when_it_ends(tmp_path: Path) -> None:
    samples.write_task_definitions(str(tmp_path), 60)
    program = (
        "import gc, sys; from ecslint.__main__ import run; seen = []\n"
        "gc.callbacks.append(lambda phase, info: seen.append(info))\n"
        "try: run()\n"
        "except SystemExit: print(gc.get_threshold(), len(seen), gc.get_freeze_count() > 10_000)"
    )
    command = (sys.executable, "-c", program, "check", "--isolated", "--no-cache", "-q", str(tmp_path))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == f"{COLLECTING} 0 True", done.stderr
