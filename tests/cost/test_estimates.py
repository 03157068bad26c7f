"""Prices and estimates: published examples to the cent, and laws that every estimate keeps."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.config.settings import ConfigError
from ecslint.cost.collect import estimates
from ecslint.cost.estimate import IPV4, Estimate, Range, Split, cents, total
from ecslint.cost.prices import HOURS, list_prices, read_prices
from ecslint.cost.pricing import Region
from ecslint.documents import read
from ecslint.facts import fargate
from ecslint.source.read import load
from tests.share import some
from tools import refresh_prices

TASK: dict[str, Any] = {
    "family": "web",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "1024",
    "memory": "2048",
    "containerDefinitions": [{"name": "web", "image": "nginx:1.27"}],
}
SERVICE: dict[str, Any] = {
    "serviceName": "web",
    "cluster": "main",
    "taskDefinition": "web",
    "desiredCount": 1,
    "launchType": "FARGATE",
}
ARM = {"runtimePlatform": {"cpuArchitecture": "ARM64"}}
WINDOWS = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
PUBLIC = {
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}}
}


def priced(*documents: Any, region: str | None = "us-east-1", prices: Any = None) -> list[Estimate]:
    """Return the estimates of JSON documents that lie in one folder."""
    units = []
    for index, document in enumerate(documents):
        text = document if isinstance(document, str) else json.dumps(document)
        name = f"{index}.yaml" if isinstance(document, str) else f"{index}.json"
        units += [read(found) for found in load(name, text.encode())]
    return estimates(units, prices or list_prices(), Region(region))


def one(*documents: Any, region: str | None = "us-east-1") -> Estimate:
    (estimate,) = priced(*documents, region=region)
    return estimate


def size(cpu: int, memory: int) -> dict[str, str]:
    return {"cpu": str(cpu), "memory": str(memory)}


@pytest.mark.parametrize(
    ("region", "task", "service", "hour", "month"),
    [
        ("us-east-1", size(256, 512), {}, "0.0123425", "9.010025"),
        ("us-east-1", {}, {}, "0.04937", "36.0401"),
        ("us-east-1", ARM, {}, "0.0395", "28.835"),
        ("us-east-1", WINDOWS, {}, "0.1027755", "75.026115"),
        ("us-east-1", {"ephemeralStorage": {"sizeInGiB": 100}}, {}, "0.05825", "42.5225"),
        ("ap-southeast-1", {}, {}, "0.06162", "44.9826"),
        ("eu-central-1", {**ARM, **size(2048, 4096)}, {"desiredCount": 4}, "0.36344", "265.3112"),
        ("ap-northeast-2", size(256, 512), {}, "0.014195", "10.36235"),
        ("af-south-1", size(256, 512), PUBLIC, "0.02165", "15.8045"),
    ],
)
def test_published_examples(region: str, task: Any, service: Any, hour: str, month: str) -> None:
    estimate = one({**TASK, **task}, {**SERVICE, **service}, region=region)
    assert estimate.hourly == Range(Decimal(hour), Decimal(hour))
    assert estimate.hourly.low * HOURS == Decimal(month)
    assert abs(estimate.monthly.low - Decimal(month)) < Decimal("0.01")
    if len(estimate.lines) == 1:
        assert estimate.monthly.low == cents(Decimal(month))


def test_a_lone_task_definition_is_priced_as_one_task() -> None:
    estimate = one(TASK)
    assert (estimate.kind, estimate.name, str(estimate.monthly.low)) == ("task", "web", "36.04")


def test_a_task_definition_that_a_service_runs_is_not_priced_twice() -> None:
    assert [e.kind for e in priced(TASK, SERVICE)] == ["service"]


def test_spot_and_on_demand_are_split_by_base_and_weights() -> None:
    strategy = [
        {"capacityProvider": "FARGATE", "base": 2, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
    ]
    service = {k: v for k, v in SERVICE.items() if k != "launchType"}
    estimate = one(TASK, {**service, "desiredCount": 10, "capacityProviderStrategy": strategy})
    assert [(line.what, int(line.count.low)) for line in estimate.lines] == [
        ("FARGATE", 4),
        ("FARGATE_SPOT", 6),
    ]
    # 0.01288561 + 2 × 0.00141493 = 0.01571547 an hour for one on Spot
    assert estimate.lines[1].unit == Decimal("0.01571547")
    assert estimate.lines[1].as_of == "2026-09-29"
    assert estimate.hourly.low == 4 * Decimal("0.04937") + 6 * Decimal("0.01571547")


@pytest.mark.parametrize(
    ("task", "service", "reason"),
    [
        ({}, {"launchType": "EC2"}, "EC2 instances"),
        ({}, {"launchType": "EXTERNAL"}, "ECS Anywhere"),
        ({}, {"launchType": "MANAGED_INSTANCES"}, "Managed Instances"),
        ({}, {"desiredCount": "${COUNT}"}, "desired count is not known"),
        ({"cpu": "${CPU}"}, {}, "cpu is not known"),
        (size(512, 512), {}, "does not offer"),
        ({"runtimePlatform": {"cpuArchitecture": "${ARCH}"}}, {}, "operating system or architecture"),
        ({}, {"launchType": "${TYPE}"}, "launch type is not known"),
    ],
)
def test_what_is_not_known_is_never_free(task: Any, service: Any, reason: str) -> None:
    estimate = one({**TASK, **task}, {**SERVICE, **service})
    assert reason in estimate.reason
    assert not estimate.lines


def test_other_capacity_providers_are_not_estimated() -> None:
    service = {k: v for k, v in SERVICE.items() if k != "launchType"}
    strategy = [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "my-group", "weight": 1}]
    assert "my-group" in one(TASK, {**service, "capacityProviderStrategy": strategy}).reason


def test_windows_on_spot_has_no_price() -> None:
    service = {k: v for k, v in SERVICE.items() if k != "launchType"}
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    estimate = one({**TASK, **WINDOWS}, {**service, "capacityProviderStrategy": strategy})
    assert estimate.gaps == ["Fargate Spot does not run Windows"]


@pytest.mark.parametrize(
    ("task", "service", "region"),
    [
        ({"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1"}, {}, "eu-west-1"),
        (
            {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-region": "sa-east-1"}}},
            {},
            "sa-east-1",
        ),
        ({}, {"cluster": "arn:aws:ecs:eu-north-1:123456789012:cluster/main"}, "eu-north-1"),
        (  # the cluster outranks the registry, which may well be elsewhere
            {"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1"},
            {"cluster": "arn:aws:ecs:eu-north-1:123456789012:cluster/main"},
            "eu-north-1",
        ),
        ({"image": "nginx:1.27"}, {}, None),
    ],
)
def test_the_region_comes_from_the_files(task: Any, service: Any, region: str | None) -> None:
    container = {"name": "web", "image": "nginx:1.27", **task}
    estimate = one({**TASK, "containerDefinitions": [container]}, {**SERVICE, **service}, region=None)
    assert estimate.region == region
    assert bool(estimate.lines) == (region is not None)
    assert region is not None or "no Region" in estimate.reason


def test_regions_without_prices_say_so() -> None:
    assert "CNY" in one(TASK, region="cn-north-1").gaps[0]
    assert one(TASK, {**SERVICE, **PUBLIC}, region="cn-north-1").monthly.high == 0
    assert len(one(TASK, {**SERVICE, **PUBLIC}, region="cn-north-1").gaps) == 2
    assert one({**TASK, **WINDOWS}, region="ap-east-2").gaps == [
        "no price of Fargate for Windows in ap-east-2 is known"
    ]


TEMPLATE = """
Parameters:
  Count: {Type: Number, Default: 3}
  Stage: {Type: String, Default: test}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
    Properties:
      DefaultCapacityProviderStrategy:
        - {CapacityProvider: FARGATE_SPOT, Weight: 1}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: 256
      Memory: 512
      ContainerDefinitions: [{Name: web, Image: !Sub "1.dkr.ecr.${AWS::Region}.amazonaws.com/web"}]
  Fixed:
    Type: AWS::ECS::Service
    Properties: {LaunchType: FARGATE, TaskDefinition: !Ref Task, DesiredCount: !Ref Count}
  Scaled:
    Type: AWS::ECS::Service
    Properties: {Cluster: !Ref Cluster, LaunchType: FARGATE, TaskDefinition: !Ref Task, DesiredCount: 1}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 2
      MaxCapacity: 8
      ResourceId: !Sub service/${Cluster}/${Scaled.Name}
      ScalableDimension: ecs:service:DesiredCount
      ServiceNamespace: ecs
  ByCluster:
    Type: AWS::ECS::Service
    Properties: {Cluster: !Ref Cluster, TaskDefinition: !Ref Task}
  Absent:
    Type: AWS::ECS::Service
    Condition: IsProd
    Properties: {Cluster: !Ref Cluster, LaunchType: FARGATE, TaskDefinition: !Ref Task}
