"""Write the JSON Schema of the configuration; ``--check`` only says whether it is up to date.

Usage: python -m tools.refresh_config_schema [--check]
"""

from __future__ import annotations

import json
from pathlib import Path

from ecslint.config.file import json_schema
from tools.generated import write_or_check

PATH = Path(__file__).parent.parent / "schemas" / "config.schema.json"


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return the exit status."""
    return write_or_check(
        PATH, json.dumps(json_schema(), indent=2) + "\n", "tools.refresh_config_schema", arguments
    )


if __name__ == "__main__":
    raise SystemExit(main())
