"""Write ``schemas/`` anew from the installed botocore and cfn-lint: ``python -m tools.refresh_schemas``.

With ``--check`` nothing is written; the exit status is 1 if a file differs from what would be written.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tools.api_schemas import Model, api_schemas, deployment_schemas, operations
from tools.appspec_schema import appspec_schema
from tools.cloudformation_schemas import Provider, cloudformation_schemas, names
from tools.neighbour_schemas import neighbour_schemas

FOLDER = Path(__file__).resolve().parent.parent / "schemas"
NAMES = "cloudformation/names.json"
OPERATIONS = "operations.json"


def generate() -> dict[str, str]:
    """Return ``{path below schemas/: text}`` of every generated file."""
    model, provider = Model(), Provider()
    resources = cloudformation_schemas(provider)
    files = api_schemas(model) | appspec_schema() | resources | neighbour_schemas(provider)
    files |= deployment_schemas(Model("codedeploy", "2014-10-06"))
    files |= {NAMES: names(resources, model, provider), OPERATIONS: operations(model)}
    return {path: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for path, schema in files.items()}


def sources(text: str) -> list[dict[str, str]]:
    """Return what a generated file was made from (empty if it does not say)."""
    try:
        recorded: Any = json.loads(text)["x-source"]
    except (ValueError, LookupError, TypeError):
        return []
    return recorded if isinstance(recorded, list) else [recorded]


MADE_ELSEWHERE: Final = frozenset({"cloudformation/newer.json"})
"""What ``tools.cdk_properties`` makes."""


def differences(wanted: dict[str, str], folder: Path) -> Iterator[str]:
    """Yield one line for each file that is missing, left over or different."""
    here = {
        str(path.relative_to(folder).as_posix())
        for path in folder.rglob("*.json")
        if path.relative_to(folder).as_posix() in wanted or sources(path.read_text(encoding="utf-8"))
    }
    for path in sorted((here | set(wanted)) - MADE_ELSEWHERE):
        if path not in wanted:
            yield f"{path}: is no longer generated"
        elif path not in here:
            yield f"{path}: is missing"
        elif (text := (folder / path).read_text(encoding="utf-8")) != wanted[path]:
            yield f"{path}: differs{made_from(sources(text), sources(wanted[path]))}"


def made_from(recorded: list[dict[str, str]], installed: list[dict[str, str]]) -> str:
    """Say which packages changed between the recorded and the installed sources."""
    before = {source["package"]: source["version"] for source in recorded}
    now = {source["package"]: source["version"] for source in installed}
    changed = [
        f"{package} {before.get(package, 'unknown')} recorded, {version} installed"
        for package, version in now.items()
        if before.get(package) != version
    ]
    return f" ({'; '.join(changed)})" if changed else ""


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Write the files, or compare them with ``--check``; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.refresh_schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(arguments).check
    wanted = generate()
    lines = list(differences(wanted, folder))
    for line in lines:
        print(line)
    if check:
        return 1 if lines else 0
    for line in lines:
        path = line.partition(":")[0]
        if path in wanted:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(wanted[path], encoding="utf-8")
        else:
            (folder / path).unlink()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
