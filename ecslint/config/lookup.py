"""Settings of a run, and where each of them comes from.

The configuration is the nearest ``ecslint.toml``, or ``pyproject.toml`` with a ``[tool.ecslint]`` table, in
the folder of each linted file or above it. The command line wins over it. Nothing here imports a parser
or a model unless a configuration file is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from ecslint.catalogue import pages as catalogue
from ecslint.catalogue.pages import Rule
from ecslint.finding import Severity

NAMES = ("ecslint.toml", "pyproject.toml")


class ConfigError(ValueError):
    """A configuration that cannot be used; the message says where, what, and the nearest right word."""


class SuppressEntry(NamedTuple):
    """A ``[[suppress]]`` entry of a configuration."""

    rule: str
    file: str
    """A glob, relative to the configuration's folder."""
    reason: str
    pointer: str | None = None
    container: str | None = None
    expires: str | None = None
    """The last day on which it holds, ``YYYY-MM-DD``."""
    source: str = ""
    """The configuration file."""


@dataclass(frozen=True, eq=False)
class Settings:
    """What to check in one file, and how to judge it."""

    select: tuple[str, ...] = ()
    """Ids, id prefixes, names or tags; when given, nothing else is on."""
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    """Rules that are always on and that no suppression, baseline or ``ignore`` can silence."""
    profile: str = "default"
    severities: Mapping[str, Severity] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Glob (relative to ``directory``) → selectors."""
    exclude: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    region: str | None = None
    headroom: int = 20
    """Free addresses that a subnet should keep at peak, in percent."""
    budget: str | None = None
    """Monthly budget of a service in US dollars, as exact decimal text."""
    prices: str | None = None
    """Path of a file with private prices."""
    context: tuple[str, ...] = ()
    """Files with answers of the AWS CLI."""
    plugins: tuple[str, ...] = ()
    suppress: tuple[SuppressEntry, ...] = ()
    directory: str = ""
    """The folder of the configuration, ``""`` without one."""
    source: str | None = None
    """The configuration file."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where a value comes from, by key of the configuration; absent means the default."""

    def enabled(self, rule: Rule) -> bool:
        """Say whether findings of the rule are wanted."""
        if self.is_mandatory(rule):
            return True
        if any(matches(rule, word) for word in self.ignore):
            return False
        if self.select:
            wanted = any(matches(rule, word) for word in self.select)
        else:
            wanted = rule.default or self.profile == "strict"
        return wanted or any(matches(rule, word) for word in self.extend_select)

    def is_mandatory(self, rule: Rule) -> bool:
        return any(matches(rule, word) for word in self.mandatory)

    def relative(self, path: str) -> str:
        """Return ``path`` relative to the configuration's folder, with ``/``."""
        base = self.directory or os.getcwd()
        return os.path.relpath(os.path.abspath(path), base).replace(os.sep, "/")

    def ignored_for(self, path: str) -> tuple[str, ...]:
        """Return the selectors that ``per-file-ignores`` switches off for a file."""
        if not self.per_file_ignores:
            return ()
        relative = self.relative(path)
        return tuple(
            word
            for pattern, words in self.per_file_ignores.items()
            if glob_matches(pattern, relative)
            for word in words
        )

    @cached_property
    def _excluded(self) -> Callable[[str], bool]:
        patterns = self.exclude
        return lambda relative: any(glob_matches(pattern, relative) for pattern in patterns)

    def excludes(self, path: str) -> bool:
        return bool(self.exclude) and self._excluded(self.relative(path))


def matches(rule: Rule, word: str) -> bool:
    """Say whether a selector (``ALL``, id, id prefix, name or tag) means the rule."""
    return (
        word == "ALL"
        or rule.id.startswith(word.upper())
        or word.lower() == rule.name
        or word.lower() in rule.tags
    )


