"""Several ``--parameters`` files side by side, and values that contradict each other or the template."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.command import Done, invoke

ROOT = Path(__file__).parent.parent
TEMPLATE = """
Parameters:
  Count: {Type: Number, Default: 2, MinValue: 1, MaxValue: 1000}
  Least: {Type: Number, Default: 1}
  Most: {Type: Number, Default: 20}
Resources:
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/28, AvailabilityZone: us-east-1a}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: "256"
      Memory: "512"
      ContainerDefinitions: [{Name: web, Image: "web:1"}]
  Web:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      DesiredCount: !Ref Count
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref A]}}
"""
TARGET = """
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub "service/main/${Web.Name}"
      MinCapacity: !Ref Least
      MaxCapacity: !Ref Most
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("template.yaml").write_text(TEMPLATE)
    Path("dev.json").write_text(json.dumps({"Count": 2}))
    Path("prod.json").write_text(json.dumps([{"ParameterKey": "Count", "ParameterValue": "11"}]))
    return tmp_path


def run(command: str, *words: str) -> Done:
    both = ["--parameters", "dev.json", "--parameters", "prod.json"]
    return invoke([command, "--isolated", *both, *words, "template.yaml"])


def test_capacity(files: Path) -> None:
    shown = " ".join(run("capacity").stdout.split())
    assert "at rest, at peak, of dev.json prod.json A 2, 4, 11 11, 22, 11" in shown
    assert "prod.json: warning: no deployment of Web can proceed" in shown
    assert "dev.json: " not in shown


def test_rollout(files: Path) -> None:
    shown = " ".join(run("rollout").stdout.split())
    assert "dev.json prod.json Web 115 s blocked tasks at most 4" in shown
    assert "addresses at most 4 11" in shown
    assert "prod.json: Web: blocked: there are 11 addresses for 11 tasks" in shown


@pytest.mark.parametrize("command", ["capacity", "rollout", "cost"])
def test_the_json_keeps_to_its_schema(command: str, files: Path) -> None:
    words = ["--region", "us-east-1"] if command == "cost" else []
    found = json.loads(run(command, "--format", "json", *words).stdout)
    assert [each["parameters"] for each in found["environments"]] == ["dev.json", "prod.json"]
    jsonschema.validate(found, json.loads((ROOT / f"schemas/{command}-report.schema.json").read_text()))


@pytest.mark.parametrize(("command", "form"), [("capacity", "svg"), ("rollout", "svg"), ("rollout", "html")])
def test_a_drawing_shows_one_environment(command: str, form: str, files: Path) -> None:
    done = run(command, "--format", form)
    assert done.exit_code == 2
    assert f"--format {form} shows one environment; give one --parameters file" in done.stderr


def test_tfvars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.tf").write_text(
        """
variable "tasks" { default = 1 }
resource "aws_subnet" "a" {
  vpc_id = "vpc-1"
  cidr_block = "10.0.1.0/28"
}
resource "aws_ecs_task_definition" "web" {
  family = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode = "awsvpc"
  cpu = 256
  memory = 512
  container_definitions = jsonencode([{ name = "web", image = "web:1" }])
}
resource "aws_ecs_service" "web" {
  name = "web"
  task_definition = aws_ecs_task_definition.web.arn
  launch_type = "FARGATE"
  desired_count = var.tasks
  network_configuration { subnets = [aws_subnet.a.id] }
}
"""
    )
    Path("dev.tfvars").write_text("tasks = 2\n")
    Path("prod.tfvars").write_text("tasks = 4\n")
    both = ["--isolated", "--parameters", "dev.tfvars", "--parameters", "prod.tfvars", "."]
    assert "2, 4, 11" in (shown := invoke(["capacity", *both]).stdout)
    assert "4, 8, 11" in shown
    assert invoke(["rollout", *both]).stdout.count("115 s") == 2


