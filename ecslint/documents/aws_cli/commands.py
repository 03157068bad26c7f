"""Where calls of ``aws ecs`` and ``aws deploy`` begin: scripts, Makefiles, pipelines, blocks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.documents.aws_cli.arguments import GLOBAL
from ecslint.source.shell import Line, Word, read_line

OPERATIONS: Final = {
    "register-task-definition": "task-definition",
    "create-service": "service",
    "update-service": "update-service",
    "run-task": "run-task",
    "start-task": "start-task",
    "create-task-set": "create-task-set",
    "create-cluster": "cluster",
    "create-capacity-provider": "capacity-provider",
    "update-capacity-provider": "update-capacity-provider",
    "put-cluster-capacity-providers": "put-cluster-capacity-providers",
    "update-cluster": "update-cluster",
    "update-cluster-settings": "update-cluster-settings",
    "update-task-set": "update-task-set",
}
"""Commands of ``aws ecs`` that are looked at, and the schemas of their inputs."""
DEPLOYMENT: Final = "create-deployment"
SERVICES: Final = {"ecs": OPERATIONS, "deploy": {DEPLOYMENT: DEPLOYMENT}}
"""By the service's name in the AWS CLI, its commands that are looked at, and the schemas of their inputs."""

HINT: Final = regex(r"\becs\b|\bcreate-deployment\b")
_START: Final = regex(r"(?<![\w$.-])aws(?=[ \t\\])")
_FENCE: Final = regex(r"^[ \t>]*(```+|~~~+)[ \t]*([\w+-]*)[^\n]*$", re.MULTILINE)
_SHELLS: Final = frozenset(
    {"", "sh", "bash", "shell", "zsh", "console", "shell-session", "terminal", "yaml", "yml"}
)
_FLAGS: Final = frozenset(
    {
        *("cli-auto-prompt", "debug", "no-cli-auto-prompt", "no-cli-pager", "no-paginate"),
        *("no-sign-request", "no-verify-ssl", "version"),
    }
)
MAX_COMMANDS: Final = 300
"""Calls of one file that are looked at."""
MAX_LENGTH: Final = 256 * 1024
"""Characters of a call that are read, twice what Linux takes as one argument; it counts as cut off there."""
MAX_WORK: Final = 3_000_000
"""Characters that are read of a file for its calls, those that are read for several counted each time."""
_MAX_BEFORE: Final = 1_000
"""Characters of a line before a call that are looked at."""


class Command(NamedTuple):
    """One call: its name, where the name stands, and the words behind it."""

    name: str
    """The operation, e.g. ``register-task-definition``; those of the services differ."""
    start: int
    """Offset of the name's first character."""
    end: int
    """Offset behind the name's last character."""
    words: list[Word]
    """The words behind the name."""
    is_open: bool
    """Whether it was cut off, so that more may follow."""


def commands(text: str, syntax: str) -> Iterator[Command]:
    """Yield the calls in a text; ``syntax`` is ``shell``, ``yaml`` or ``markdown``."""
    if "aws" not in text or HINT.search(text) is None:
        return
    count = 0
    work = _Work()
    for start, end in _parts(text, syntax):
        for match in _START.finditer(text, start, end):
            found = _command(text, match.start(), end, syntax, work)
            if found is not None:
                count += 1
                yield found
            if count >= MAX_COMMANDS or work.done >= MAX_WORK:
                return


class _Work:
    """How many characters were read of a file."""

    def __init__(self) -> None:
        self.done = 0


