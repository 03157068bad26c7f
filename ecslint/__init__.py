"""ecslint: the linter that knows Amazon ECS. ``ecslint.api`` is its Python interface."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Give the names of ``ecslint.api``, which is imported when one of them is asked for first."""
    from importlib import import_module

    api = import_module("ecslint.api")
    if name in api.__all__:
        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
