from ecslint.source.span import LineIndex, Position


def test_every_line_ending_starts_a_line_and_unicode_separators_do_not() -> None:
    lines = LineIndex("a\nb\r\nc\rd\u2028e\x0bf")
    assert lines.position(0) == Position(1, 1)
    assert lines.position(2) == Position(2, 1)
    assert lines.position(5) == Position(3, 1)
    assert lines.position(7) == Position(4, 1)
    assert lines.position(9) == Position(4, 3)
    assert lines.offset(Position(4, 3)) == 9
