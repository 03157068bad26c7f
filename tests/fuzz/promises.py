"""What all targets have in common: the ways to lint, and what it is called if a promise is broken."""

from __future__ import annotations

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import Result, run
from ecslint.source.read import InputError, load

ISOLATED = Configuration(isolated=True)
STRICT = Configuration({"profile": "strict"}, isolated=True)
NAMES = ("x.json", "x.yml", "appspec.yml", "imagedefinitions.json", "x.template", "x.json5", "-")


class BrokenPromiseError(AssertionError):
    """The input made ecslint do what it must not."""


def lint(name: str, data: bytes, configuration: Configuration = ISOLATED) -> Result:
    """Lint bytes as a file; a rule that crashes is a broken promise, bytes that are no text are not."""
    try:
        units = [read(document) for document in load(name, data)]
    except InputError:
        return Result()
    result = run(units, configuration)
    if result.crashes:
        raise BrokenPromiseError(f"{result.crashes[0].rule}: {result.crashes[0].error}")
    return result
