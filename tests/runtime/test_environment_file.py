"""Lines of environment files as the agent reads them."""

from __future__ import annotations

import pytest

from ecslint.runtime.environment_file import LONGEST_LINE, faults


def told(text: str | bytes) -> list[tuple[int, str]]:
    """Return line and first words of what is told of a file."""
    data = text if isinstance(text, bytes) else text.encode()
    return [(fault.number, " ".join(fault.message.split()[:3])) for fault in faults(data)]


@pytest.mark.parametrize(
    "line",
    [
        "A=b",
        "A=",
        "",
        "   ",
        "# A = b",
        "A=b=c",
        "A=it's",
        'A=say "x"',
        "A=$5",
        "A=${OTHER}",
        "A=#b",
        "A=b#c",
        "a.b-c=d",
        "A=${A}",
        "A=b\r",
    ],
)
def test_as_it_is_meant(line: str) -> None:
    assert told(line) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A", 'has no "=",'),
        ("A: b", 'has no "=",'),
        ("=b", "has no name,"),
        ("export A=b", "sets a variable"),
        ("set A=b", "sets a variable"),
        ("A = b", "has spaces around"),
        (" A=b", "has spaces around"),
        ("A= b", "has spaces around"),
        ('A="b"', "keeps the quotes"),
        ("A='b c'", "keeps the quotes"),
        ('A="b"  ', "keeps the quotes"),
        ("A=b # why", "has a comment,"),
        ("A=${B}\nB=c", 'refers to "B",'),
        ("A=$B/d\nB=c", 'refers to "B",'),
    ],
)
def test_otherwise_than_it_seems(line: str, words: str) -> None:
    assert told(line) == [(1, words)]


def test_one_value_of_several_lines_is_told_once() -> None:
    assert told('KEY="-----BEGIN\nabc=\nno more\n-----END"\nA = b') == [
        (1, "begins a value"),
        (5, "has spaces around"),
    ]


def test_a_line_that_ends_the_agent() -> None:
    assert told("A=" + "b" * (LONGEST_LINE - 2)) == []
    assert told("A=" + "b" * (LONGEST_LINE - 1)) == [(1, "is longer than")]


def test_marks_and_foreign_bytes() -> None:
    assert told(b"\xef\xbb\xbfA=b") == [(1, "begins with a")]
    assert told(b"A=\xff\xfe\nB") == [(2, 'has no "=",')]


def test_values_are_not_shown() -> None:
    text = 'A="hunter2"\nexport B=hunter2\nC = hunter2\nD=hunter2 # hunter2\nE="hunter2\n'
    assert all("hunter2" not in fault.message for fault in faults(text.encode()))
