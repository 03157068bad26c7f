"""Write the JSON Schema of the configuration; ``--check`` only says whether it is up to date.

Usage: python -m tools.refresh_config_schema [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ecslint.config_file import json_schema

PATH = Path(__file__).parent.parent / "schemas" / "config.schema.json"


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return the exit status."""
    text = json.dumps(json_schema(), indent=2) + "\n"
    if "--check" in (sys.argv[1:] if arguments is None else arguments):
        if not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
            print(f"{PATH.name} is out of date: run python -m tools.refresh_config_schema")
            return 1
        return 0
    PATH.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
