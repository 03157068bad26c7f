"""Rules of other packages.

A package offers them through an entry point of the group ``ecslint.rules`` that names a module; its checks
use ``@check`` with ids of a prefix of its own, its pages lie in the folder ``rules`` beside the module. Only
packages that the configuration names in ``plugins`` are loaded: a linter runs on repositories of strangers.
"""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType

from ecslint.base.written import first_problem
from ecslint.catalogue import pages as catalogue

GROUP = "ecslint.rules"


class PluginError(ValueError):
    """A plug-in that cannot be loaded; the message says which and why."""


def load(names: tuple[str, ...]) -> None:
    """Load the plug-ins with these entry point names; raises ``PluginError``."""
    from importlib.metadata import entry_points

    offered = {entry.name: entry for entry in entry_points(group=GROUP)}
    for name in names:
        if name not in offered:
            known = f"installed are {', '.join(sorted(offered))}" if offered else "none is installed"
            raise PluginError(f"no plug-in is called {name!r}; {known}")
        try:
            module = offered[name].load()
        except Exception as error:  # whatever a stranger's module raises on import
            raise PluginError(f"the plug-in {name!r} cannot be imported: {error}") from None
        add_module(module)


def load_module(name: str) -> ModuleType:
    """Load a module of rules by its import name; raises ``PluginError``."""
    try:
        module = import_module(name)
    except ImportError as error:
        raise PluginError(f"the module {name!r} cannot be imported: {error}") from None
    add_module(module)
    return module


def add_module(module: ModuleType) -> None:
    """Make the pages beside a module known; its checks bound themselves when it was imported."""
    directory = pages_of(module)
    if not os.path.isdir(directory):
        raise PluginError(f"{module.__name__} has no folder of pages: {directory} is missing")
    own = catalogue.pages_in(directory)
    taken = sorted(set(own) & set(catalogue.pages_in(catalogue.own_directory())))
    if taken or any(rule.startswith("ECS") for rule in own):
        raise PluginError(f"{module.__name__}: ids need a prefix of their own, not ECS")
    for path in own.values():
        problem = first_problem("rule-page", catalogue.front_matter_of(path))
        if problem is not None:
            raise PluginError(f"{path}: {problem}")
    catalogue.add_directory(directory)


def pages_of(module: ModuleType) -> str:
    """Return the folder of a module's pages."""
    return os.path.join(os.path.dirname(os.path.abspath(module.__file__ or "")), "rules")
