"""Mutation testing of the checks: change one operator at a time and see whether a page or a test notices.

Usage: python -m tools.mutate [MODULE ...] [--again FILE] [--out FILE]

``MODULE`` is the name of a module of ``ecslint.checks`` (``task.size``); without one, all of them. For every
mutant the examples of the rules in that module are run and fixed, then ``tests/rules``; a mutant that none
of them notices is printed as ``module:line: change``. Everything is loaded once, and each mutant runs in a
fork. ``--again`` tries only the changes that an earlier run printed, wherever they stand now.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
CHECKS = ROOT / "ecslint" / "checks"
PACKAGE = "ecslint.checks"
SECONDS = 60
"""A mutant that takes more time of the processor than this loops, which counts as noticed."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
}


PAGE_TESTS = (
    "test_examples",
    "test_a_page_says_what_its_fixes_are_and_they_leave_less_and_nothing_new",
)


class Mutant(NamedTuple):
    """A changed module: where and how it differs from the real one, and its tree."""

    module: str
    line: int
    change: str
    tree: ast.Module


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module's source."""
    tree = ast.parse(source)
    nodes = list(_code(tree))
    for index, node in enumerate(nodes):
        for change in _changes(node):
            mutated = copy.deepcopy(tree)
            twin = next(n for i, n in enumerate(_code(mutated)) if i == index)
            before = ast.unparse(twin)
            change(twin)
            ast.fix_missing_locations(mutated)
            yield Mutant(module, getattr(node, "lineno", 0), f"{before}  ->  {ast.unparse(twin)}", mutated)


