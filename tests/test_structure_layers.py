"""The rooms of the package and their layers: imports go downwards only, and modules make no circles."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import ROOT
from tests.trees import tree_of

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
    for node in ast.walk(tree_of(path.read_text(encoding="utf-8"))):
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


COMMAND_LINE = {
    "as everybody else": "ecslint ecslint.api ecslint.finding",
    "what all may use": """
        ecslint.base.atomic_write ecslint.base.clock ecslint.base.pattern ecslint.base.printable
        ecslint.base.resources ecslint.base.suggest""",
    "rules and test-rules": "ecslint.catalogue.pages ecslint.catalogue.plugins ecslint.testing.examples",
    "config and schema show them": """
        ecslint.config.lookup ecslint.config.settings ecslint.facts.described_schemas""",
    "clean removes it": "ecslint.engine.cache",
    "long runs are streamed, with progress; analyses read the same files without linting them": """
        ecslint.engine.inputs ecslint.engine.run ecslint.engine.reader ecslint.documents.subject""",
    "prints what was found meanwhile": """
        ecslint.report ecslint.report._repeated ecslint.report._shared ecslint.report.concise""",
    "--update-baseline and --add-ignores": "ecslint.suppression.baseline ecslint.suppression.write",
    "--watch; says what git ignores": "ecslint.source.discovery.walk ecslint.source.read",
    "--fix and --diff, of files that are read together and of standard input": """
        ecslint.documents ecslint.engine.redact ecslint.fixing.fix ecslint.fixing.many""",
    "--cfn-lint": "ecslint.integrations.merge",
    "--context and --parameters of analyses": "ecslint.project.context ecslint.project.environment",
    "capacity": """
        ecslint.capacity.collect ecslint.capacity.draw ecslint.capacity.environments ecslint.capacity.plan
        ecslint.capacity.render ecslint.model.account""",
    "cost": """
        ecslint.cost.assumptions ecslint.cost.base ecslint.cost.collect ecslint.cost.diff
        ecslint.cost.environments ecslint.cost.estimate ecslint.cost.limits ecslint.cost.prices
        ecslint.cost.pricing ecslint.cost.render ecslint.facts.partitions""",
    "rollout": """
        ecslint.rollout.addresses ecslint.rollout.collect ecslint.rollout.draw
        ecslint.rollout.environments ecslint.rollout.render""",
    "reach": "ecslint.reach.network_collect ecslint.reach.network_render",
    "firelens": """
        ecslint.runtime.firelens ecslint.model.task ecslint.documents.cloudformation.resolved""",
    "server": "ecslint.server.app",
}
"""All that the command line imports, by what for; CONTRIBUTING says why it is more than ``ecslint.api``."""


def test_the_command_line_uses_what_is_listed() -> None:
    known = modules()
    inner = [name for name in known if name == "ecslint.cli" or name.startswith("ecslint.cli.")]
    used = set().union(*(imports(known[name], known) for name in inner)) - set(inner)
    assert used == set(" ".join(COMMAND_LINE.values()).split())


PLUG_INS = {"ecslint", "ecslint.api"}
"""What the plug-ins for cfn-lint and the CDK import, as programs of other people do."""
MERGE = {
    *("ecslint.catalogue.pages", "ecslint.config.settings", "ecslint.engine.run", "ecslint.finding"),
    *("ecslint.documents.subject", "ecslint.source.document", "ecslint.source.span"),
}
"""``--cfn-lint`` puts foreign findings into a run of the engine, which the interface does not offer."""
BENCHMARKS = {
    # starts the language server as an editor does, with the thresholds that the program sets
    "server.py": {"ecslint.base.collector", "ecslint.server.app"},
    # counts the steps of the engine itself, as what it reads grows
    "growth.py": {
        *("ecslint.catalogue.pages", "ecslint.config.lookup", "ecslint.engine.inputs", "ecslint.engine.run"),
        "ecslint.report",
    },
}
"""What benchmarks import of the package; all others start the command line."""


def test_plug_ins_and_benchmarks_use_the_interface() -> None:
    known = modules()
    for path in sorted((PACKAGE / "integrations").glob("*.py")):
        assert imports(path, known) <= (MERGE if path.stem == "merge" else PLUG_INS), path.name
    for path in sorted((ROOT / "benchmarks").glob("*.py")):
        assert imports(path, known) == BENCHMARKS.get(path.name, set()), path.name
