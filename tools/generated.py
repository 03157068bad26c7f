"""Files that a script writes, or with ``--check`` only compares."""

from __future__ import annotations

import sys
from pathlib import Path


def write_or_check(path: Path, text: str, command: str, arguments: list[str] | None) -> int:
    """Write ``text``, or with ``--check`` say whether it is there already; return the exit status."""
    if "--check" in (sys.argv[1:] if arguments is None else arguments):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path.name} is out of date: run python -m {command}")
            return 1
        return 0
    path.write_text(text, encoding="utf-8")
    return 0
