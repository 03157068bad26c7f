"""The work grows with the size of what is linted, and no faster, but where AWS' own limits bound the size."""

from __future__ import annotations

import pytest

from benchmarks.growth import SIZES, Row, measure

BOUNDED = {
    "containers": 2.1,  # ECS takes ten, and rules compare them; from 100 on they are not checked one by one
    "conditions": 1.8,  # combinations are sampled from a number on
}
"""Exponents of what AWS bounds."""
PARTS = {"documents of one file": 1, "files": 4, "files of one folder": 4}
"""From which part of its smallest size something is counted, if not from half of it.

Half of the documents would have two ways of linting between their sizes; files are alike from few on.
"""


@pytest.mark.parametrize("name", SIZES)
def test_work_grows_no_faster_than_its_size(name: str) -> None:
    row = measure(name, PARTS.get(name, 2))
    assert row.exponent < BOUNDED.get(name, 1.3), row


def test_an_exponent_tells_squares_from_lines() -> None:
    assert Row("line", (10, 20, 40), (1010, 1020, 1040)).exponent == 1
    assert Row("square", (10, 20, 40), (100, 400, 1600)).exponent == 2