def _code(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes that are executed: neither annotations nor decorators, in a stable order."""
    waiting: list[ast.AST] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "args") and not isinstance(node, ast.Call):
                continue
            children = value if isinstance(value, list) else [value]
            waiting += [child for child in reversed(children) if isinstance(child, ast.AST)]


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    """Yield the changes that can be made to a node, each as a function on its copy."""
    if isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            if type(operator) in COMPARISONS:
                ops = [*node.ops]
                ops[position] = COMPARISONS[type(operator)]()
                yield _setting("ops", ops)
    elif isinstance(node, ast.BoolOp):
        yield _setting("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not _text(node):
        yield _setting("op", ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield _setting("value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield _setting("value", node.value + 1)
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        test = node.test
        if isinstance(test, ast.Name) and test.id == "TYPE_CHECKING":
            return
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            yield _setting("test", test.operand)
        elif not isinstance(test, (ast.Compare, ast.BoolOp)):
            yield _setting("test", ast.UnaryOp(ast.Not(), test))


def _setting(name: str, value: object) -> Callable[[ast.AST], None]:
    """Return the change that gives a node another child."""
    return lambda twin: setattr(twin, name, value)


def _text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, (ast.JoinedStr, ast.List, ast.Tuple))
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _modules() -> dict[str, Path]:
    """Return the modules that hold checks or what they share, as ``task.size``, with their files."""
    paths = sorted(CHECKS.glob("*/*.py"))
    return {f"{path.parent.name}.{path.stem}": path for path in paths if path.stem != "__init__"}


def dependents(module: str) -> list[str]:
    """Return the modules that import ``module``, directly or not, in the order to load them."""
    found: list[str] = []
    for stem, path in _modules().items():
        text = path.read_text(encoding="utf-8")
        if stem != module and f"from {PACKAGE}.{module} import" in text:
            found += [stem, *dependents(stem)]
    return list(dict.fromkeys(found))


def swap(mutant: Mutant) -> None:
    """Put a mutant in the place of its module, and load what imports it afresh."""
    from ecslint.checks import registry

    stems = [mutant.module, *dependents(mutant.module)]
    names = {f"{PACKAGE}.{stem}" for stem in stems}
    for bound in registry._checks.values():
        bound[:] = [check for check in bound if check.function.__module__ not in names]
    for stem in stems:
        name = f"{PACKAGE}.{stem}"
        module = importlib.import_module(name)
        if stem == mutant.module:
            exec(compile(mutant.tree, str(_modules()[stem]), "exec"), module.__dict__)
            _hand_out(module)
        else:
            importlib.reload(module)


def _hand_out(module: ModuleType) -> None:
    """Give the tests that imported a function of the module the function as it is now."""
    for name, test in list(sys.modules.items()):
        if name.startswith("tests."):
            for key, value in list(vars(test).items()):
                if getattr(value, "__module__", None) == module.__name__ and hasattr(module, key):
                    setattr(test, key, getattr(module, key))


class Session:
    """A pytest plugin that runs the collected tests once per mutant, in place of the usual loop."""

    def __init__(self, modules: list[str], again: set[tuple[str, str]] | None, out: Path | None) -> None:
        self.modules = modules
        self.again = again
        self.out = out
        self.survivors: dict[str, list[Mutant]] = {}
        self.tried: dict[str, int] = {}
        self.failed = False

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from ecslint import checks

        rules: dict[str, set[str]] = {}
        for check in checks.all_checks():
            rules.setdefault(check.function.__module__.removeprefix(f"{PACKAGE}."), set()).add(check.rule)
        for module in self.modules:
            concerned = {rule for stem in [module, *dependents(module)] for rule in rules.get(stem, ())}
            items = sorted(_concerning(session.items, concerned), key=_cost)
            source = _modules()[module].read_text(encoding="utf-8")
            if self._notices(Mutant(module, 0, "", ast.parse(source)), items):
                raise RuntimeError(f"the tests of {module} fail as it is")
            for mutant in mutants(module, source):
                if self.again is not None and (module, mutant.change) not in self.again:
                    continue
                self.tried[module] = self.tried.get(module, 0) + 1
                if not self._notices(mutant, items):
                    self.survivors.setdefault(module, []).append(mutant)
                    self._print(f"{module}:{mutant.line}: {mutant.change}")
            lived, tried = len(self.survivors.get(module, ())), self.tried.get(module, 0)
            self._print(f"# {module}: {tried - lived} of {tried} noticed")
        return True

    def _notices(self, mutant: Mutant, items: list[pytest.Item]) -> bool:
        child = os.fork()
        if child == 0:
            os._exit(_run(self, mutant, items))
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) != 0

    def _print(self, line: str) -> None:
        if self.out is None:
            print(line, flush=True)
        else:
            with self.out.open("a", encoding="utf-8") as file:
                file.write(line + "\n")


def _run(session: Session, mutant: Mutant, items: list[pytest.Item]) -> int:
    """Run the tests on a mutant in this process; return 0 if all pass."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        swap(mutant)
        for at, item in enumerate(items):
            following = items[at + 1] if at + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.failed:
                return 1
    except BaseException:
        return 1
    return 0


def _concerning(items: list[pytest.Item], rules: set[str]) -> Iterator[pytest.Item]:
    """Yield what concerns the pages of some rules, and every other test."""
    for item in items:
        test, _, example = item.nodeid.partition("::")[2].partition("[")
        if "tests/rules/" in item.nodeid or (test in PAGE_TESTS and example[:6] in rules):
            yield item


def _cost(item: pytest.Item) -> int:
    """Examples notice most, and fastest."""
    return 2 if "tests/rules/" in item.nodeid else 0 if "::test_examples[" in item.nodeid else 1


def _listed(path: Path) -> set[tuple[str, str]]:
    """Return module and change of the survivors in the output of an earlier run."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {(line.split(":", 1)[0], line.split(": ", 1)[1]) for line in lines if ": " in line}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    parser.add_argument("--again", type=Path, help="only the survivors that this file lists")
    parser.add_argument("--out", type=Path, help="append the survivors to this file as they are found")
    given = parser.parse_args(arguments)
    every = list(_modules())
    again = None if given.again is None else _listed(given.again)
    if again is not None:
        every = [module for module in every if any(module == name for name, _ in again)]
    session = Session(given.modules or every, again, given.out)
    plain = "addopts=--strict-markers --import-mode=importlib"
    options = ["-o", plain, "-p", "no:cacheprovider", "-p", "no:terminal", f"--rootdir={ROOT}"]
    tests = [str(ROOT / "tests" / name) for name in ("test_rules.py", "test_fixable.py", "rules")]
    code = pytest.main([*options, *tests], [session])
    tried, lived = sum(session.tried.values()), sum(map(len, session.survivors.values()))
    if tried:
        print(f"{tried - lived} of {tried} mutants noticed ({100 * (tried - lived) / tried:.1f} %)")
    return int(code) if code else min(lived, 1)


if __name__ == "__main__":
    sys.exit(main())
