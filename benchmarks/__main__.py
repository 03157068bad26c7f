"""``python -m benchmarks``: what ecslint costs, next to others and to the least that it could cost.

All figures of a table come from one run, and the ratios are what counts.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable

from benchmarks import samples
from benchmarks.measure import PYTHON, Cost, compare, cost

ECSLINT = (PYTHON, "-m", "ecslint", "check")
ALONE = (*ECSLINT, "--jobs", "1", "--no-cache")
"""In one process, as if the files had never been seen."""
IMPORTS = "import click, jsonschema_rs; from pydantic import BaseModel; type('M', (BaseModel,), {})"
VALIDATE = """
import sys
from cloudformation_validate import CompositeEngine
engine = CompositeEngine()
for path in sys.argv[1:]:
    try:
        for found in engine.validate_template(path).diagnostics:
            print(path, found.severity.name, found.rule_id, found.message)
    except Exception as error:  # it raises where it cannot read a file; the others are still to be measured
        print(path, error)
"""
"""It is a library: this is the program that its documentation shows, over several files."""
CORPUS = os.path.join(os.path.dirname(__file__), "..", "..", "shared", "corpus", "wild")


class Peers:
    """Other linters, where they are installed."""

    def __init__(self, folder: str | None) -> None:
        self._folder = folder

    def find(self, name: str) -> str | None:
        """Return the path of a program, if it is there."""
        found = shutil.which(name, path=self._folder) or shutil.which(name)
        if found is None:
            print(f"({name} is not installed: left out)")
        return found

    def python_with(self, module: str) -> str | None:
        """Return the interpreter that has a module, if there is one."""
        python = shutil.which("python", path=self._folder) or PYTHON
        if subprocess.run((python, "-c", f"import {module}"), capture_output=True, check=False).returncode:
            print(f"({module} is not installed: left out)")
            return None
        return python


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a Markdown table."""
    names = list(columns)
    print(f"\n## {title}\n\n| {' | '.join(names)} |\n|{'|'.join('---' for _ in names)}|")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def _costs(title: str, found: dict[str, Cost], ours: str = "ecslint") -> None:
    base = found[ours].cpu
    rows = (
        (name, f"{it.cpu * 1000:.0f}", f"{it.wall * 1000:.0f}", f"{it.memory:.0f}", f"{it.cpu / base:.2f}")
        for name, it in found.items()
    )
    table(title, ("", "processor ms", "clock ms", "MB", "× ecslint"), rows)


def cold(folder: str, peers: Peers, quick: bool) -> None:
    """Start for one small file: what an editor or a commit hook waits for."""
    task, template = os.path.join(folder, "one.json"), os.path.join(folder, "one.yaml")
    samples.write(task, samples.task_text(4))
    samples.write(template, samples.template(1))
    python = {"python -c pass": (PYTHON, "-c", "pass"), "the imports alone": (PYTHON, "-c", IMPORTS)}
    commands = {**python, "ecslint": (*ECSLINT, task)}
    schema = os.path.join(os.path.dirname(__file__), "..", "schemas", "task-definition.schema.json")
    checker, yamllint = peers.find("check-jsonschema"), peers.find("yamllint")
    if checker and os.path.exists(schema):
        commands["check-jsonschema"] = (checker, "--schemafile", schema, task)
    if yamllint:
        commands["yamllint"] = (yamllint, task)
    _costs("Start, one task definition", compare(commands, 5 if quick else 25))
    commands = {**python, "ecslint": (*ECSLINT, template), **_template_linters(peers, template)}
    if yamllint:
        commands["yamllint"] = (yamllint, template)
    _costs("Start, one template", compare(commands, 3 if quick else 15))


def _template_linters(peers: Peers, *paths: str) -> dict[str, tuple[str, ...]]:
    commands = {}
    cfn_lint = peers.find("cfn-lint")
    if cfn_lint:
        commands["cfn-lint"] = (cfn_lint, "--", *paths)
    python = peers.python_with("cloudformation_validate")
    if python:
        commands["cloudformation-validate"] = (python, "-c", VALIDATE, *paths)
    return commands


def _floor(folder: str) -> float:
    return float(cost((PYTHON, "-m", "benchmarks.floor", folder)).output)


def _start(folder: str) -> float:
    """Return the processor time of a run that has next to nothing to do."""
    path = os.path.join(folder, "start.json")
    samples.write(path, samples.task_text(4))
    return min(cost((*ECSLINT, path)).cpu for _ in range(5))


def task_definitions(folder: str, count: int) -> None:
    """Lint many task definitions: a repository of them on one core."""
    below = os.path.join(folder, "tasks")
    samples.write_task_definitions(below, count)
    found = compare({"ecslint": (*ALONE, "--statistics", below)}, 5)["ecslint"]
    floor = _floor(below)
    rows = [
        ("files", f"{count}"),
        ("ecslint, start included", f"{found.cpu:.2f} s"),
        ("files a second", f"{count / found.cpu:.0f}"),
        ("json.loads alone", f"{floor:.3f} s"),
        ("most memory", f"{found.memory:.0f} MB"),
    ]
    table(f"{count} task definitions", ("", ""), rows)


