"""``jsonl``: one JSON object per finding and line, of the same shape as in ``json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.report import Options
from ecslint.report._edits import Edits
from ecslint.report.json import finding_json

if TYPE_CHECKING:
    from ecslint.engine.run import Result


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield a line per finding."""
    edits = Edits(result)
    for finding in result.findings:
        yield json.dumps(finding_json(finding, edits), ensure_ascii=True) + "\n"
