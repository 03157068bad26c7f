"""Rules on cost: what is said at the limits, and what a price list of one's own changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

Members = dict[str, Any]

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.27"
WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
SCALING = """
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: 1024
      Memory: 2048
      ContainerDefinitions: [{Name: web, Image: IMAGE}]
  Service:
    Type: AWS::ECS::Service
    Properties: {Cluster: main, LaunchType: FARGATE, TaskDefinition: !Ref Task}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/main/${Service.Name}
      MinCapacity: 1
      MaxCapacity: 4
""".replace("IMAGE", IMAGE)


def lint(folder: Path, rule: str, config: str = "", **files: Any) -> list[tuple[str, str]]:
    """Return pointer and message of what a rule finds in files of a folder."""
    (folder / "ecslint.toml").write_text(config, encoding="utf-8")
    for name, data in files.items():
        text = data if isinstance(data, str) else json.dumps(data)
        suffix = "yaml" if isinstance(data, str) else "json"
        (folder / f"{name}.{suffix}").write_text(text, encoding="utf-8")
    result = invoke(["check", "--format", "json", "--select", rule, str(folder)])
    assert result.exit_code in (0, 1), result.output
    found = json.loads(result.stdout)["findings"]
    return [(f["pointer"], f["message"]) for f in found]


def task(*containers: Members, cpu: Any = "1024", memory: Any = "4096", **members: Any) -> Members:
    named = [{"name": f"c{i}", "image": IMAGE, **c} for i, c in enumerate(containers)]
    fargate = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"}
    return {
        "family": "web", **fargate, "cpu": cpu, "memory": memory, "containerDefinitions": named, **members
    }  # fmt: skip


def service(**members: Any) -> Members:
    vpc = {"subnets": ["subnet-0a1b2c3d"], "assignPublicIp": members.pop("public", "DISABLED")}
    usual = {
        "serviceName": "web",
        "cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/main",
        "taskDefinition": "web",
        "desiredCount": 2,
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": vpc},
    }
    return {name: value for name, value in {**usual, **members}.items() if value is not None}


def prices(**rates: tuple[str, str]) -> Members:
    """Return a price list for eu-west-1: by platform (``spot`` for Linux on x86) vCPU and GB an hour."""
    region: Members = {}
    for name, (vcpu, gb) in rates.items():
        rate = {"vcpu_hour": vcpu, "gb_hour": gb}
        region.update(
            {"spot": {"linux_x86": {**rate, "as_of": "2026-11-01"}}} if name == "spot" else {name: rate}
        )
    return {"as_of": "2026-11-01", "regions": {"eu-west-1": region}}


OWN = '[cost]\nprices = "prices.json"\n'


@pytest.mark.parametrize(
    ("definition", "place", "said"),
    [
        (
            task({"memory": 2048}),
            "/memory",
            '2048 MiB of the task\'s 4096 MiB; set "cpu": "1024", "memory": "2048"',
        ),
        (task({"memory": 2049}), "/memory", '"memory": "3072" to save'),
        (task({"memory": 3073}), None, ""),
        (task({"memory": 1024}, {"memory": 1000}), "/memory", "may use 2024 MiB (1024 + 1000) of the"),
        (task({"memory": 1}), "/memory", '"memory": "2048" to save'),
        (task({"memory": 1024}, {}), None, ""),
        (task({"memory": 1024}, {"memory": 0}), None, ""),
        (task({"memory": 1024}, {"memory": "${M}"}), None, ""),
        (task({"memory": 512, "cpu": 128}, memory="2048"), None, ""),
        (task({"memory": 1024}, memory="4000"), None, ""),
        (task({"memory": 1024}, cpu="${CPU}"), None, ""),
        (task({"memory": 1024}, memory="${MEMORY}"), None, ""),
        (task(), None, ""),
        (task({"memory": 1024}, requiresCompatibilities=["EC2"]), None, ""),
        (task({"memory": 1024}, runtimePlatform={"operatingSystemFamily": "${OS}"}), None, ""),
        (task({"memory": 8193}), None, ""),
        (
            task({"memory": 2048, "cpu": 1024}, cpu="2048", runtimePlatform=WINDOWS),
            "/memory",
            '"cpu": "1024", "memory": "2048"',
        ),
        (
            task({"memory": 4096, "cpu": 1024}, cpu="2048", runtimePlatform=WINDOWS),
            "/cpu",
            "1024 of 2048 CPU units and 4096 MiB of 4096 MiB",
        ),
        (
            task(
                {"memory": 2048, "cpu": 1023}, {"memory": 2048, "cpu": 1}, cpu="2048", runtimePlatform=WINDOWS
            ),
            "/cpu",
            "1024 of 2048 CPU units",
        ),
        (task({"memory": 4096, "cpu": 1025}, cpu="2048", runtimePlatform=WINDOWS), None, ""),
        (task({"memory": 4096, "cpu": 1}, cpu="1024", runtimePlatform=WINDOWS), None, ""),
        (task({"memory": 4096, "cpu": 0}, cpu="2048", runtimePlatform=WINDOWS), None, ""),
        (
            task({"memory": 2048, "cpu": 1024}, {"memory": 2048}, cpu="2048", runtimePlatform=WINDOWS),
            None,
            "",
        ),
        (
            task(
                {"memory": 2000, "cpu": 512},
                {"memory": 2000, "cpu": 512},
                cpu="2048",
                runtimePlatform=WINDOWS,
            ),
            "/cpu",
            "1024 of 2048 CPU units and 4000 MiB (2000 + 2000) of",
        ),
    ],
)
def test_sizes_that_are_enough(definition: Members, place: str | None, said: str, tmp_path: Path) -> None:
    found = lint(tmp_path, "ECS902", task=definition)
    assert [(pointer, said in message) for pointer, message in found] == ([(place, True)] if place else [])


def test_both_sizes_are_mended(tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    path.write_text(json.dumps(task({"memory": 2048, "cpu": 1024}, cpu="2048", runtimePlatform=WINDOWS)))
    invoke(["check", "--unsafe-fixes", "--fix", "--select", "ECS902", str(path)])
    fixed = json.loads(path.read_text())
    assert (fixed["cpu"], fixed["memory"]) == ("1024", "2048")


def test_sizes_without_a_price_are_not_said_to_save(tmp_path: Path) -> None:
    for image in ("web:1", IMAGE):
        ((_, message),) = lint(tmp_path, "ECS902", task=task({"memory": 2048, "image": image}))
        assert ("to save" in message) == (image == IMAGE)


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (36, "costs $36.04 \u2013 $144.16 a month (1\u20134 tasks in"),
        (36.04, "may cost $144.16 a month (1\u20134 tasks in"),
        (36.03, "costs $36.04 \u2013 $144.16 a month (1\u20134 tasks in"),
        (144.16, None),
        (144.15, "may cost"),
    ],
)
def test_budgets_of_services_that_scale(budget: float, said: str | None, tmp_path: Path) -> None:
    config = f'region = "eu-west-1"\n[cost]\nbudget = {budget}\n'
    found = lint(tmp_path, "ECS901", config, template=SCALING)
    assert [said in message for _, message in found if said] == ([True] if said else [])
    assert len(found) == bool(said)


def test_budgets_of_one_task(tmp_path: Path) -> None:
    files = {"task": task({}, memory="2048"), "service": service(desiredCount=1)}
    ((pointer, message),) = lint(tmp_path, "ECS901", "[cost]\nbudget = 36.03\n", **files)
    assert pointer == "/desiredCount"
    assert "costs $36.04 a month (1 task in eu-west-1), more than the budget of $36.03" in message
    assert lint(tmp_path, "ECS901", "[cost]\nbudget = 36.04\n", **files) == []
    assert lint(tmp_path, "ECS901", "", **files) == []


@pytest.mark.parametrize(
    ("rule", "rates", "found"),
    [
        ("ECS903", {"linux_arm64": ("0.01", "0.001")}, 1),
        ("ECS903", {"linux_x86": ("0.01", "0.001"), "linux_arm64": ("0.01", "0.001")}, 0),
        ("ECS903", {"linux_x86": ("0.01", "0.001")}, 0),
        ("ECS904", {"spot": ("0.01", "0.001")}, 1),
        ("ECS904", {"linux_x86": ("0.01", "0.001"), "spot": ("0.01", "0.001")}, 0),
        ("ECS904", {"linux_x86": ("0.01", "0.001"), "spot": ("0.02", "0.001")}, 0),
    ],
)
def test_advice_follows_the_prices(
    rule: str, rates: dict[str, tuple[str, str]], found: int, tmp_path: Path
) -> None:
    files: Members = {"prices": prices(**rates), "task": task({}), "service": service(public="ENABLED")}
    if rule == "ECS903":
        del files["service"]
    assert len(lint(tmp_path, rule, OWN, **files)) == found


def test_savings_are_said_in_percent(tmp_path: Path) -> None:
    rates = prices(linux_x86=("0.1", "0.01"), linux_arm64=("0.02", "0.002"))
    ((_, message),) = lint(tmp_path, "ECS903", OWN, prices=rates, task=task({}))
    assert "(80 %) less" in message


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        (task({}), 1),
        (task({}, requiresCompatibilities=["FARGATE", "EC2"]), 1),
        (task({}, requiresCompatibilities=["EC2"]), 0),
        (task({}, runtimePlatform=WINDOWS), 0),
        (task({}, runtimePlatform={"cpuArchitecture": "ARM64"}), 0),
        (task({}, runtimePlatform={"operatingSystemFamily": "${OS}"}), 0),
        (task({"image": "web:1"}), 0),
    ],
)
def test_tasks_that_could_run_on_arm64(definition: Members, found: int, tmp_path: Path) -> None:
    assert len(lint(tmp_path, "ECS903", task=definition)) == found


@pytest.mark.parametrize(
    ("members", "definition", "found"),
    [
        ({}, task({}), 1),
        ({}, task({}, runtimePlatform=WINDOWS), 0),
        ({"launchType": "EC2"}, task({}), 0),
        (
            {
                "launchType": None,
                "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
            },
            task({}),
            0,
        ),
        ({"cluster": "main"}, task({"image": "web:1"}), 0),
        ({"desiredCount": "${COUNT}"}, task({}), 0),
    ],
)
def test_services_that_could_run_on_spot(
    members: Members, definition: Members, found: int, tmp_path: Path
) -> None:
    assert len(lint(tmp_path, "ECS904", task=definition, service=service(**members))) == found


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"public": "ENABLED"}, "cost $3.65 a month for each task ($7.30 for 2); use private"),
        ({"public": "ENABLED", "desiredCount": 1}, "cost $3.65 a month for each task; use private"),
        ({"public": "ENABLED", "desiredCount": "${COUNT}"}, "cost $3.65 a month for each task; use private"),
        ({"public": "ENABLED", "launchType": "EC2"}, None),
        ({"public": "${PUBLIC}"}, None),
        ({"networkConfiguration": None}, None),
    ],
)
def test_public_addresses(members: Members, said: str | None, tmp_path: Path) -> None:
    found = lint(tmp_path, "ECS905", service=service(**members))
    assert [said in message for _, message in found if said] == ([True] if said else [])
    assert len(found) == bool(said)
