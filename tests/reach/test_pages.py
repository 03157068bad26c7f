"""Pages of rules on ways, permissions and instances: each draws the way and quotes what AWS says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

RULES = Path(__file__).parent.parent.parent / "rules"
NUMBERS = (
    *(307, 319),
    *range(330, 338),
    *(615, 617, 618),
    *range(620, 630),
    *range(670, 684),
    *(690, 691, 693, 747),
)


@pytest.mark.parametrize("number", NUMBERS)
def test_way_is_drawn_and_the_error_quoted(number: int) -> None:
    (page,) = RULES.glob(f"ECS{number}-*.md")
    text = page.read_text(encoding="utf-8").split("---", 2)[2].partition("## How to fix")[0]
    assert re.search(r"^    \S.*$", text, re.MULTILINE), "no drawing"
    assert re.search(r"`[^`]{18,}`", text), "no text of AWS"
