"""``python -m benchmarks.growth``: how the work grows with each size of the input, counted in calls.

    python -m benchmarks.growth                print a table with an exponent for each size

A call is that of any function, of Python or of C called from Python: the same input gives the same counts on
every machine with the same Python. The exponent is that of the last doubling, without what a run costs
anyway: 1 is linear, 2 square.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks import samples
from ecslint.config.lookup import Configuration
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.report import Options, render

Write = Callable[[str, int], None]
"""Writes files of a size to a folder."""


class Row(NamedTuple):
    """How the work grows with one size."""

    name: str
    sizes: tuple[int, int, int]
    calls: tuple[int, int, int]

    @property
    def exponent(self) -> float:
        """The exponent of the last doubling: what the two steps between the three sizes cost is compared."""
        first, second, third = self.calls
        steps = (
            (self.sizes[1] - self.sizes[0]) / self.sizes[0],
            (self.sizes[2] - self.sizes[1]) / self.sizes[1],
        )
        assert steps == (1, 1), "each size is twice the one before"
        return math.log2(max(1, third - second) / max(1, second - first))


def _task(count: int) -> dict[str, Any]:
    container = samples.task_definition(4)["containerDefinitions"][0]
    containers = [{**container, "name": f"c{number}", "portMappings": []} for number in range(count)]
    return {**samples.task_definition(4), "containerDefinitions": containers}


def _files(folder: str, count: int) -> None:
    samples.write_task_definitions(folder, count)


def _beside(folder: str, count: int) -> None:
    for number in range(count):
        samples.write(os.path.join(folder, f"{number}.json"), samples.task_text(number))


def _containers(folder: str, count: int) -> None:
    samples.write(os.path.join(folder, "task.json"), json.dumps(_task(count), indent=2))


def _resources(folder: str, count: int) -> None:
    samples.write(os.path.join(folder, "stack.yaml"), samples.template(count))


def _conditions(folder: str, count: int) -> None:
    samples.write(os.path.join(folder, "stack.yaml"), samples.conditions_template(count))


def _documents(folder: str, count: int) -> None:
    text = "---\n".join(json.dumps(samples.task_definition(number)) + "\n" for number in range(count))
    samples.write(os.path.join(folder, "many.yaml"), text)


def _rules(folder: str, count: int) -> None:
    words = ", ".join(f'"ECS{101 + number % 800:03}"' for number in range(count))
    samples.write(os.path.join(folder, "ecslint.toml"), f"extend-select = [{_known(words)}]\n")
    _beside(folder, 20)


def _known(words: str) -> str:
    from ecslint.catalogue import pages

    ids = [word.strip('"') for word in words.split(", ")]
    known = [rule.id for rule in pages.rules()]
    return ", ".join(
        f'"{word if word in known else known[number % len(known)]}"' for number, word in enumerate(ids)
    )


def _suppressions(folder: str, count: int) -> None:
    task = _task(2)
    task["cpu"] = "257"
    entries = (
        f'[[suppress]]\nrule = "ECS101"\nfile = "other-{number}.json"\nreason = "later"\n'
        for number in range(count)
    )
    samples.write(os.path.join(folder, "ecslint.toml"), "".join(entries))
    samples.write(os.path.join(folder, "task.json"), json.dumps(task, indent=2))


def _findings(folder: str, count: int) -> None:
    task = _task(1)
    containers = task["containerDefinitions"]
    containers[0]["environment"] = [{"name": f"A B{number}", "value": " x "} for number in range(count)]
    samples.write(os.path.join(folder, "task.json"), json.dumps(task, indent=2))


SIZES: dict[str, tuple[Write, int]] = {
    "files": (_files, 60),
    "files of one folder": (_beside, 60),
    "containers": (_containers, 10),
    "resources": (_resources, 6),
    "conditions": (_conditions, 10),
    "documents of one file": (_documents, 40),
    "rules that are named": (_rules, 50),
    "suppressions": (_suppressions, 50),
    "findings of one file": (_findings, 100),
}
"""What grows, and the smallest of three sizes of which each is twice the one before."""


def calls(folder: str) -> int:
    """Return how many functions are called to lint a folder and to report on it."""
    count = 0

    def watch(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        result = run(Inputs([folder]), Configuration())
        "".join(render("concise", result, Options()))
    finally:
        sys.setprofile(before)
    return count


def measure(name: str, part: int = 1) -> Row:
    """Return how the work grows with the size of this name, from so small a part of the smallest size."""
    write, least = SIZES[name]
    least = max(1, least // part)
    sizes = (least, 2 * least, 4 * least)
    found = []
    for size in (least, *sizes):  # what is imported and remembered by the first is not counted
        with tempfile.TemporaryDirectory() as folder:
            write(folder, size)
            found.append(calls(folder))
    return Row(name, sizes, (found[1], found[2], found[3]))


def main() -> None:
    """Print the table."""
    print("| | sizes | calls | exponent |\n|---|---|---|---|")
    for name in SIZES:
        row = measure(name)
        sizes, counts = ", ".join(map(str, row.sizes)), ", ".join(f"{count:,}" for count in row.calls)
        print(f"| {name} | {sizes} | {counts} | {row.exponent:.2f} |", flush=True)


if __name__ == "__main__":
    main()