def glob_matches(pattern: str, path: str) -> bool:
    """Match a path (with ``/``) against a glob; one without ``/`` matches at any depth."""
    from fnmatch import fnmatchcase

    pattern = pattern.removeprefix("./")
    if "/" not in pattern.rstrip("/"):
        name = pattern.rstrip("/")
        return any(fnmatchcase(part, name) for part in path.split("/"))
    pattern = pattern.rstrip("/")
    return (
        fnmatchcase(path, pattern)
        or fnmatchcase(path, f"{pattern}/*")
        or fnmatchcase(f"/{path}", f"*/{pattern}")
    )


def check_selectors(words: tuple[str, ...], where: str) -> None:
    """Raise ``ConfigError`` for a selector that means no rule at all."""
    for word in words:
        if word != "ALL" and not any(matches(rule, word) for rule in catalogue.rules()):
            raise ConfigError(f"{where}: no rule, prefix or tag is called {word!r}{nearest(word)}")


def nearest(word: str) -> str:
    """Return ``; did you mean …?`` for a misspelt rule, or nothing."""
    from difflib import get_close_matches

    names = catalogue.ids_and_names()
    tags = {tag for rule in catalogue.rules() for tag in rule.tags}
    close = get_close_matches(
        word.lower(), [*names.values(), *(i.lower() for i in names), *sorted(tags)], 1, 0.6
    )
    if not close:
        return ""
    return f"; did you mean {close[0].upper() if close[0].upper() in names else close[0]}?"


class Configuration:
    """Finds the settings for each file; ``overrides`` are the command line's, by field of ``Settings``."""

    def __init__(
        self, overrides: Mapping[str, Any] | None = None, path: str | None = None, isolated: bool = False
    ):
        self._overrides = dict(overrides or {})
        self._path = path
        self._isolated = isolated
        self._by_directory: dict[str, Settings] = {}
        self._by_folder: dict[str, Settings] = {}
        self._default = self._overridden(Settings())
        self._fixed = self._overridden(load_settings(path)) if path is not None else None

    def __reduce__(self) -> tuple[Any, ...]:
        """Be read again in another process: that loads the plug-ins there."""
        return Configuration, (self._overrides, self._path, self._isolated)

    def settings_for(self, path: str) -> Settings:
        """Return the settings for a file (``-`` is standard input: those of the current folder)."""
        if self._fixed is not None:
            return self._fixed
        if self._isolated:
            return self._default
        folder = "" if path == "-" else os.path.dirname(path)
        known = self._by_folder.get(folder)
        if known is None:
            known = self._by_folder[folder] = self.settings_in(os.path.abspath(folder))
        return known

    def settings_in(self, directory: str) -> Settings:
        """Return the settings that hold in a folder."""
        if self._fixed is not None or self._isolated:
            return self._fixed or self._default
        walked = []
        current = directory
        found: Settings | None = None
        while found is None:
            known = self._by_directory.get(current)
            if known is not None:
                found = known
                break
            walked.append(current)
            file = config_file_in(current)
            if file is not None:
                found = self._overridden(load_settings(file))
                break
            parent = os.path.dirname(current)
            if parent == current:
                found = self._default
            current = parent
        for folder in walked:
            self._by_directory[folder] = found
        return found

    def _overridden(self, settings: Settings) -> Settings:
        changes = dict(self._overrides)
        if not changes:
            return settings
        for key in ("extend_select", "ignore", "context"):
            if key in changes:
                changes[key] = (*getattr(settings, key), *changes[key])
        origins = {**settings.origins, **dict.fromkeys(self._overrides, "command line")}
        return replace(settings, **changes, origins=origins)


def config_file_in(directory: str) -> str | None:
    """Return the configuration file of a folder; ``ecslint.toml`` wins over ``pyproject.toml``."""
    from ecslint.source.read import InputError, read_bytes

    own = os.path.join(directory, NAMES[0])
    if os.path.isfile(own):
        return own
    project = os.path.join(directory, NAMES[1])
    try:
        return project if b"tool.ecslint" in read_bytes(project) else None
    except InputError:
        return None


def load_settings(path: str) -> Settings:
    """Read a configuration file; raises ``ConfigError``."""
    from ecslint.config.file import read_config

    return read_config(path)