def _parts(text: str, syntax: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that are commands."""
    if syntax != "markdown":
        yield 0, len(text)
        return
    opened: tuple[str, int, str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match[1], match.end(), match[2].lower()
        elif match[1].startswith(opened[0]) and not match[2]:
            if opened[2] in _SHELLS:
                yield opened[1], match.start()
            opened = None


def _command(text: str, start: int, end: int, syntax: str, work: _Work) -> Command | None:
    line_start = max(text.rfind("\n", 0, start) + 1, start - _MAX_BEFORE)
    before = text[line_start:start]
    most = start + MAX_LENGTH
    end = min(end, most)
    stop, folded = end, False
    work.done += len(before) + 50
    if re.match(r"\s*(?:#|//|\*)", before) or re.search(r"\b(?:echo|printf|print|log\w*)\b", before):
        return None
    quote = before[-1:]
    if quote in ('"', "'"):
        stop = text.find(quote, start, end)
        quoted = re.fullmatch(r"[\s-]*+(?:[\w.][\w.-]*+:\s*+|\"[\w.:-]+\":\s*)?[\"']", before)
        if stop < 0 or quoted is None or "\\" in text[start:stop] or "\n" in text[start:stop]:
            return None
    elif quote == "`":
        stop = text.find("`", start, end)
        if stop < 0:
            return None
    elif syntax == "yaml":
        folded, stop = _block(text, line_start, before, end, work)
    head = read_line(text, start, stop, folded, most=3)
    work.done += head.end - start
    if _is_other(head.words):
        return None
    line = read_line(text, start, stop, folded)
    line.is_open |= line.end >= most
    work.done += line.end - start
    return _named(line)


def _is_other(words: list[Word]) -> bool:
    """Say whether the first words are those of a call that is not looked at, however it goes on."""
    if len(words) < 2 or words[1].text.startswith("--"):
        return len(words) < 2
    if words[1].text not in SERVICES or len(words) < 3:
        return True
    return not words[2].text.startswith("--") and words[2].text not in SERVICES[words[1].text]


def _named(line: Line) -> Command | None:
    """Return the call that a line is, ``None`` if it is not one of those that are looked at."""
    words = line.words
    position = _past_options(words, 1)
    if position >= len(words) or words[position].text not in SERVICES:
        return None
    operations = SERVICES[words[position].text]
    position = _past_options(words, position + 1)
    if position >= len(words) or words[position].text not in operations:
        return None
    name = words[position]
    rest, has_skeleton = _without_global(words[position + 1 :])
    if has_skeleton:
        return None
    return Command(name.text, name.start, name.end, rest, line.is_open)


def _past_options(words: list[Word], position: int) -> int:
    """Return the position behind global options."""
    while position < len(words) and words[position].text.startswith("--"):
        name, equals, _ = words[position].text[2:].partition("=")
        position += 1 if equals or name in _FLAGS else 2
    return position


def _without_global(words: list[Word]) -> tuple[list[Word], bool]:
    """Return words without the options of every command, and whether they only ask for an example input."""
    out: list[Word] = []
    position = 0
    skeleton = False
    while position < len(words):
        name, equals, _ = words[position].text[2:].partition("=")
        if words[position].text.startswith("--") and name in GLOBAL:
            skeleton |= name == "generate-cli-skeleton"
            position += 1
            takes = not equals and name not in _FLAGS
            if takes and position < len(words) and not words[position].text.startswith("--"):
                position += 1
            continue
        out.append(words[position])
        position += 1
    return out, skeleton


def _block(text: str, line_start: int, before: str, end: int, work: _Work) -> tuple[bool, int]:
    """Say whether the lines of the YAML block around are folded into one, and where the block ends."""
    indent = len(before) - len(before.lstrip(" "))
    position = line_start
    header = ""
    while position > max(0, line_start - MAX_LENGTH):
        previous = text.rfind("\n", 0, position - 1) + 1
        line = text[previous : position - 1]
        if line.strip() and len(line) - len(line.lstrip(" ")) < indent:
            header = line.rstrip()
            break
        position = previous
    work.done += line_start - position
    folded = re.search(r">[+-]?\d?$", header) is not None
    if not folded:
        return False, end
    stop = line_start
    while stop < end:
        following = text.find("\n", stop)
        following = end if following < 0 else following + 1
        line = text[stop:following]
        if stop > line_start and (not line.strip() or len(line) - len(line.lstrip(" ")) < indent):
            break
        stop = following
    return True, stop
