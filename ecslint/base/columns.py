"""Tables for a terminal: rows of cells as lines whose columns stand below each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

GAP = "  "
"""What stands between two columns."""


def aligned(rows: Sequence[Sequence[str]], left: Collection[int] = ()) -> Iterator[str]:
    """Yield a line for each row, without spaces at its end.

    The columns in ``left`` begin below each other, all others end below each other. A row may have fewer
    cells than the first one; its last cell may then be wider than the column, and takes the room of those
    that are missing.
    """
    count = len(rows[0]) if rows else 0
    whole = [row if len(row) == count else row[:-1] for row in rows]
    widths = [max((len(row[i]) for row in whole if i < len(row)), default=0) for i in range(count)]
    for row in rows:
        cells = [cell.ljust(widths[i]) if i in left else cell.rjust(widths[i]) for i, cell in enumerate(row)]
        if len(row) < count:
            cells[-1] = row[-1]
        yield GAP.join(cells).rstrip()
