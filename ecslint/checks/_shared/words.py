"""The words that a container runs, and the names of its variables."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.model.base import Place, each
from ecslint.model.task import Container

INSTALLS = regex(r"\b(?:apk|apt|apt-get|dnf|microdnf|npm|pip3?|yum)\s.*\b(?:add|i|install)\b")
"""A text that brings programs into the container itself."""


def words_of(container: Container, *, in_part: bool = False) -> list[tuple[str, Place]] | None:
    """Return what a container is told to run, word by word with the place of each.

    ``None`` where that is not known. With ``in_part`` words that are not known are left out, for those who
    ask only whether a word is there.
    """
    entry, command = container.entry_point, container.command
    if entry is None and command is None:
        return []
    if isinstance(entry, Unresolved) or isinstance(command, Unresolved):
        return None
    found = [(word, container.at("entryPoint", index)) for index, word in each(entry)]
    found += [(word, container.at("command", index)) for index, word in each(command)]
    words = [(word, place) for word, place in found if isinstance(word, str)]
    total = len(found) if in_part else len(entry or []) + len(command or [])
    return words if len(words) == total else None


def variable_names(container: Container) -> set[object]:
    """Return the names of a container's variables and secrets, as far as they are known."""
    names: set[object] = {variable.name for _, variable in each(container.environment)}
    return names | {secret.name for _, secret in each(container.secrets)}
