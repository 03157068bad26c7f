"""Changes of YAML blocks between mapping and list that leave every line where it is.

A mapping becomes a list, or a list of mappings a mapping, by dashes and indentation alone; comments,
quotes and the order of keys stay.
"""

from __future__ import annotations

from ecslint.base.route import Route
from ecslint.source.document import Document


def block_text(
    document: Document, route: Route, old: object, new: object, start: int, end: int
) -> str | None:
    """Return the text that stands for ``new`` in place of the block ``[start, end)`` of ``old``.

    ``None`` where ``new`` is not ``old`` in another shape: wrapped in a list of one, each member in an item
    of its own, or the items of a list merged into one mapping.
    """
    text = document.text
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    if text[line:start].strip(" ") or text[start : start + 1] in ("{", "["):
        return None
    if isinstance(old, dict) and old:
        if new == [old]:
            return "- " + _indented(text[start:end])
        if new == [{key: value} for key, value in old.items()]:
            return _each(document, route, old, start, end)
    if isinstance(old, list) and old and all(isinstance(item, dict) and item for item in old):
        merged = {key: value for item in old for key, value in item.items()}
        if new == merged and len(merged) == sum(map(len, old)):
            return _without_dashes(text, start, end, start - line)
    return None


def _indented(block: str) -> str:
    """Return a block with its lines but the first two columns further to the right."""
    lines = block.splitlines(keepends=True)
    return lines[0] + "".join(f"  {line}" if line.strip() else line for line in lines[1:])


def _each(document: Document, route: Route, old: dict[str, object], start: int, end: int) -> str | None:
    """Return a mapping with every member an item of a list."""
    parts = []
    bounds = [document.places.offsets((*route, key), "key") for key in old]
    starts = [bound[0] for bound in bounds if bound is not None]
    if len(starts) != len(old) or starts != sorted(starts):
        return None
    for here, beyond in zip(starts, [*starts[1:], end], strict=True):
        lines = document.text[here:beyond].splitlines(keepends=True)
        # The last, unfinished line is the indentation of the next key.
        tail = lines.pop() if beyond != end and lines and not lines[-1].strip() else ""
        parts.append("- " + _indented("".join(lines)) + tail)
    return "".join(parts)


def _without_dashes(text: str, start: int, end: int, column: int) -> str:
    """Return a block of a list with the dashes of its items blanked out."""
    lines = text[start:end].splitlines(keepends=True)
    kept = [" " + lines[0][1:]]
    for line in lines[1:]:
        is_item = line[:column].strip(" ") == "" and line[column : column + 2] in ("- ", "-\t")
        kept.append(line[:column] + " " + line[column + 1 :] if is_item else line)
    return "".join(kept)