"""


def test_services_of_a_template() -> None:
    found = {e.name: e for e in priced(TEMPLATE)}
    assert set(found) == {"Fixed", "Scaled", "ByCluster", "Absent"}
    assert found["Fixed"].monthly == Range(Decimal("27.03"), Decimal("27.03"))
    assert found["Scaled"].monthly == Range(Decimal("18.02"), Decimal("72.08"))
    assert [line.what for line in found["ByCluster"].lines] == ["FARGATE_SPOT"]
    assert found["Absent"].reason == "it is made only when IsProd is true"


def test_own_prices_go_over_the_list(tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    file.write_text(
        '{"as_of": "2026-11-01", "discount_percent": 10, "public_ipv4_hour": 0.004, "regions": '
        '{"eu-west-1": {"linux_x86": {"vcpu_hour": "0.03", "gb_hour": 0.003}},'
        ' "xx-new-1": {"linux_x86": {"vcpu_hour": "0.1", "gb_hour": "0.01"}, "ephemeral_gb_hour": "0.0001"}}}'
    )
    prices = read_prices(str(file))
    assert prices.ipv4 == Decimal("0.004")
    assert priced(TASK, region="us-east-1", prices=prices)[0].hourly.low == Decimal("0.044433")
    assert priced(TASK, region="eu-west-1", prices=prices)[0].hourly.low == Decimal("0.036")
    assert priced(TASK, region="xx-new-1", prices=prices)[0].hourly.low == Decimal("0.12")
    assert "prices.json (2026-11-01)" in prices.date
    assert list_prices().ipv4 == Decimal("0.005")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "no object"),
        ("{", "not valid JSON"),
        ('{"region": {}}', "unknown key 'region'"),
        ('{"discount_percent": 120}', "'120' is no number from 0 to 100"),
        ('{"regions": {"cn-north-1": {"linux_x86": {"vcpu_hour": "x", "gb_hour": 1}}}}', "'x' is no number"),
        ('{"regions": {"cn-north-1": {"linux_x86": {"vcpu_hour": 1}}}}', "needs gb_hour"),
        ('{"public_ipv4_hour": true}', "is no number"),
        ('{"public_ipv4_hour": "NaN"}', "is no number"),
    ],
)
def test_unusable_own_prices_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "prices.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match=problem):
        read_prices(str(file))


def test_the_table_is_sound() -> None:
    assert refresh_prices.main(["--check"]) == 0
    assert len(list_prices().regions) == 36


def test_the_table_of_prices_can_be_made_again(tmp_path: Path, corpus: Path) -> None:
    collected = corpus.parent / "reference" / "fargate-prices.json"
    assert refresh_prices.main(["--check", str(collected)]) == 0


PAIRS = [(cpu, memory) for cpu, sizes in fargate.SIZES.items() for memory in sizes]
REGIONS = st.sampled_from(sorted(list_prices().regions))


@settings(max_examples=some(60), deadline=None, derandomize=True)
@given(
    REGIONS,
    st.sampled_from(PAIRS),
    st.sampled_from(PAIRS),
    st.integers(1, 50),
    st.integers(1, 50),
    st.integers(21, 200),
)
def test_more_never_costs_less(
    region: str, first: tuple[int, int], second: tuple[int, int], less: int, more: int, storage: int
) -> None:
    def monthly(pair: tuple[int, int], count: int, gib: int | None = None) -> Decimal:
        extra = {} if gib is None else {"ephemeralStorage": {"sizeInGiB": gib}}
        return one(
            {**TASK, **size(*pair), **extra}, {**SERVICE, "desiredCount": count}, region=region
        ).monthly.low

    low, high = sorted((less, more))
    assert monthly(first, low) <= monthly(first, high)
    assert monthly(first, low) <= monthly(first, low, storage) <= monthly(first, low, 200)
    if first[0] <= second[0] and first[1] <= second[1]:
        assert monthly(first, low) <= monthly(second, low)


@given(
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(any),
    st.integers(0, 200),
)
def test_a_split_leaves_no_task_out(base: tuple[int, int], weights: tuple[int, int], count: int) -> None:
    split = Split(base, weights)
    shares, next_shares = split.share(count), split.share(count + 1)
    assert sum(shares) == count
    assert min(shares) >= 0
    assert all(a <= b for a, b in zip(shares, next_shares, strict=True))
    assert shares[0] >= min(base[0], count)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(PAIRS), st.integers(0, 30), st.booleans()), min_size=1, max_size=4),
    REGIONS,
)
def test_totals_are_sums_of_the_lines(services: list[tuple[tuple[int, int], int, bool]], region: str) -> None:
    documents: list[Any] = []
    for index, (pair, count, public) in enumerate(services):
        documents.append({**TASK, "family": f"f{index}", **size(*pair)})
        network = PUBLIC if public else {}
        documents.append({**SERVICE, "taskDefinition": f"f{index}", "desiredCount": count, **network})
    found = priced(*documents, region=region)
    lines = [line for estimate in found for line in estimate.lines]
    assert total(e.monthly for e in found).low == sum(line.monthly.low for line in lines)
    assert sum(line.what == IPV4 for line in lines) == sum(public for *_, public in services)
    assert all(line.monthly.low == cents(line.monthly.low) for line in lines)
