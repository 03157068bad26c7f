"""What Fluent Bit makes of options."""

from __future__ import annotations

import pytest

from ecslint.facts import fluent_bit as facts
from ecslint.runtime import fluent_bit


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("5M", 5e6),
        ("5MB", 5e6),
        ("1.5k", 1500),
        ("7", 7),
        ("2gb", 2e9),
        ("5 MB", None),
        ("5MiB", None),
        ("M", None),
    ],
)
def test_sizes(text: str, size: float | None) -> None:
    assert fluent_bit.size_bytes(text) == size


@pytest.mark.parametrize("word", ["true", "On", "YES", "false", "off", "No"])
def test_booleans(word: str) -> None:
    assert fluent_bit.value_fault("cloudwatch_logs", "auto_create_group", word, "bool") is None
    assert fluent_bit.value_fault("cloudwatch_logs", "auto_create_group", f"{word}!", "bool") is not None


@pytest.mark.parametrize(
    ("family", "tag", "release"),
    [
        ("fluent-bit", "4.0", (4, 0)),
        ("fluent-bit", "1.9.10-debug", (1, 9)),
        ("fluent-bit", "latest", None),
        ("aws-for-fluent-bit", "2.32.4", (1, 9)),
        ("aws-for-fluent-bit", "init-2.8.0", (1, 6)),
        ("aws-for-fluent-bit", "init-debug-2.32.2.20240516", (1, 9)),
        ("aws-for-fluent-bit", "3.0.0", (4, 1)),
        ("aws-for-fluent-bit", "3.5.8", None),
        ("aws-for-fluent-bit", "stable", None),
        ("nginx", "1.27", None),
    ],
)
def test_releases(family: str, tag: str, release: tuple[int, int] | None) -> None:
    assert fluent_bit.release(family, tag) == release


def test_options_that_are_newer_than_the_image() -> None:
    assert fluent_bit.too_new("fluent-bit", "2.2", "loki", "structured_metadata") == "3.1"
    assert fluent_bit.too_new("fluent-bit", "3.1", "loki", "structured_metadata") is None
    assert fluent_bit.too_new("aws-for-fluent-bit", "2.32.4", "loki", "structured_metadata") == "3.1"
    assert fluent_bit.too_new("aws-for-fluent-bit", "2.32.4", "cloudwatch_logs", "add_entity") is None
    assert fluent_bit.too_new("fluent-bit", "latest", "loki", "structured_metadata") is None


def test_every_table_is_about_outputs_and_options_that_exist() -> None:
    known = facts.outputs()
    common = facts.common_options()
    pairs = [*facts.VALUES, *facts.SIZES, *facts.BEGINNINGS, *facts.FIELD_LISTS]
    pairs += [(output, option) for output, rows in facts.EXCLUSIVE.items() for row in rows for option in row]
    pairs += [
        (output, option) for output, rows in facts.NEEDED_BESIDE.items() for row in rows for option in row
    ]
    assert [pair for pair in pairs if pair[1] not in {**known.get(pair[0], {}), **common}] == []
    assert set(known) >= facts.WITHOUT_TLS
