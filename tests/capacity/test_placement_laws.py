"""Laws of addresses and network interfaces, and that a shortage is found exactly where nothing fits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecslint.capacity.plan import Plan, Subnet, User, share
from ecslint.facts.subnets import prefix_for, usable
from tests.capacity.test_layouts import HALF, Resources, group, lint, service, subnets
from tools import refresh_eni_limits


@pytest.mark.parametrize(
    ("prefix", "addresses"), [(28, 11), (27, 27), (26, 59), (25, 123), (24, 251), (16, 65531)]
)
def test_usable_addresses(prefix: int, addresses: int) -> None:
    assert usable(prefix) == addresses
    assert prefix_for(addresses) == prefix
    assert prefix_for(addresses + 1) == (prefix - 1 if prefix > 16 else None)


@given(st.integers(0, 500), st.integers(1, 16))
def test_shares_add_up(number: int, parts: int) -> None:
    shares = [share(number, parts, index) for index in range(parts)]
    assert sum(shares) == number
    assert max(shares) - min(shares) <= 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 15), st.sets(st.integers(0, 2), min_size=1)), min_size=1, max_size=3),
)
def test_a_shortage_is_found_exactly_when_no_placement_exists(
    sizes: list[int], wanted: list[tuple[int, set[int]]]
) -> None:
    layout = Plan({str(i): Subnet(str(i), str(i), size=size) for i, size in enumerate(sizes)})
    for number, (count, where) in enumerate(wanted):
        keys = tuple(str(i) for i in sorted(where) if i < len(sizes))
        if keys:
            layout.users.append(User(str(number), "service", keys, count, count, True))
    assert bool(list(layout.shortages("rest"))) == (not placeable(sizes, layout.users))


def placeable(sizes: list[int], users: list[User]) -> bool:
    """Try all placements, subnet by subnet."""
    if not users:
        return True
    first, *others = users

    def place(left: int, keys: tuple[str, ...], free: tuple[int, ...]) -> bool:
        if not keys:
            return left == 0 and placeable(list(free), others)
        index = int(keys[0])
        for take in range(min(left, free[index]), -1, -1):
            rest = (*free[:index], free[index] - take, *free[index + 1 :])
            if place(left - take, keys[1:], rest):
                return True
        return False

    return place(first.rest, first.subnets, tuple(sizes))


def instances(kind: Any, most: int) -> Resources:
    launch = {"LaunchTemplateData": {"InstanceType": kind}}
    found = group(1, most, 0)
    found["Group"]["Properties"]["LaunchTemplate"] = {"LaunchTemplateId": {"Ref": "Launch"}, "Version": "1"}
    return {"Launch": {"Type": "AWS::EC2::LaunchTemplate", "Properties": launch}, **found}


@pytest.mark.parametrize(
    ("kind", "most", "count", "text"),
    [
        ("m5.large", 3, 6, None),  # 3 × 2
        ("m5.large", 3, 7, "3 × 2 of m5.large have 6; enable awsvpcTrunking, which gives 30"),
        ("m5.large", 3, 31, "3 × 2 of m5.large have 6, and 30 with awsvpcTrunking; use more"),
        ("t3.large", 3, 7, "a type that supports awsvpcTrunking"),
        ("c5.4xlarge", 1, 7, None),  # 8 interfaces, one of them the instance's own
        ("c5.4xlarge", 1, 8, "which gives 60"),
        ("x99.huge", 1, 50, None),
        ({"Ref": "Given"}, 1, 50, None),
    ],
)
def test_network_interfaces(tmp_path: Path, kind: Any, most: int, count: int, text: str | None) -> None:
    resources = {**subnets(24), **service(count, 0, LaunchType="EC2", **HALF), **instances(kind, most)}
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"Parameters": {"Given": {"Type": "String"}}, "Resources": resources}))
    findings = lint(str(path))
    assert [f.rule for f in findings] == ([] if text is None else ["ECS609"])
    assert text is None or text in findings[0].message


def test_the_table_of_interfaces_is_sound() -> None:
    assert refresh_eni_limits.main(["--check"]) == 0
