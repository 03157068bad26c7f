"""The rows of ``ecslint.documents.frontends``: each kind of input once, each with a reader that is there."""

from __future__ import annotations

from ecslint.documents.frontends import FRONTENDS, function_of, kind_row


def test_every_kind_has_one_row_and_every_reader_can_be_imported() -> None:
    names = [row.name for each in FRONTENDS for row in each.kinds]
    assert len(names) == len(set(names))
    assert all(kind_row(name).name == name for name in names)
    named = [name for each in FRONTENDS for name in (each.reader, each.spots, each.gaps) if name]
    assert all(callable(function_of(name)) for name in named)
