"""A short run of the fuzzer, always with the same inputs (``python -m tests.fuzz`` runs longer ones)."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.digits import everywhere
from tests.fuzz.promises import STRICT, lint
from tests.fuzz.runner import Runner
from tests.fuzz.targets import TARGETS

EXECUTIONS = int(os.environ.get("ECSLINT_FUZZ", "500"))
"""Executions of each target in a full run; a quick one makes the first sixteenth of them, at least three."""
FOUND = sorted((Path(__file__).parent / "found").iterdir())
"""Inputs that once broke a promise, as the fuzzer keeps them: a line with the key, then the input."""


@pytest.mark.parametrize(
    "part", [pytest.param(16, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("target", TARGETS)
def test_no_input_breaks_a_promise(target: str, part: int) -> None:
    runner = Runner(seed=1, only=target, limited=False)
    share = {1: 25, 2: 10}.get(TARGETS[target][0], 3 if TARGETS[target][0] <= 4 else 1)
    runner.run(executions=max(EXECUTIONS // share // part, 3))
    assert runner.failures == {}


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_once_is_not_found_again(path: Path) -> None:
    Runner(limited=False).replay(str(path))


@pytest.mark.slow
@pytest.mark.parametrize("long", ["9" * 5_000, "²"], ids=["many digits", "superscript"])
def test_no_number_of_an_example_is_too_long(long: str) -> None:
    for data in everywhere(long):
        lint("x.json", data, STRICT)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1]", b'{"Seal": 1}', b"{}", b"a: [", b"[" * 3000, b"a: &a [*a]"], ids=repr
)
def test_bytes_that_no_target_made_end_none(data: bytes) -> None:
    """A fuzzer guided by coverage begins with no bytes, and changes the others."""
    TARGETS["functions"][2](Random(1), data)


def test_a_template_whose_value_was_changed_is_not_compared_with_it() -> None:
    """Only what was made together belongs together."""
    _, make, use = TARGETS["functions"]
    made = make(Random(1))
    use(Random(1), made)
    use(Random(1), made.replace(b'"Expected": ', b'"Expected": "x", "Was": '))
    broken = made.replace(b'"Default": "web"', b'"Default": "bew"')
    assert broken != made
    use(Random(1), broken)