@pytest.mark.parametrize("command", ["cost", "capacity", "rollout"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--var", "Count=2", "--var", "Count=3"], "--var gives 'Count' two values, '2' and '3'"),
        (["--var", "Count=many"], "parameter Count: 'many' is not a number"),
        (["--var", "Count=0"], "parameter Count: 0 is less than its MinValue of 1"),
        (["--var", "Count=-3"], "parameter Count: -3 is less than its MinValue of 1"),
        (["--var", "Count=1000000"], "parameter Count: 1000000 is more than its MaxValue of 1000"),
        (["--var", "Cuont=3"], "no template has a parameter 'Cuont'"),
        (["--var", "Count"], "--var 'Count' is not NAME=VALUE"),
        (["--parameters", "nowhere.json"], "nowhere.json: No such file or directory"),
        (["--parameters", "twice.json"], "twice.json: 'Count' has two values"),
    ],
)
def test_contradictions_are_a_clear_line(command: str, words: list[str], said: str, files: Path) -> None:
    twice = [{"ParameterKey": "Count", "ParameterValue": value} for value in ("2", "3")]
    Path("twice.json").write_text(json.dumps(twice))
    done = invoke([command, "--isolated", *words, "template.yaml"])
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("command", ["cost", "capacity", "rollout"])
def test_bounds_that_contradict_each_other(command: str, files: Path) -> None:
    Path("template.yaml").write_text(TEMPLATE + TARGET)
    done = invoke([command, "--isolated", "--var", "Least=10", "--var", "Most=2", "template.yaml"])
    assert done.exit_code == 0
    assert "its MinCapacity of 10 is above its MaxCapacity of 2" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        ({"discount_percent": 100}, "discount_percent is 100, and nothing on Fargate is free"),
        ({"regions": {"us-east-1": {"ephemeral_gb_hour": "0"}}}, "ephemeral_gb_hour is 0; remove it"),
        ({"regions": {"us-east-1": {"surroundings": {"alb_hour": 0}}}}, "alb_hour is 0; remove it"),
        ({"regions": {"us-east-1": {"instances": {"m5.large": "0.00"}}}}, "m5.large is 0; remove it"),
        ({"regions": {"us-east-1": {"surroundings": {"alb_hour": "free"}}}}, "'free' is no number"),
        (
            {"regions": {"mars-1": {"ephemeral_gb_hour": "1"}}},
            "regions.mars-1 is not the name of an AWS Region",
        ),
    ],
)
def test_prices_of_nothing_or_nowhere(prices: object, said: str, files: Path) -> None:
    Path("prices.json").write_text(json.dumps(prices))
    done = invoke(["cost", "--isolated", "--prices", "prices.json", "--region", "us-east-1", "template.yaml"])
    assert done.exit_code == 2
    assert said in done.stderr


def services(number: int, count: object) -> str:
    web = TEMPLATE[TEMPLATE.index("  Web:") :].replace("!Ref Count", str(count))
    return TEMPLATE[: TEMPLATE.index("  Web:")] + "".join(
        web.replace("  Web:", f"  Web{index}:") for index in range(number)
    )


@pytest.mark.parametrize("command", ["cost", "capacity", "rollout"])
def test_a_hundred_services(command: str, files: Path) -> None:
    Path("template.yaml").write_text(services(100, 2))
    words = ["--region", "us-east-1"] if command == "cost" else []
    shown = invoke([command, "--isolated", *words, "template.yaml"]).stdout
    assert "Web99" in shown
    if command == "cost":
        assert "$1,802.00" in shown  # 100 * 18.02
    if command == "capacity":
        assert "Web0, Web1, Web2, Web3, Web4, Web5, Web6, Web7 and 92 more need 200 addresses" in shown


@pytest.mark.parametrize(
    ("count", "said"), [(1_000_000, None), (10**30, "is more than 1000000000"), (-3, "is -3")]
)
def test_counts_that_are_very_large_or_negative(count: int, said: str | None, files: Path) -> None:
    Path("template.yaml").write_text(services(1, count))
    cost = invoke(["cost", "--isolated", "--region", "us-east-1", "template.yaml"]).stdout
    shown = invoke(["capacity", "--isolated", "template.yaml"]).stdout
    course = invoke(["rollout", "--isolated", "template.yaml"]).stdout
    if said is None:
        assert "$9,010,025.00" in cost
        assert "Web0 needs 1000000 addresses to run" in shown
        assert "blocked: " in course
    else:
        assert said in cost
        assert f"not counted: Web0: the desired count {said}" in shown
        assert "unknown: its desired count is" in course
        assert "$0.00" not in cost
