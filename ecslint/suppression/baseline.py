"""The baseline: findings that were there when ecslint was introduced.

An entry is a rule, a file, the logical place (list items by name, never a line) and a hash of the evidence,
with the number of findings that share them. What is not in the file any more is stale and gets reported.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ecslint.base.read_file import read_file
from ecslint.base.tree import portable, relative
from ecslint.catalogue import pages as catalogue
from ecslint.config.lookup import Configuration
from ecslint.config.settings import ConfigError
from ecslint.facts.secrets import masked
from ecslint.finding import Finding

VERSION = 1


class BaselineError(ConfigError):
    """A baseline that cannot be used; the message says which and why."""


class Key(NamedTuple):
    """What identifies accepted findings."""

    rule: str
    """Id of the rule."""
    path: str
    """The file, relative to the baseline."""
    place: str
    """The logical location of the value."""
    fingerprint: str
    """What makes two findings at one place the same."""


class Baseline:
    """The entries of a baseline file, with how many findings each accepts."""

    def __init__(self, entries: Counter[Key], directory: str) -> None:
        self.entries = entries
        self._directory = directory

    def key(self, finding: Finding) -> Key:
        """Return what stands for a finding in the baseline: rule, relative path and logical location."""
        path = portable(relative(os.path.abspath(finding.path), self._directory))
        place = masked(finding.logical or finding.pointer)
        return Key(finding.rule, path, place, finding.identity)

    def full_path(self, key: Key) -> str:
        """Return the path of the file of an entry."""
        return os.path.normpath(os.path.join(self._directory, key.path))

    def divide(self, findings: list[Finding]) -> tuple[list[Finding], list[Finding], list[Key]]:
        """Return new findings, accepted ones, and entries that nothing needs any more."""
        left = Counter(self.entries)
        new, accepted = [], []
        for finding in findings:
            key = self.key(finding)
            if left[key] > 0:
                left[key] -= 1
                accepted.append(finding)
            else:
                new.append(finding)
        return new, accepted, sorted(key for key, count in left.items() if count > 0)


def without_accepted(
    findings: list[Finding],
    paths: Iterable[str],
    configuration: Configuration,
    read: Callable[[str], Baseline] | None = None,
) -> tuple[list[Finding], list[tuple[Finding, str]], list[str]]:
    """Return findings that no baseline accepts, accepted ones with the reason, and a line per stale entry.

    The baseline of a file is the one that its settings name; rules that are mandatory stay. An entry is stale
    if its file is one of ``paths``, the linted ones, or is gone, and its rule is selected. Raises
    ``BaselineError`` for a baseline that cannot be used. ``read`` is for who keeps what was read; by default
    it is ``read_baseline``.
    """
    linted = set(paths)
    by_baseline: dict[str, list[Finding]] = {}
    for path in linted:
        name = configuration.settings_for(path).baseline
        if name is not None:
            by_baseline.setdefault(name, [])
    if not by_baseline:
        return findings, [], []
    kept = []
    for finding in findings:
        settings = configuration.settings_for(finding.path)
        rule = catalogue.find(finding.rule)
        if settings.baseline is None or (rule is not None and settings.is_mandatory(rule)):
            kept.append(finding)
        else:
            by_baseline.setdefault(settings.baseline, []).append(finding)
    silenced: list[tuple[Finding, str]] = []
    stale: list[str] = []
    for name, own in by_baseline.items():
        baseline = (read or read_baseline)(name)
        new, accepted, gone = baseline.divide(own)
        kept += new
        silenced += [(finding, "baseline") for finding in accepted]
        stale += _stale(gone, baseline, linted, configuration)
    return sorted(kept, key=lambda finding: finding.sort_key), silenced, stale


def _stale(gone: list[Key], baseline: Baseline, linted: set[str], configuration: Configuration) -> list[str]:
    """Return a line for each entry that was looked for and is not there."""
    full = {os.path.abspath(path): path for path in linted}
    lines = []
    for key in gone:
        path = baseline.full_path(key)
        rule = catalogue.find(key.rule)
        if path not in full and os.path.exists(path):
            continue  # not linted this time
        if rule is not None and not configuration.settings_for(full.get(path, path)).enabled(rule):
            continue
        lines.append(f"stale baseline entry: {key.rule} at {key.path}{key.place} is gone; use it anew")
    return lines


_LARGEST = 64 << 20
"""Bytes of a baseline."""


def read_baseline(path: str) -> Baseline:
    """Read a baseline; raises ``BaselineError``."""
    try:
        data = json.loads(read_file(path, _LARGEST))
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise BaselineError(f"{path}: not a baseline (invalid JSON)") from None
    if not isinstance(data, dict) or not isinstance(data.get("entries"), list):
        raise BaselineError(f"{path}: not a baseline of ecslint")
    if data.get("version") != VERSION:
        raise BaselineError(
            f"{path}: a baseline of version {data.get('version')!r}, this ecslint reads {VERSION}: "
            f"write it anew with --update-baseline"
        )
    return Baseline(Counter(_entries(data["entries"], path)), _directory(path))


def _entries(entries: list[Any], path: str) -> dict[Key, int]:
    found = {}
    for entry in entries:
        try:
            key = Key(*(str(entry[name]) for name in Key._fields))
            found[key] = int(entry.get("count", 1))
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
            raise BaselineError(
                f"{path}: an entry is incomplete; use it anew with --update-baseline"
            ) from None
    return found


def _directory(path: str) -> str:
    return os.path.dirname(os.path.abspath(path))


def write_baseline(path: str, findings: list[Finding]) -> int:
    """Write a baseline that accepts ``findings``; returns how many entries it has."""
    from ecslint.base.atomic_write import write_atomically

    baseline = Baseline(Counter(), _directory(path))
    entries = Counter(baseline.key(finding) for finding in findings)
    rows = [{**key._asdict(), "count": count} for key, count in sorted(entries.items())]
    text = json.dumps({"version": VERSION, "tool": "ecslint", "entries": rows}, indent=2, ensure_ascii=True)
    write_atomically(path, f"{text}\n".encode())
    return len(rows)
