"""Files that a script writes, or with ``--check`` only compares."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def write_or_check(path: Path, text: str, command: str, arguments: list[str] | None) -> int:
    """Write ``text``, or with ``--check`` say whether it is there already; return the exit status."""
    if "--check" in (sys.argv[1:] if arguments is None else arguments):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path.name} is out of date: run python -m {command}")
            return 1
        return 0
    path.write_text(text, encoding="utf-8")
    return 0


def refresh(
    table: Path, made: str | None, source: Path | None, problems: Callable[[Any], list[str]], check: bool
) -> int:
    """Write the table ``made`` of ``source``, but with ``check`` only compare; return the exit status.

    ``made`` is ``None`` where there is no source at hand; what ``problems`` finds in the table is printed
    in any case.
    """
    if made is not None and not check:
        table.write_text(made, encoding="utf-8")
    current = table.read_text(encoding="utf-8")
    found = problems(json.loads(current))
    if made is not None and source is not None and made != current:
        found.append(f"{table.name} is not what {source.name} makes")
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0
