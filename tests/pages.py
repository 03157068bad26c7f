"""Reads the examples of rule pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

KINDS = ("bad", "good", "unresolved")
_FENCE = re.compile(r"^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Example:
    """Files linted together, and for a bad example where its expected output stands in the page."""

    page: Path
    kind: str
    line: int
    files: dict[str, str] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    output: str | None = None
    output_span: tuple[int, int] = (0, 0)
    end: int = 0
    """Where the last block of the example ends."""

    @property
    def rule(self) -> str:
        return self.page.name.partition("-")[0]

    def __str__(self) -> str:
        return f"{self.page.stem}:{self.line}:{self.kind}"


def examples(page: Path) -> list[Example]:
    """Return the examples of a page; raises ``ValueError`` for one that is written wrongly."""
    text = page.read_text(encoding="utf-8")
    found: list[Example] = []
    for match in _FENCE.finditer(text):
        language, *words = match[1].split() or [""]
        line = text.count("\n", 0, match.start()) + 1
        if language == "output":
            if not found or found[-1].kind != "bad" or found[-1].output is not None:
                raise ValueError(f"{page.name}:{line}: an output block without a bad example above it")
            found[-1].output = match[2]
            found[-1].output_span = match.span(2)
            continue
        kind = next((word for word in words if word in KINDS), None)
        if kind is None:
            continue
        options = dict(word.split("=", 1) for word in words if "=" in word)
        name = options.get("file") or f"task-definition.{language}"
        last = found[-1] if found else None
        if (
            last
            and last.kind == kind
            and last.output is None
            and name not in last.files
            and "file" in options
        ):
            last.files[name] = match[2]
        else:
            found.append(Example(page, kind, line, {name: match[2]}))
        found[-1].end = match.end()
        if "also" in options:
            found[-1].also = options["also"].split(",")
    return found
