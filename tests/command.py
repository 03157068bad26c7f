"""The command line, run in this process: the same with every release of click, whose own runner is not."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from ecslint.cli import main

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


@dataclass(frozen=True)
class Done:
    """What a command has said, and how it ended."""

    exit_code: int
    stdout: str
    stderr: str
    output_bytes: bytes
    """All that was written to either, in that order."""

    @property
    def output(self) -> str:
        return _text(self.output_bytes)


class _Copied(io.BytesIO):
    """A stream whose content also goes to another one."""

    def __init__(self, other: io.BytesIO) -> None:
        super().__init__()
        self._other = other

    def write(self, data: Buffer) -> int:
        self._other.write(data)
        return super().write(data)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def invoke(
    arguments: Sequence[str | PathLike[str]], input: str | bytes | None = None, *, color: bool | None = None
) -> Done:
    """Run ``ecslint`` with these arguments; whatever it raises but its own end is raised here."""
    everything = io.BytesIO()
    out, err = _Copied(everything), _Copied(everything)
    given = input.encode() if isinstance(input, str) else input or b""
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8", newline="\n")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", write_through=True, newline="\n")
    sys.stderr = io.TextIOWrapper(
        err, encoding="utf-8", errors="backslashreplace", write_through=True, newline="\n"
    )
    code: object = 0
    try:
        main.main([str(argument) for argument in arguments], "ecslint", color=color)
    except SystemExit as end:
        code = end.code
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(ValueError):  # the command has closed it
                stream.detach()
        sys.stdin, sys.stdout, sys.stderr = before
    if code is not None and not isinstance(code, int):
        err.write(f"{code}\n".encode())
        code = 1
    return Done(code or 0, _text(out.getvalue()), _text(err.getvalue()), everything.getvalue())
