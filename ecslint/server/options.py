"""What a client sets: ``initializationOptions``, or the section ``ecslint`` of its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from ecslint.config.settings import ConfigError, check_selectors


@dataclass(frozen=True)
class Options:
    """What the server does beside what configuration files say."""

    config: str | None = None
    """A configuration file that holds for every file, in place of the nearest to each."""
    baseline: str | None = None
    """A baseline whose findings are not shown."""
    profile: str | None = None
    """The profile; ``None``: that of the configuration."""
    select: tuple[str, ...] = ()
    """Only these rules."""
    ignore: tuple[str, ...] = ()
    """Not these rules."""
    delay: int = 150
    """Milliseconds without typing before a file is linted."""
    cost: bool = True
    """Whether monthly costs are shown beside sizes and counts."""
    capacity: bool = True
    """Whether addresses at peak are shown beside subnets."""
    rollout: bool = True
    """Whether the time of a deployment is shown beside its configuration."""

    def overrides(self) -> dict[str, object]:
        """Return what takes the place of settings of configuration files."""
        said: dict[str, object] = {}
        if self.profile is not None:
            said["profile"] = self.profile
        for key in ("select", "ignore"):
            if getattr(self, key):
                said[key] = getattr(self, key)
        return said


_PROFILES: Final = ("default", "strict")
_MOST_DELAY: Final = 10_000
_MOST_SAID: Final = 300
"""Characters of a complaint."""


def read_options(given: object) -> tuple[Options, list[str]]:
    """Return what a client sets, and what is wrong with it, a line each; that is left out."""
    if isinstance(given, Mapping) and isinstance(given.get("ecslint"), Mapping):
        given = given["ecslint"]
    if not isinstance(given, Mapping):
        return Options(), [] if given is None else ["the settings of ecslint are not an object"]
    known = {field.name for field in fields(Options)}
    values: dict[str, Any] = {}
    wrong = []
    for key, value in given.items():
        if value is None:
            continue
        try:
            if key not in known:
                raise ValueError(f"there is no such setting; known are {', '.join(sorted(known))}")
            values[key] = _value(str(key), value)
        except ValueError as error:
            wrong.append(_short(f"setting {str(key)[:_MOST_SAID]!r}: {error}"))
    return Options(**values), wrong


def _short(message: str) -> str:
    return message if len(message) <= _MOST_SAID else f"{message[: _MOST_SAID - 1]}…"


def _value(key: str, value: object) -> object:
    """Return a value in the form of its setting; raises ``ValueError``."""
    if key in ("cost", "capacity", "rollout"):
        if isinstance(value, bool):
            return value
        raise ValueError("use true or false")
    if key == "delay":
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_DELAY:
            return value
        raise ValueError(f"use milliseconds from 0 to {_MOST_DELAY}")
    if key in ("select", "ignore"):
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
            raise ValueError("use a list of rules")
        try:
            check_selectors(tuple(value), key)
        except ConfigError as error:
            raise ValueError(str(error)) from None
        return tuple(value)
    if not isinstance(value, str):
        raise ValueError("use a string")
    if key == "profile" and value not in _PROFILES:
        raise ValueError('use "default" or "strict"')
    return value
