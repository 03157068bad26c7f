"""Which settings hold for a file, and where each of them comes from.

The configuration is the nearest ``ecslint.toml``, or ``pyproject.toml`` with a ``[tool.ecslint]`` table, in
the folder of each linted file or above it. The command line wins over it. Nothing here imports a parser
or a model unless a configuration file is there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ecslint.config.settings import Settings

NAMES = ("ecslint.toml", "pyproject.toml")


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

    def __reduce__(self) -> tuple[object, ...]:
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

    def price_files(self, paths: Iterable[str]) -> list[str]:
        """Return the files with private prices that hold for these linted files, sorted."""
        found = {self.settings_for(path).prices for path in paths}
        return sorted(path for path in found if path is not None)

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
