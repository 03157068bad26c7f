from __future__ import annotations

import pytest

from ecslint.base import suggest
from ecslint.base.suggest import nearest, same_letters
from tests.steps import assert_linear

KNOWN = [
    "cpu",
    "memory",
    "memoryReservation",
    "portMappings",
    "awsvpc",
    "bridge",
    "FARGATE",
    "cpuArchitecture",
]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("cpuArchitecure", "cpuArchitecture"),
        ("memroy", "memory"),
        ("memory_reservation", "memoryReservation"),
        ("port-mappings", "portMappings"),
        ("PORTMAPPING", "portMappings"),
        ("fargate", "FARGATE"),
        ("awsvpn", "awsvpc"),
        ("gpu", "cpu"),
        ("host", None),
        ("x", None),
        ("", None),
        ("somethingElseAltogether", None),
    ],
)
def test_the_nearest_word(word: str, expected: str | None) -> None:
    assert nearest(word, KNOWN) == expected


def test_the_closest_of_several_wins() -> None:
    assert nearest("containerNam", ["containerPorts", "containerName", "containerNames"]) == "containerName"
    assert nearest("abcdefgh", ["abdcefgh", "abcdxfgx"]) == "abdcefgh"


def test_same_letters() -> None:
    assert same_letters("Arm64", "ARM64")
    assert same_letters("x86-64", "X86_64")
    assert not same_letters("x8664a", "X86_64")


def test_words_are_compared_in_steps_in_proportion_to_their_length() -> None:
    assert suggest._distance("ab" * 100, "ba" * 100, 5) == 2
    assert_linear(lambda size: lambda: suggest._distance("ab" * size, "ba" * size, 5), 100)
