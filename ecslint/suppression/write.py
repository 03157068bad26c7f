"""``--add-ignores``: write configuration entries that accept what a run found."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ecslint.base.atomic_write import write_atomically
from ecslint.base.pattern import regex
from ecslint.base.read_file import read_file
from ecslint.config.lookup import Configuration
from ecslint.finding import Finding

REASON = "accepted when ecslint was introduced; review"
_ITEM = regex(r"/\[([^\]]{1,255})\]")


def add_ignores(findings: list[Finding], configuration: Configuration) -> Iterator[tuple[str, int]]:
    """Append ``[[suppress]]`` entries to the nearest configuration; yield each file and its new entries.

    Without a configuration, ``ecslint.toml`` is made in the current folder. Existing text is kept as it is.
    """
    groups: dict[str, dict[str, None]] = {}
    for finding in findings:
        settings = configuration.settings_for(finding.path)
        target = settings.source or "ecslint.toml"
        relative = settings.relative(finding.path)
        groups.setdefault(target, {})[entry_text(finding, target, relative)] = None
    for target, entries in groups.items():
        old = read_file(target, _LARGEST) if os.path.exists(target) else None
        gap = b"" if not old else (b"\n" if old.endswith(b"\n") else b"\n\n")
        text = (old or b"") + gap + "\n".join(entries).encode()
        write_atomically(target, text, expected=old, new=old is None)
        yield target, len(entries)


_LARGEST = 256_000
"""Bytes of a configuration that is added to."""


def entry_text(finding: Finding, target: str, relative: str, reason: str = REASON) -> str:
    """Return the entry that suppresses a finding, for the configuration file ``target``.

    ``relative`` is the finding's file as seen from the folder of the configuration.
    """
    import tomlkit

    place = _ITEM.search(finding.logical)
    table = tomlkit.table()
    table.update({"rule": finding.rule, "file": relative})
    if place is not None:
        table["container"] = place[1]
    elif finding.pointer:
        table["pointer"] = finding.pointer
    table["reason"] = reason
    name = "tool.ecslint.suppress" if os.path.basename(target) == "pyproject.toml" else "suppress"
    return f"[[{name}]]\n{tomlkit.dumps(table)}"
