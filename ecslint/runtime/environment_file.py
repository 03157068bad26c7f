"""How the ECS agent reads environment files, line by line.

Source, read 2026-11: ``readEnvVarsFromFile`` in ``agent/taskresource/envFiles/envfile.go`` of
https://github.com/aws/amazon-ecs-agent at 8dfceca (2026-06). A line that begins with ``#`` is a comment; of
the others those with ``=`` count, and what stands before the first one is the name, letter by letter. Quotes,
``export``, ``$NAME`` and comments behind a value, which Docker Compose understands, have no meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ecslint.base.pattern import regex

LONGEST_LINE: Final = 65_535
"""Bytes of the longest line (``bufio.MaxScanTokenSize`` less the end of the line)."""
_COMMENT = regex(r"[ \t]#(?:[ \t]|$)")
_REFERENCE = regex(r"\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)")


class LineFault(NamedTuple):
    """A line that does not say what it seems to."""

    number: int
    """The line's number, from 1."""
    message: str
    """What is wrong and what to do; no value is in it."""


def faults(data: bytes) -> Iterator[LineFault]:
    """Yield the lines of a file that the agent reads otherwise than Docker Compose and shells do."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if len(lines) != 0 and data.startswith(b"\xef\xbb\xbf"):
        yield LineFault(1, "begins with a byte order mark, which becomes part of the name; remove it")
    names = {line.partition(b"=")[0].strip() for line in lines if b"=" in line}
    inside = ""
    for number, raw in enumerate(lines, 1):
        if len(raw) > LONGEST_LINE:
            yield LineFault(
                number, f"is longer than {LONGEST_LINE} bytes, at which the agent stops; shorten it"
            )
            continue
        line = raw.decode("utf-8", "replace").rstrip("\r")
        if inside:
            inside = "" if line.rstrip().endswith(inside) else inside
            continue
        if line.startswith("#") or not line.strip():
            continue
        fault = _fault(line, names)
        if fault is not None:
            yield LineFault(number, fault)
        value = line.partition("=")[2].strip()
        if value[:1] in ("'", '"') and (len(value) == 1 or not value.endswith(value[0])):
            inside = value[0]


def _fault(line: str, names: set[bytes]) -> str | None:
    """Return what is wrong with one line that is neither empty nor a comment."""
    name, equals, value = line.partition("=")
    if not equals:
        return 'has no "=", so the agent skips it; use NAME=VALUE'
    if not name.strip():
        return "has no name, so the agent skips it; use NAME=VALUE"
    if name.startswith(("export ", "set ")):
        word = name.split()[0]
        return f'sets a variable that is called "{name}"; remove "{word}"'
    if name != name.strip() or (value[:1] in (" ", "\t") and value.strip()):
        return f'has spaces around "{name.strip()}" or "=", which become part of it; remove them'
    if value[:1] in ("'", '"'):
        if len(value.rstrip()) == 1 or not value.rstrip().endswith(value[0]):
            return f'begins a value of several lines of "{name}"; the agent reads one line: write it on one'
        return f'keeps the quotes around the value of "{name}"; remove them'
    if _COMMENT.search(value):
        return f'has a comment, which becomes part of "{name}"; put it on another line'
    for match in _REFERENCE.finditer(value):
        word = match[1] or match[2]
        if word.encode() in names and word != name:
            return f'refers to "{word}", which the agent does not fill in; use its value'
    return None
