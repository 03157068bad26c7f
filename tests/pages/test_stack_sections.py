"""What the page shows beside findings: the drawing of a stack, deployments, costs and addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecslint import api
from tests.command import invoke
from tests.pages.chromium import Page

STACK = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Inner:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/28, AvailabilityZone: eu-west-1a}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Tie:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Inner, RouteTableId: !Ref Table}
  TaskGroup: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: tasks}}
  Cluster: {Type: AWS::ECS::Cluster}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: shop
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: 256
      Memory: 512
      ExecutionRoleArn: arn:aws:iam::111122223333:role/shop-execution
      ContainerDefinitions:
        - Name: app
          Image: public.ecr.aws/shop/app:1.4
          Environment: [{Name: DB_PASSWORD, Value: hunter2hunter2}]
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      DesiredCount: 4
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Inner], SecurityGroups: [!Ref TaskGroup]}}
"""


def page_of(text: str, folder: Path, *options: str) -> str:
    (folder / "template.yaml").write_text(text)
    (folder / "ecslint.toml").write_text('region = "eu-west-1"\n')
    done = invoke(["check", "--format", "html", "--exit-zero", *options, folder / "template.yaml"])
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return page_of(STACK, tmp_path)


def test_the_drawing_shows_what_is_cut_and_what_would_open_it(shown: str) -> None:
    assert 'class="edge no"' in shown
    cuts = re.findall(r'<li><span class="num">1</span> <b>(.*?)</b>', shown)
    assert cuts == ["Service → internet: pull &quot;public.ecr.aws/shop/app:1.4&quot;"]
    assert "add a NAT gateway" in shown
    assert "execution role shop-execution" in shown
    assert "10.0.1.0/28, no way to the internet" in shown
    assert "eu-west-1a" in shown


def test_deployments_costs_and_addresses(shown: str) -> None:
    assert "converges in 115 s (1:55)" in shown
    assert "$36.04</b> a month" in shown
    assert "8 during a deployment" in shown
    links = re.findall(r'<a href="#(\w+)">', shown.partition("<main>")[0])
    assert links == ["findings", "stack", "rollout", "cost", "capacity", "rules"]


def test_no_credential_is_shown(shown: str, tmp_path: Path) -> None:
    assert "hunter2hunter2" not in shown
    named = STACK.replace("  Service:", "  hunter2hunter2:")
    assert "hunter2hunter2" not in page_of(named, tmp_path)


def test_files_that_other_processes_or_the_cache_had_are_drawn_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    again = [page_of(STACK, tmp_path, "--jobs", "2") for _ in range(2)]
    assert again[0] == again[1]
    assert 'class="edge no"' in again[0]


def test_one_document_by_the_python_interface() -> None:
    page = api.render_html(api.lint_text(STACK, "template.yaml", api.Config(isolated=True)))
    assert page.startswith("<!doctype html>")
    assert 'class="edge no"' in page
    empty = api.render_html(api.lint_text("{}", "nothing.json"))
    assert "No problems." in empty


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_is_readable(shown: str, tmp_path: Path, dark: bool) -> None:
    """Every text has enough contrast (4.5, WCAG AA), and every control and picture a name."""
    (tmp_path / "page.html").write_text(shown)
    script = (Path(__file__).parent / "contrast.js").read_text()
    with Page(tmp_path / "user", dark=dark) as page:
        page.open(tmp_path / "page.html")
        assert page.complaints == []
        assert page.run(script) == []
        unnamed = (
            "[...document.querySelectorAll('button,input,select,svg[role=img],[role=region]')].filter(e =>"
            " !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.[0]?.textContent.trim()))"
        )
        assert page.run(f"{unnamed}.map(e => e.outerHTML)") == []
        page.resize(400)
        assert page.run("document.documentElement.scrollWidth") == 400


def test_markdown_shows_the_drawing_as_mermaid(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(STACK.replace("  Service:", "  'end\"] --> x; `':"))
    text = invoke(["check", "--isolated", "--exit-zero", "--format", "markdown", path]).stdout
    chart = text.partition("```mermaid\n")[2].partition("\n```")[0].splitlines()
    assert chart[0] == "flowchart LR"
    assert chart[1] == "  n0[\"end'] --) x; '\"]"
    assert chart[-2].startswith("  n1 --x|\"'Inner' has no route to the internet")
    assert chart[-1] == "  linkStyle 1 stroke:#c62828,color:#c62828"
    assert "hunter2hunter2" not in text


def test_prices_that_cannot_be_used_are_said_and_hide_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prices.json").write_text("[]")
    (tmp_path / "template.yaml").write_text(STACK)
    (tmp_path / "ecslint.toml").write_text('[cost]\nprices = "prices.json"\n')
    shown = invoke(["check", "--format", "html", "--exit-zero", tmp_path / "template.yaml"]).stdout
    assert "the file holds no object." in shown
    assert '<li class="f ' in shown
    assert 'class="edge no"' in shown
