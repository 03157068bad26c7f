"""The rooms of the package and their layers: imports go downwards only, and modules make no circles."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import ROOT

PACKAGE = ROOT / "ecslint"
LAYERS = (
    {"base", "drawing"},
    {"source", "facts"},
    {"model", "validation", "finding", "runtime"},
    {"documents", "catalogue"},
    {"config", "capacity", "reach"},
    {"project", "suppression"},
    {"cost", "rollout"},
    {"checks"},
    {"engine"},
    {"report", "fixing"},
    {"api"},
    {"testing", "integrations"},
    {"server", "cli"},
    {"__init__", "__main__"},
)
"""Rooms from the ground up; those of one layer may import each other as long as modules make no circle."""


def modules() -> dict[str, Path]:
    """Return the package's modules by dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """Return the modules that a module imports, wherever it does, types included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            inner = {name for name in names if name in known}
            found |= inner
            if len(inner) < len(names):
                found.add(node.module)
    return {name for name in found if name in known}


def room(module: str) -> str:
    """Return the room that a module lies in."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def layer(module: str) -> int:
    """Return how high a module lies, from 0."""
    return next(height for height, rooms in enumerate(LAYERS) if room(module) in rooms)


def test_imports_go_downwards() -> None:
    known = modules()
    upwards = [
        f"{module} imports {other}"
        for module, path in known.items()
        for other in sorted(imports(path, known))
        if layer(other) > layer(module) and other != "ecslint"
    ]
    assert upwards == []


def test_modules_make_no_circle() -> None:
    known = modules()
    waiting = {module: imports(path, known) - {module, "ecslint"} for module, path in known.items()}
    while free := {module for module, needs in waiting.items() if not needs & waiting.keys()}:
        for module in free:
            del waiting[module]
    assert sorted(waiting) == []


def test_the_root_holds_only_what_people_import() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} <= {"__init__", "__main__", "api", "finding"}


def test_plug_ins_use_the_interface_alone() -> None:
    """As programs of other people do; CONTRIBUTING says why the command line uses more."""
    known = modules()
    for name in ("cfn_lint", "cdk"):
        used = imports(known[f"ecslint.integrations.{name}"], known)
        assert used <= {"ecslint", "ecslint.api"}, name
    started = {"ecslint", "ecslint.api", "ecslint.cli", "ecslint.server.app"}
    for path in sorted((ROOT / "benchmarks").glob("*.py")):
        if path.name == "growth.py":
            continue  # counts the steps of the engine itself, as what it reads grows
        assert imports(path, known) <= started, path.name
