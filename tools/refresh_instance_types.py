"""Make ``schemas/instance-types.json`` from a list of EC2 instance types, or check it.

    python -m tools.refresh_instance_types instance_types.json.gz --date 2026-10-27    write the table
    python -m tools.refresh_instance_types --check                                     is the table sound?

``--earlier LIST`` adds the types of an older list that the newer one lacks: P2, P3 and G3 are gone from the
answer, and still in files. The list is ``moto/ec2/resources/instance_types.json.gz`` of
https://github.com/getmoto/moto (Apache License 2.0): the answer of ``DescribeInstanceTypes`` of Amazon EC2.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from tools.generated import refresh

TABLE = Path(__file__).parent.parent / "schemas" / "instance-types.json"
_LIST = "https://github.com/getmoto/moto/blob/master/moto/ec2/resources/instance_types.json.gz"
_EARLIER = "types that it no longer has: instance_types.json of moto 4.2.14 (2024-01)"
_ARCHITECTURES = ("x86_64", "arm64", "i386", "x86_64_mac", "arm64_mac")
KNOWN = {
    "m6i.large": [2, 8192, "x86_64", 0],
    "t4g.medium": [2, 4096, "arm64", 0],
    "g5.12xlarge": [48, 196608, "x86_64", 4],
    "p3.8xlarge": [32, 249856, "x86_64", 4],
}
"""Types whose figures the EC2 user guide names."""


def make(data: bytes, date: str, earlier: bytes = b"{}") -> str:
    """Return the table as JSON text; ``date`` is when the list was made, ``earlier`` an older list."""
    known: dict[str, Any] = {**json.loads(earlier), **json.loads(gzip.decompress(data))}
    types = {name: _figures(known[name]) for name in sorted(known)}
    head = {
        "title": "EC2 instance types: vCPUs, memory in MiB, architecture and NVIDIA GPUs",
        "source": f"{_LIST} (Apache-2.0); {_EARLIER}",
        "as_of": date,
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(types[name])}" for name in sorted(types))
    return json.dumps(head, indent=1)[:-2] + ',\n "types": {\n' + lines + "\n }\n}\n"


def _figures(type_: dict[str, Any]) -> list[int | str]:
    architectures = type_["ProcessorInfo"]["SupportedArchitectures"]
    main = next((name for name in ("x86_64", "arm64") if name in architectures), architectures[0])
    gpus = type_.get("GpuInfo", {}).get("Gpus", ())
    count = sum(gpu["Count"] for gpu in gpus if gpu.get("Manufacturer", "").upper() == "NVIDIA")
    return [type_["VCpuInfo"]["DefaultVCpus"], type_["MemoryInfo"]["SizeInMiB"], main, count]


def problems(table: dict[str, Any]) -> list[str]:
    """Say what is not sound in a table."""
    types = table["types"]
    found = [
        f"{name}: {types.get(name)}, not {known}" for name, known in KNOWN.items() if types.get(name) != known
    ]
    return found + [
        f"{name}: {figures}"
        for name, figures in types.items()
        if figures[0] < 1 or figures[1] < 256 or figures[2] not in _ARCHITECTURES
    ]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Refresh or check the table of instance types.")
    parser.add_argument("types", nargs="?", type=Path)
    parser.add_argument("--date", default="", help="the day on which the list was made")
    parser.add_argument("--earlier", type=Path, help="an older list, as JSON")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    options = parser.parse_args(arguments)
    if options.types is None and not options.check:
        parser.error("name the list of instance types, or use --check")
    made = None
    if options.types is not None:
        earlier = b"{}" if options.earlier is None else options.earlier.read_bytes()
        made = make(options.types.read_bytes(), options.date, earlier)
    return refresh(TABLE, made, options.types, problems, options.check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
