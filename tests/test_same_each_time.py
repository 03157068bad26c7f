"""No test depends on time, load, order or chance: what reads a clock or throws dice is named here.

Steps are counted (``tests/steps.py``, ``tests/matching.py``), dice have a seed, the day is
``tests.conftest.TODAY``, and a wait has an end only so that what hangs does not hang forever (``HANGS``).
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecslint.base import clock
from tests.conftest import HANGS, ROOT, TODAY
from tests.trees import tree_of

pytestmark = pytest.mark.same_everywhere

MEASURING = ("fuzz/__main__.py", "fuzz/guided.py", "fuzz/runner.py")
"""Programs for long runs, which end after some time; ``test_short`` counts executions and sets no limit."""
CLOCKS = {
    "time": {"*"},
    "datetime": {"now", "today", "utcnow"},
    "date": {"today"},
    "signal": {"alarm", "setitimer"},
    "resource": {"getrusage"},
    "os": {"getloadavg", "times", "urandom"},
    "random": {"*"},
    "secrets": {"choice", "randbelow", "token_bytes", "token_hex", "token_urlsafe"},
    "uuid": {"uuid1", "uuid4"},
}
"""Functions whose answer is another one each time, by the module or class whose they are."""
SEEDED = {"Random"}
"""What throws dice in the same way each time, when it is given a seed."""
SHORT = 120.0
"""Seconds: a wait that ends sooner may end before a busy machine is ready."""


def modules() -> Iterator[Path]:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.relative_to(ROOT / "tests").as_posix() not in MEASURING:
            yield path


def parsed(path: Path) -> ast.Module:
    return tree_of(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> dict[str, str]:
    """Return what a module imports under its own name, with the module that it is from (``""``: itself)."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            of = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            found.update((alias.name, of) for alias in node.names if alias.asname is None)
    return found


def dotted(node: ast.expr) -> list[str]:
    """Return the parts of a name with dots; what is none is one part."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [*dotted(node.value), node.attr]
    return [""]


def changing(tree: ast.Module) -> Iterator[str]:
    """Yield the calls whose answer depends on when, where or how often they are made."""
    known = imported(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        *owners, name = dotted(node.func)
        if (owners or [name])[0] not in known:
            continue
        owner = owners[-1] if owners else known[name]
        if name in SEEDED:
            if not node.args:
                yield f"{node.lineno}: {name} without a seed"
        elif not CLOCKS.get(owner, set()).isdisjoint({name, "*"}):
            yield f"{node.lineno}: {owner}.{name}"


def short_waits(tree: ast.Module) -> Iterator[str]:
    """Yield the waits that a busy machine may outlast."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            limits = [keyword.value for keyword in node.keywords if keyword.arg == "timeout"]
            if node.func.attr in ("wait", "wait_for", "join", "communicate", "acquire"):
                limits += node.args[:1]
            for limit in limits:
                number = limit.value if isinstance(limit, ast.Constant) else None
                if isinstance(number, int | float) and number < SHORT:
                    yield f"{node.lineno}: {node.func.attr} of {number} s"


@pytest.mark.parametrize("find", [changing, short_waits])
def test_nothing_depends_on_time_or_chance(find: object) -> None:
    assert callable(find)
    found = [f"{path.relative_to(ROOT)}:{each}" for path in modules() for each in find(parsed(path))]
    assert found == []
    assert HANGS >= SHORT


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.sleep(1)",
        "import time\ntime.process_time()",
        "from time import sleep\nsleep(1)",
        "import datetime\ndatetime.date.today()",
        "from datetime import date\ndate.today()",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "import random\nrandom.choice([1])",
        "from random import Random\nRandom()",
        "import resource\nresource.getrusage(0)",
        "import signal\nsignal.alarm(1)",
        "thread.join(5)",
        "subprocess.run([], timeout=60)",
    ],
)
def test_what_depends_on_them_is_seen(text: str) -> None:
    tree = ast.parse(text)
    assert [*changing(tree), *short_waits(tree)] != []


@pytest.mark.parametrize(
    "text",
    [
        "import random\nrandom.Random(3).choice([1])",
        "from random import Random\ndef f(random): random.choice([1])\nf(Random(1))",
        "thread.join(HANGS)",
        "', '.join(found)",
        "import datetime\ndatetime.date(2026, 11, 30)",
    ],
)
def test_what_is_the_same_each_time_is_allowed(text: str) -> None:
    tree = ast.parse(text)
    assert [*changing(tree), *short_waits(tree)] == []


def test_only_one_function_of_the_package_asks_which_day_it_is() -> None:
    asks = {
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "ecslint").rglob("*.py"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and (
            node.attr in ("today", "utcnow")
            or (node.attr == "now" and ast.unparse(node) in ("datetime.now", "datetime.datetime.now"))
        )
        and ast.unparse(node) != "clock.today"
    }
    assert asks == {Path(inspect.getfile(clock)).relative_to(ROOT).as_posix()}


def test_the_day_is_the_same_in_all_tests() -> None:
    assert clock.today() == TODAY
