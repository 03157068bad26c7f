"""Compare the shipped CloudFormation schemas with the types that aws-cdk-lib generates.

    npm pack aws-cdk-lib && tar xzf aws-cdk-lib-*.tgz
    python -m tools.cdk_properties package

writes the names of the properties that the CDK knows and ``schemas/cloudformation`` does not to
``schemas/cloudformation/newer.json``: CloudFormation may have learnt them since, so they are warnings. With
``--check`` nothing is written, and the exit code is 1 where the file would change. Each property of a type
names its page (``cfn-ecs-service-cluster``), the last word of which is its name in small letters.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ecslint.base.resources import data_directory

PAGE = re.compile(r"@see http\S*?#(cfn-[a-z0-9-]+)")


def known(schema: object) -> Iterator[str]:
    """Yield the names of the properties of a schema, at any depth, in small letters."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties" and isinstance(value, dict):
                yield from (name.lower() for name in value)
            yield from known(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from known(item)


def pages(text: str) -> Iterator[str]:
    """Yield the anchors of the properties of generated types."""
    yield from dict.fromkeys(PAGE.findall(text))


def missing(folder: Path, package: Path) -> dict[str, list[str]]:
    """Return the names of properties of a package's types that the schemas in ``folder`` lack, by type."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("AWS_*.schema.json")):
        _, service, kind = file.name.removesuffix(".schema.json").split("_")
        types = package / f"aws-{service.lower()}" / "lib" / f"{service.lower()}.generated.d.ts"
        if not types.exists():
            continue
        names = set(known(json.loads(file.read_text(encoding="utf-8"))))
        start = f"cfn-{service.lower()}-{kind.lower()}-"
        new = {
            anchor.rpartition("-")[2]
            for anchor in pages(types.read_text(encoding="utf-8"))
            if anchor.startswith(start)
        }
        if new - names:
            found[f"AWS::{service}::{kind}"] = sorted(new - names)
    return found


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` compare, what the schemas lack; return the exit code."""
    check = "--check" in arguments
    rest = [item for item in arguments if item != "--check"]
    if len(rest) != 1 or not Path(rest[0]).is_dir():
        print("usage: python -m tools.cdk_properties [--check] FOLDER (the unpacked npm package aws-cdk-lib)")
        return 2
    folder, package = Path(data_directory("schemas")) / "cloudformation", Path(rest[0])
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    data = {
        "$comment": "Properties that aws-cdk-lib knows and the schemas lack; by tools.cdk_properties",
        "x-source": f"aws-cdk-lib {version}",
        "types": missing(folder, package),
    }
    text = json.dumps(data, indent=1) + "\n"
    file = folder / "newer.json"
    changed = not file.exists() or file.read_text(encoding="utf-8") != text
    if changed and not check:
        file.write_text(text, encoding="utf-8")
    print(f"{file.name}: {'changed' if changed else 'up to date'}")
    return 1 if changed and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
