"""A short run of the fuzzer, always with the same inputs (``python -m tests.fuzz`` runs longer ones)."""

from __future__ import annotations

import os

import pytest

from tests.fuzz.runner import Runner
from tests.fuzz.targets import TARGETS

EXECUTIONS = int(os.environ.get("ECSLINT_FUZZ", "500"))
"""Executions of each target."""


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_breaks_a_promise(target: str) -> None:
    runner = Runner(seed=1, only=target, limited=False)
    runner.run(executions=EXECUTIONS if TARGETS[target][0] > 4 else EXECUTIONS // 3)
    assert runner.failures == {}
