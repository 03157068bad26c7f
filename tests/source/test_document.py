from __future__ import annotations

import pytest

from ecslint.base.route import to_pointer
from ecslint.base.unresolved import Reference, Unresolved, known
from ecslint.source.document import Document
from ecslint.source.parsed import REST, mark_unfinished
from ecslint.source.read import load
from ecslint.source.span import LineIndex, Position


def document(text: str, name: str = "x.json") -> Document:
    (only,) = load(name, text.encode())
    return only


TEXT = '{\r\n\t"a": {\r\n\t\t"b": [1,\r\n 2], "ü": "x\U0001f600y", "z": 1\r\n\t}\r\n}'


@pytest.mark.parametrize("name", ["x.json", "x.yml"])
def test_spans(name: str) -> None:
    text = TEXT.replace("\t", "  ") if name == "x.yml" else TEXT
    read = document(text, name)
    shift = 0 if name == "x.json" else 1
    assert read.span(("a", "ü")).start == (4, 11)
    assert read.span(("a", "ü")).end == (4, 16)
    assert read.span(("a", "z")).start == (4, 23)
    assert read.span(("a", "b")).start == (3, 8 + 2 * shift)
    assert read.span(("a", "b")).end == (3, 11 + 2 * shift), "a span ends on its first line"
    assert read.span(("a", "missing", "x")).start == (2, 2 + shift), "the key of the object that lacks it"
    assert read.span(("a", "missing", "x")).end == (2, 5 + shift)
    assert read.span(("a", "b", 9)).start == (3, 3 + 2 * shift)
    assert read.span(("x",)).start == (1, 1)


def test_what_exists() -> None:
    read = document('{"a": [{"b": 1}], "0": 1}')
    assert read.has(())
    assert read.has(("a", 0, "b"))
    for route in (("b",), ("a", 1), ("a", "0"), ("a", -1), ("a", 0, "b", "c"), (0,)):
        assert not read.has(route)
    assert read.existing(("a", 0, "c", "d")) == ("a", 0)


def test_positions_and_offsets() -> None:
    lines = LineIndex("ab\r\nc\rd\n\ne")
    places = [(0, (1, 1)), (3, (1, 4)), (4, (2, 1)), (6, (3, 1)), (8, (4, 1)), (9, (5, 1)), (10, (5, 2))]
    for offset, place in places:
        assert lines.position(offset) == place
        assert lines.offset(Position(*place)) == offset


def test_pointers() -> None:
    assert to_pointer(()) == ""
    assert to_pointer(("a/b", 0, "~c", "")) == "/a~1b/0/~0c/"


def test_marks_of_what_was_not_read() -> None:
    data = {"a": [1, {"b": {"Fn::If": ["c"]}}], "d": {}}
    mark_unfinished(data, ("a", 1, "b", "Fn::If"))
    assert list(data) == ["a", "d", REST]
    assert isinstance(data["a"][2], Unresolved)
    assert isinstance(data["a"][1]["b"], Unresolved)
    assert data["d"] == {}
    mark_unfinished(data, ("x", "y"))
    mark_unfinished(1, ())


def test_unresolved_values_cannot_be_taken_for_true_or_false() -> None:
    with pytest.raises(TypeError, match=r"truth of an unresolved value \(\$\{X\}\)"):
        bool(Unresolved("placeholder", "${X}"))
    assert repr(Reference("Role", "Arn")) == "Reference('resource reference', 'Role.Arn')"
    assert known(Unresolved("placeholder")) is None
    assert known(1) == 1
