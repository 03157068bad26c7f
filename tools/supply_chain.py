"""The supply chain, checked: ``python -m tools.supply_chain [--dist FOLDER]``.

To be run in an environment with the tools of ``.ci/requirements.txt``. Builds wheel and source archive twice,
byte by byte the same; checks what PyPI would show of them; compares the licences of all that is installed
with ecslint with those that are compatible; writes an SBOM (CycloneDX) beside the archives; asks for known
vulnerabilities. Only the last needs a network: where the database cannot be reached that is said, and no
failure. Exit status 1 for anything that is not in order.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
ALLOWED = frozenset({"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "PSF-2.0", "Python-2.0"})
"""Licences (SPDX) of what may be installed beside ecslint, which is Apache-2.0."""
_CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
_UNREACHED = re.compile(
    r"ConnectionError|NameResolution|Max retries exceeded|ServiceError|Temporary failure|timed out", re.I
)
"""What pip-audit says when there is no network."""


def installed_with(name: str) -> Iterator[Distribution]:
    """Yield what is installed for a distribution to work, without extras, by name; without itself."""
    waiting, found = [name], {}
    while waiting:
        here = distribution(waiting.pop())
        for text in here.requires or []:
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                other = distribution(wanted.name)
                if other.name not in found:
                    found[other.name] = other
                    waiting.append(other.name)
    yield from (found[each] for each in sorted(found))


def licences(dist: Distribution) -> set[str]:
    """Return the licences (SPDX) of a distribution; what its metadata says otherwise is kept as it is."""
    metadata = dist.metadata
    expression = (metadata.get_all("License-Expression") or [""])[0]
    if expression:
        return set(re.split(r"\s+(?:AND|OR)\s+", expression.strip("() ")))
    named = [each for each in metadata.get_all("Classifier") or [] if each.startswith("License :: ")]
    found = {_CLASSIFIERS.get(each, each) for each in named if each != "License :: OSI Approved"}
    return found or {(metadata.get_all("License") or ["none"])[0].partition("\n")[0]}


def licence_faults(dists: list[Distribution]) -> list[str]:
    """Return a line for each distribution with a licence that is not in the list."""
    return [
        f"{dist.name} {dist.version}: {', '.join(sorted(licences(dist) - ALLOWED))} is not in the list"
        for dist in dists
        if licences(dist) - ALLOWED
    ]


def build(folder: Path) -> None:
    """Build wheel and source archive into a folder. Raises ``CalledProcessError``."""
    stamp = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    environment = {**os.environ, "SOURCE_DATE_EPOCH": stamp.stdout.strip() or "1700000000"}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def differences(one: Path, other: Path) -> list[str]:
    """Return the names of files that are not the same, byte by byte, in both folders."""
    names = sorted({path.name for folder in (one, other) for path in folder.iterdir()})
    return sorted(set(names) - set(filecmp.cmpfiles(one, other, names, shallow=False)[0]))


def sbom(dists: list[Distribution], path: Path) -> None:
    """Write what is installed with ecslint as CycloneDX. Raises ``CalledProcessError``."""
    pinned = "".join(f"{dist.name}=={dist.version}\n" for dist in dists)
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "-", "--output-reproducible"]
    command += ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application", "--of", "JSON"]
    done = subprocess.run(command, input=pinned, capture_output=True, text=True, check=True, cwd=ROOT)
    data = json.loads(done.stdout)
    known = {component["name"] for component in data["components"]}
    if known != {dist.name for dist in dists}:
        raise ValueError(f"the SBOM names {len(known)} of {len(dists)} distributions")
    path.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def audit(dists: list[Distribution]) -> tuple[list[str], str]:
    """Return known vulnerabilities, and why they are not known, ``""`` where they are."""
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder, "requirements.txt")
        pinned.write_text("".join(f"{dist.name}=={dist.version}\n" for dist in dists), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "-s", "osv", "-f", "json"]
        done = subprocess.run([*command, "-r", str(pinned)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout.strip():
        if _UNREACHED.search(done.stderr):
            return [], "the database of vulnerabilities cannot be reached"
        return [f"pip-audit: {done.stderr.strip()[-300:]}"], ""
    audited = json.loads(done.stdout)["dependencies"]
    return [
        f"{each['name']} {each['version']}: {v['id']}" for each in audited for v in each.get("vulns", [])
    ], ""


def main() -> int:
    """Check everything, and say each step in a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dist", type=Path, help="where to leave archives and SBOM")
    folder = parser.parse_args().dist
    dists = list(installed_with("ecslint"))
    faults = licence_faults(dists)
    print(f"licences: {len(dists)} distributions, {len(faults)} not in the list")
    with tempfile.TemporaryDirectory() as scratch:
        one, other = folder or Path(scratch, "one"), Path(scratch, "other")
        build(one)
        build(other)
        archives = sorted(path for path in one.iterdir() if path.suffix in (".whl", ".gz"))
        changed = [name for name in differences(one, other) if name in {path.name for path in archives}]
        faults += [f"{name}: building again gives other bytes" for name in changed]
        print(f"archives: {', '.join(path.name for path in archives)}, built twice, {len(changed)} differ")
        checked = subprocess.run(
            [sys.executable, "-m", "twine", "check", "--strict", *map(str, archives)],
            capture_output=True,
            text=True,
            check=False,
        )
        if checked.returncode != 0:
            faults.append(f"twine: {checked.stdout.strip()[-300:]}")
        sbom(dists, one / "ecslint.cdx.json")
        print("metadata: as PyPI wants it; SBOM: ecslint.cdx.json")
    vulnerable, why = audit(dists)
    print(f"vulnerabilities: {why or f'{len(vulnerable)} known'}")
    for fault in [*faults, *vulnerable]:
        print(fault, file=sys.stderr)
    return 1 if faults or vulnerable else 0


if __name__ == "__main__":
    sys.exit(main())
