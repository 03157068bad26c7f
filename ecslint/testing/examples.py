"""The examples of rule pages, which are their tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ecslint.engine.run import Result

KINDS = ("bad", "good", "unresolved")
_FENCE = "```"


@dataclass
class Example:
    """Files linted together, and for a bad example where its expected output stands in the page."""

    page: Path
    """The page."""
    kind: str
    """``bad``, ``good`` or ``unresolved``."""
    line: int
    """The line of its heading, from 1."""
    files: dict[str, str] = field(default_factory=dict)
    """Texts by file name."""
    context: list[str] = field(default_factory=list)
    """Those of the files that are passed as ``--context``."""
    also: list[str] = field(default_factory=list)
    """Ids of other rules that it may show."""
    covers: list[str] = field(default_factory=list)
    """Ids of the catalogue's constraints that a bad example breaks, or of the notes that a good one keeps."""
    output: str | None = None
    """The expected output; ``None`` where none is given."""
    output_span: tuple[int, int] = (0, 0)
    """First and last line of the output in the page."""
    end: int = 0
    """Where the last block of the example ends."""

    @property
    def rule(self) -> str:
        """The id of the rule whose page has the example."""
        return self.page.name.partition("-")[0]

    def __str__(self) -> str:
        return f"{self.page.stem}:{self.line}:{self.kind}"


class Block(NamedTuple):
    """A fenced block of a page."""

    info: str
    """What stands behind the opening fence."""
    content: str
    """The text between the fences."""
    line: int
    """The line of the opening fence, from 1."""
    start: int
    """Where the content begins, in characters from the start of the page; it ends where the fence begins."""
    end: int
    """Where the closing fence ends, in characters from the start of the page, without the line end."""


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page; one that is never closed is none."""
    opened: tuple[str, int, int] | None = None
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        if opened is None:
            if line.startswith(_FENCE):
                opened = line.removeprefix(_FENCE), number, offset + len(line) + 1
        elif line == _FENCE:
            info, first, start = opened
            yield Block(info, text[start:offset], first, start, offset + len(line))
            opened = None
        offset += len(line) + 1


def examples(page: Path) -> list[Example]:
    """Return the examples of a page; raises ``ValueError`` for one that is written wrongly."""
    text = page.read_text(encoding="utf-8")
    found: list[Example] = []
    for block in blocks(text):
        language, *words = block.info.split() or [""]
        line = block.line
        if language == "output":
            if not found or found[-1].kind != "bad" or found[-1].output is not None:
                raise ValueError(f"{page.name}:{line}: an output block without a bad example above it")
            found[-1].output = block.content
            found[-1].output_span = (block.start, block.start + len(block.content))
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
            last.files[name] = block.content
        else:
            found.append(Example(page, kind, line, {name: block.content}))
        found[-1].end = block.end
        if "context" in words:
            found[-1].context.append(name)
        if "also" in options:
            found[-1].also = options["also"].split(",")
        if "covers" in options:
            if kind == "unresolved":
                raise ValueError(f"{page.name}:{line}: an unresolved example shows no constraint")
            found[-1].covers += options["covers"].split(",")
    return found


def _home(folder: Path) -> Path:
    """Return where the files of an example are written: what lies above holds nothing else."""
    return folder / "example"


def lint_result(
    example: Example, folder: Path, select: str | None = None, *, besides: bool = False
) -> Result:
    """Write the files of an example below ``folder`` and lint them there; a crash raises ``RuntimeError``.

    Only the rules of ``select`` are run, or these ``besides`` the usual ones. Nothing outside of ``folder``
    matters: a linter looks for task definitions beside a service's folder too.
    """
    from ecslint.config.lookup import Configuration
    from ecslint.engine.inputs import Inputs
    from ecslint.engine.run import run

    home = _home(folder)
    for name, text in example.files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    with chdir(home):
        key = "extend_select" if besides else "select"
        overrides = {} if select is None else {key: tuple(select.split(","))}
        if example.context:
            overrides["context"] = tuple(example.context)
        configuration = Configuration(overrides)
        files = [name for name in example.files if name not in example.context]
        inputs = Inputs(files, configuration=configuration)
        result = run(inputs, configuration)
    if inputs.errors or result.crashes:
        raise RuntimeError("; ".join([*map(str, inputs.errors), *(c.error for c in result.crashes)]))
    return result


def lint_example(example: Example, folder: Path, select: str | None = None, *, besides: bool = False) -> str:
    """Do the same as ``lint_result``, and return the concise report."""
    from ecslint.report import Options
    from ecslint.report.concise import render

    result = lint_result(example, folder, select, besides=besides)
    with chdir(_home(folder)):
        return "".join(render(result, Options()))


def faults(example: Example, folder: Path) -> Iterator[str]:
    """Lint an example and say what is not as its page says."""
    from ecslint.finding import Severity

    if example.kind == "bad":
        output = lint_example(example, folder, ",".join([example.rule, *example.also]))
        if example.output is None:
            yield "a bad example needs an output block below it"
        elif output != example.output:
            yield f"it should report\n{example.output}but reports\n{output or 'nothing'}"
        elif f" {example.rule} " not in output:
            yield f"it does not report {example.rule}"
        return
    lines = lint_example(example, folder, example.rule, besides=True).splitlines(keepends=True)
    shown = tuple(f": {severity} {example.rule} " for severity in Severity)
    if own := [line for line in lines if any(words in line for words in shown)]:
        yield "it should be silent, but reports\n" + "".join(own)
    if errors := [line for line in lines if ": error " in line]:
        yield "no rule should report an error on it, but\n" + "".join(errors)
