"""What all tests share: the folder of real inputs, and a marker for what a machine may lack.

A test that needs something of the machine says so with ``@pytest.mark.needs("git")`` and is skipped where
that is not there. With ``--expect-skips node,corpus`` any other skip is a failure (``""``: every skip).
"""

from __future__ import annotations

import datetime
import gc
import importlib
import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ecslint.base import clock
from tests.share import some

gc.disable()  # see _tidy

settings.register_profile(
    "everywhere",
    max_examples=some(100),
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
_PROVIDERS = "hypothesis.internal.conjecture.providers"
if importlib.util.find_spec(_PROVIDERS) is not None:
    # It would draw constants from the modules that are loaded, and those depend on what ran before.
    _providers = vars(importlib.import_module(_PROVIDERS))
    if "_local_constants" in _providers:
        _providers["_get_local_constants"] = lambda: _providers["_local_constants"]
settings.load_profile("everywhere")  # the same examples everywhere, however slow or busy the machine is

ROOT = Path(__file__).parent.parent
CORPUS = Path(os.environ.get("ECSLINT_CORPUS", ROOT.parent / "shared" / "corpus"))
"""The folder of real inputs, where there is one; it never changes what other tests do."""

BUILT_SITE = ROOT / "build" / "site" / "index.html"
"""The first page of the site that ``mkdocs build`` has built."""

collect_ignore = ["cases", "fuzz/found"]
"""Thousands of files, none of them a test module."""

HANGS = 900.0
"""Seconds after which a process is taken to hang: no measurement, only an end of what would never end."""


TODAY = datetime.date(2026, 11, 30)
"""The day that it is in all tests."""


@cache
def _has_index() -> bool:
    """Say whether packages can be installed: pre-commit makes an environment for the hooks."""
    if importlib.util.find_spec("pip") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        return subprocess.run([*command, "hatchling"], capture_output=True, check=False).returncode == 0


@cache
def _has_npm() -> bool:
    """Say whether packages of npm can be installed: the program is there, and so is its registry."""
    if shutil.which("npm") is None:
        return False
    command = ["npm", "view", "ajv", "name", "--fetch-retries=0"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _has_generators() -> bool:
    """Say whether botocore and cfn-lint are there in the versions that the schemas are generated from."""
    if not (_installed("botocore") and _installed("cfnlint")):
        return False
    from importlib.metadata import version

    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return all(f'"{name}=={version(name)}"' in project for name in ("botocore", "cfn-lint"))


@cache
def _has_eglot() -> bool:
    """Say whether Emacs is here, with its client for language servers."""
    if shutil.which("emacs") is None:
        return False
    command = ["emacs", "--batch", "--eval", "(require 'eglot)"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _has_docker() -> bool:
    """Say whether images can be built here: the program is there, and so is what does its work."""
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _can_mount() -> bool:
    """Say whether a file system of a few kilobytes can be made for a test."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False
        )
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], capture_output=True, check=False)
        return mounted.returncode == 0


def _has_attributes() -> bool:
    """Say whether files of the temporary folder may have extended attributes of a user."""
    if sys.platform != "linux":
        return False
    with tempfile.NamedTemporaryFile() as file:
        try:
            os.setxattr(file.name, "user.ecslint", b"1")
        except OSError:
            return False
    return True


NEEDS: dict[str, Callable[[], bool]] = {
    "attributes": _has_attributes,
    "bash": lambda: os.name == "posix" and shutil.which("bash") is not None,
    "/dev/full": lambda: os.path.exists("/dev/full"),
    "cfn-lint": lambda: _installed("cfnlint"),
    "chromium": lambda: shutil.which("chromium") is not None,
    "checkout": lambda: (ROOT / ".git").exists(),
    "corpus": CORPUS.is_dir,
    "eglot": _has_eglot,
    "docker": _has_docker,
    "fork": lambda: hasattr(os, "fork"),
    "generators": _has_generators,
    "git": lambda: shutil.which("git") is not None,
    "index": _has_index,
    "jsonschema-rs": lambda: _installed("jsonschema_rs"),
    "linux": lambda: sys.platform == "linux",
    "node": lambda: shutil.which("node") is not None,
    "nvim": lambda: shutil.which("nvim") is not None,
    "npm": _has_npm,
    "mkdocs": lambda: _installed("material") and _installed("mkdocs") and BUILT_SITE.is_file(),
    "no privileges": lambda: os.name == "posix" and os.geteuid() != 0,
    "pipes": lambda: hasattr(os, "mkfifo"),
    "pre-commit": lambda: _installed("pre_commit"),
    "proc": lambda: os.path.isdir("/proc/self"),
    "root": lambda: os.name == "posix" and os.geteuid() == 0,
    "strace": lambda: shutil.which("strace") is not None,
    "mount": _can_mount,
    "terraform": lambda: shutil.which("terraform") is not None,
    "terminal": lambda: _installed("pty") and os.name == "posix",
}
"""What a machine may lack, by the name that ``needs`` and ``--expect-skips`` use."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-pages", action="store_true", help="rewrite the output blocks of rules/*.md")
    parser.addoption("--expect-skips", metavar="NEEDS", help="fail if another test is skipped")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for name in marker.args:
            if not NEEDS[name]():
                pytest.skip(f"needs {name}")


class _Skips:
    """Turns skips that nobody expected into a failure of the run."""

    def __init__(self, expected: list[str]) -> None:
        self._reasons = {f"Skipped: needs {name}" for name in expected}
        self._unexpected: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._look_at(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._look_at(report)

    def _look_at(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            if reason not in self._reasons:
                self._unexpected[report.nodeid] = reason

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._unexpected and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for test, reason in sorted(self._unexpected.items()):
            terminalreporter.write_line(f"unexpected: {test}: {reason}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    expected = config.getoption("--expect-skips")
    if expected is not None:
        names = [name for name in expected.split(",") if name]
        unknown = set(names) - set(NEEDS)
        if unknown:
            raise pytest.UsageError(f"--expect-skips: nothing is called {', '.join(sorted(unknown))}")
        config.pluginmanager.register(_Skips(names))


@pytest.fixture(scope="session", autouse=True)
def _own_user_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Leave what belongs to the user who runs the tests alone."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("user-cache"))
    os.environ["ECSLINT_TRACEBACK"] = "1"  # a fault of ours fails its test where it is


_done = itertools.count(1)
_EVERY = 100
"""Tests after which garbage in cycles is looked for."""


def _tidy() -> None:
    """Look for garbage in what was made since the last time, and never again in what is left of it.

    Python would look through all tests and all that modules hold, over and over; the product's
    own pauses (``ecslint.base.collector``) would make it look through everything again.
    """
    gc.collect()
    gc.freeze()


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    if next(_done) % _EVERY == 0:
        _tidy()


@pytest.fixture
def collecting() -> Iterator[None]:
    """Let Python look for garbage by itself, as it does where nobody asks otherwise."""
    gc.enable()
    try:
        yield
    finally:
        gc.disable()
        _tidy()


@pytest.fixture(scope="session")
def _folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders to be, one for each test that asks; pytest's own are linked, looked for and kept one by one."""
    root = tmp_path_factory.mktemp("folders")
    return (root / str(number // 50) / str(number) for number in itertools.count())


@pytest.fixture
def tmp_path(_folders: Iterator[Path]) -> Path:
    """A test's own folder, with nothing beside it.

    Task definitions are also looked for beside the folder of a service: a folder with those of all other
    tests in it takes long to read, and would make results depend on what ran before.
    """
    folder = next(_folders) / "here"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real inputs, where there is one."""
    if not CORPUS.is_dir():
        pytest.skip("needs corpus")
    return CORPUS


@pytest.fixture(scope="session", autouse=True)
def _always_the_same_day() -> Iterator[None]:
    """Let no suppression expire and no price grow old while the tests stay as they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: TODAY)
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes many minutes, unless it is asked for."""
    if os.environ.get("ECSLINT_EXHAUSTIVE"):
        return
    left = [item for item in items if item.get_closest_marker("exhaustive") is not None]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item.get_closest_marker("exhaustive") is None]
