"""Print the oldest release of everything that ``pyproject.toml`` admits, to be installed and tested.

    python tools/lowest.py > lowest.txt
    pip install -r lowest.txt
    pip install --no-deps -e .

Only direct requirements are held: what they need in turn is as new as they admit. Where two of them name the
same package (cfn-lint is pinned for the tests, since schemas are generated from it), the older one counts.
Needs nothing but Python, since it runs before anything is installed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?(?P<versions>[^;]*)(?P<marker>;.*)?")
_FLOOR = re.compile(r"(?:>=|==)\s*([0-9][0-9a-z.]*)")


def constraints(requirements: Iterable[str]) -> Iterator[str]:
    """Yield a line ``name==oldest`` for each requirement; those of ``ecslint`` are left out.

    Raises ``ValueError`` for one without a floor: what it admits cannot be tested.
    """
    for requirement in requirements:
        match = _REQUIREMENT.fullmatch(requirement.strip())
        if match is None:
            raise ValueError(f"not a requirement: {requirement}")
        if match["name"] == "ecslint":
            continue
        floor = _FLOOR.search(match["versions"])
        if floor is None:
            raise ValueError(f"a requirement without an oldest release: {requirement}")
        marker = f"; {match['marker'][1:].strip()}" if match["marker"] else ""
        yield f"{match['name']}=={floor[1]}{marker}"


def of_project(text: str, *extras: str) -> list[str]:
    """Return the oldest releases for what a ``pyproject.toml`` needs itself and for ``extras``."""
    project = tomllib.loads(text)["project"]
    needed = [*project["dependencies"]]
    for extra in extras:
        needed += project["optional-dependencies"][extra]
    oldest: dict[str, str] = {}
    for line in constraints(needed):
        name = line.partition("==")[0]
        oldest[name] = min(oldest.get(name, line), line, key=_release)
    return list(oldest.values())


def _release(line: str) -> tuple[int, ...]:
    version = line.partition("==")[2].partition(";")[0]
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))


if __name__ == "__main__":
    pyproject = Path(__file__).parent.parent / "pyproject.toml"
    sys.stdout.write("\n".join(of_project(pyproject.read_text(encoding="utf-8"), "test", "cfn-lint")) + "\n")