def templates(folder: str, peers: Peers, given: str | None) -> None:
    """Lint a folder of templates against cfn-lint and against parsing alone."""
    below = given or os.path.join(folder, "templates")
    if given is None:
        for number in range(20):
            samples.write(os.path.join(below, f"stack-{number}.yaml"), samples.template(1 + number % 5))
    copies = os.path.join(folder, "copies")
    paths = [samples.write(os.path.join(copies, str(n), name), text) for n, name, text in _templates(below)]
    kept = (*ECSLINT, "--statistics", "--jobs")
    commands = {
        "ecslint": (*ALONE, "--statistics", copies),
        "ecslint, two processes": (*kept, "2", "--no-cache", copies),
        "ecslint, unchanged files": (*kept, "1", copies),
    }
    found = compare(commands, 5)
    cost((PYTHON, "-m", "ecslint", "clean"))
    ours = found["ecslint"]
    for name, command in _template_linters(peers, *paths).items():
        found[name] = cost(command)
    _costs(f"{len(paths)} templates", found)
    floor, start = _floor(copies), _start(folder)
    rows = [("parsing alone", f"{floor:.2f} s"), ("ecslint without its start", f"{ours.cpu - start:.2f} s")]
    table("Against the floor", ("", ""), [*rows, ("ratio", f"{(ours.cpu - start) / floor:.1f}")])


def _templates(folder: str) -> Iterable[tuple[int, str, str]]:
    from benchmarks.floor import files

    for number, path in enumerate(sorted(files(folder))):
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        if "AWS::ECS" in text:
            yield number, os.path.basename(path), text


def growth(folder: str, quick: bool) -> None:
    """See that twice the input takes twice the time."""
    start = _start(folder)
    rows = []
    for count in (10, 100, 1000) if quick else (10, 100, 1000, 2000, 5000, 10_000):
        below = os.path.join(folder, f"growth-{count}")
        samples.write_task_definitions(below, count)
        found = compare({"": (*ALONE, "--statistics", below)}, 2)[""]
        each = (found.cpu - start) / count * 1e6
        rows.append((f"{count}", f"{found.cpu:.2f}", f"{each:.0f}", f"{found.memory:.0f}"))
    table("Growth, task definitions", ("files", "processor s", "µs a file", "MB"), rows)
    sizes = []
    for size in (10, 100, 1000) if quick else (10, 100, 1000, 5000, 20_000):
        path = os.path.join(folder, f"growth-{size}.yaml")
        samples.write(path, samples.template_of(size * 1000, services=min(100, 1 + size // 10)))
        found = compare({"": (*ECSLINT, "--statistics", path)}, 2)[""]
        floor = _floor(path)
        times = (found.cpu - start) / floor
        row = (f"{size}", f"{found.cpu:.2f}", f"{floor:.2f}", f"{times:.1f}", f"{found.memory:.0f}")
        sizes.append(row)
    columns = ("kB", "processor s", "composer s", "ratio without start", "MB")
    table("Growth, one YAML template of at most 400 resources", columns, sizes)
    conditions = []
    for count in (5, 10, 20):
        path = os.path.join(folder, f"conditions-{count}.yaml")
        samples.write(path, samples.conditions_template(count))
        conditions.append((f"{count}", f"{compare({'': (*ECSLINT, path)}, 3)[''].cpu:.2f}"))
    table("Conditions in a template", ("conditions", "processor s"), conditions)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and less input: a minute")
    parser.add_argument("--peers", metavar="FOLDER", help="where the programs of other linters are")
    parser.add_argument("--templates", metavar="FOLDER", help="lint the templates in there")
    parser.add_argument(
        "--only", choices=("cold", "tasks", "templates", "growth"), action="append", help="only this table"
    )
    arguments = parser.parse_args()
    compileall.compile_dir(os.path.join(os.path.dirname(__file__), "..", "ecslint"), quiet=2)
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}")
    print(f"System: {platform.system()} {platform.release()}; {' '.join(sys.argv[1:])}")
    peers = Peers(arguments.peers)
    quick = arguments.quick
    given = arguments.templates or (CORPUS if os.path.isdir(CORPUS) and not quick else None)
    with tempfile.TemporaryDirectory() as folder:
        parts: dict[str, Callable[[], None]] = {
            "cold": lambda: cold(folder, peers, quick),
            "tasks": lambda: task_definitions(folder, 200 if quick else 2000),
            "templates": lambda: templates(folder, peers, given),
            "growth": lambda: growth(folder, quick),
        }
        for name, part in parts.items():
            if not arguments.only or name in arguments.only:
                part()


if __name__ == "__main__":
    main()
