"""Settings of a run, and how selectors and globs in them match rules and files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ecslint.base.printable import printable
from ecslint.base.suggest import nearest
from ecslint.base.tree import portable, relative
from ecslint.catalogue import pages as catalogue
from ecslint.catalogue.pages import Rule
from ecslint.finding import Severity


class ConfigError(ValueError):
    """A configuration that cannot be used; the message says where, what, and the nearest right word."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class SuppressEntry(NamedTuple):
    """A ``[[suppress]]`` entry of a configuration."""

    rule: str
    """Id, name, prefix or tag of the rules."""
    file: str
    """A glob, relative to the configuration's folder."""
    reason: str
    """Why the finding is suppressed."""
    pointer: str | None = None
    """JSON pointer of the value, or of an object around it; ``None``: anywhere in the file."""
    container: str | None = None
    """Name of the container; ``None``: any."""
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
    """Selectors of rules besides the usual ones."""
    ignore: tuple[str, ...] = ()
    """Selectors of rules that are off."""
    mandatory: tuple[str, ...] = ()
    """Rules that are always on and that no suppression, baseline or ``ignore`` can silence."""
    profile: str = "default"
    """``default`` or ``strict``."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Severities that take the place of the pages', by rule id."""
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Glob (relative to ``directory``) → selectors."""
    exclude: tuple[str, ...] = ()
    """Globs of files and folders that are not linted."""
    fail_on: Severity = Severity.ERROR
    """The severity from which on the exit status is 1."""
    region: str | None = None
    """The AWS Region where the files say none."""
    headroom: int = 20
    """Free addresses that a subnet should keep at peak, in percent."""
    budget: str | None = None
    """Monthly budget of a service in US dollars, as exact decimal text."""
    total_budget: str | None = None
    """Monthly budget of all estimates together in US dollars, as exact decimal text."""
    assume: Mapping[str, str] = field(default_factory=dict)
    """Assumed quantities of the cost estimate, as exact decimal text."""
    prices: str | None = None
    """Path of a file with private prices."""
    context: tuple[str, ...] = ()
    """Files with answers of the AWS CLI."""
    baseline: str | None = None
    """Full path of the file with findings that were there when ecslint was introduced."""
    plugins: tuple[str, ...] = ()
    """Names of the entry points of plug-ins."""
    suppress: tuple[SuppressEntry, ...] = ()
    """What the configuration suppresses."""
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

    @cached_property
    def beginnings(self) -> tuple[str, ...] | None:
        """Beginnings of the ids of all rules that may be on; ``None`` where more than ids select them."""
        words = tuple(word.upper() for word in (*self.select, *self.extend_select, *self.mandatory))
        by_id = all(word.startswith("ECS") and word[3:].isdecimal() for word in words)
        return words if self.select and by_id else None

    def is_mandatory(self, rule: Rule) -> bool:
        """Say whether nothing may suppress a rule."""
        return any(matches(rule, word) for word in self.mandatory)

    def relative(self, path: str) -> str:
        """Return ``path`` relative to the configuration's folder, with ``/``."""
        base = self.directory or os.getcwd()
        return portable(relative(os.path.abspath(path), base))

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
        """Say whether the configuration excludes a file."""
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
    ids = catalogue.ids_and_names()
    for word in words:
        if word == "ALL" or word.upper() in ids:
            continue
        if not any(matches(rule, word) for rule in catalogue.rules()):
            raise ConfigError(f'{where}: no rule, prefix or tag is called "{word}"{suggestion(word)}')


def suggestion(word: str) -> str:
    """Return ``; use …`` for a misspelt rule, or nothing."""
    names = catalogue.ids_and_names()
    tags = {tag for rule in catalogue.rules() for tag in rule.tags}
    close = nearest(word, [*names.values(), *names, *sorted(tags)])
    if close is None:
        return "; see ecslint rules" if word[:3].upper() == "ECS" else ""
    return f"; use {close}"
