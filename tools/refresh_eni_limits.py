"""Make ``schemas/eni-limits.json`` from AWS' list of network interfaces by instance type, or check it.

    python -m tools.refresh_eni_limits limits.go           write the table
    python -m tools.refresh_eni_limits --check             is the table in the repository sound?
    python -m tools.refresh_eni_limits --check limits.go   … and is it what that list makes?

The list is ``pkg/aws/vpc/limits.go`` of https://github.com/aws/amazon-vpc-resource-controller-k8s, which AWS
generates from its own figures.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from tools.generated import refresh

TABLE = Path(__file__).parent.parent / "schemas" / "eni-limits.json"
_ENTRY = re.compile(
    r'"([a-z0-9.-]+)": \{\s*Interface:\s*(\d+),\s*IPv4PerInterface:\s*\d+,\s*'
    r"IsTrunkingCompatible:\s*(true|false),\s*BranchInterface:\s*(\d+)"
)
_DATE = re.compile(r"generated at (\d{4}-\d{2}-\d{2})")
KNOWN = {"m5.large": [3, 9], "c5.xlarge": [4, 18], "t3.large": [3, 0], "m5.16xlarge": [15, 107]}
"""Types whose limits the ECS developer guide names: 10, 20, no and 120 tasks with trunking."""


def make(text: str) -> str:
    """Return the table as JSON text."""
    date = _DATE.search(text)
    if date is None:
        raise ValueError("the list says no date")
    types = {
        name: [int(interfaces), int(branches) if trunk == "true" else 0]
        for name, interfaces, trunk, branches in _ENTRY.findall(text)
    }
    head = {
        "title": "Network interfaces of EC2 instance types: how many, and how many branches with trunking",
        "source": "https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/master/pkg/aws/vpc/limits.go",
        "as_of": date[1],
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(types[name])}" for name in sorted(types))
    return json.dumps(head, indent=1)[:-2] + ',\n "types": {\n' + lines + "\n }\n}\n"


def problems(table: dict[str, Any]) -> list[str]:
    """Say what is not sound in a table."""
    types = table["types"]
    found = [
        f"{name}: {types.get(name)}, not {limits}"
        for name, limits in KNOWN.items()
        if types.get(name) != limits
    ]
    return found + [f"{name}: {limits}" for name, limits in types.items() if not 1 <= limits[0] <= 200]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Refresh or check the table of network interfaces.")
    parser.add_argument("limits", nargs="?", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    options = parser.parse_args(arguments)
    if options.limits is None and not options.check:
        parser.error("name the list of AWS, or use --check")
    made = None if options.limits is None else make(options.limits.read_text(encoding="utf-8"))
    return refresh(TABLE, made, options.limits, problems, options.check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
