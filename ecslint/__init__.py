"""ecslint: the linter that knows Amazon ECS. ``ecslint.api`` is its Python interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for type checkers of programs that write ``ecslint.lint_text``
    from ecslint.api import *  # noqa: F403 (its names are listed there, once)

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Give the names of ``ecslint.api``, which is imported when one of them is asked for first."""
    from importlib import import_module

    api = import_module("ecslint.api")
    if name in api.__all__:
        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
