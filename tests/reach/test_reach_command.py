"""``ecslint reach``: the ways of a template as text, JSON, a picture and a flow chart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.command import Done, invoke
from tests.reach.network import isolated, template
from tests.reach.test_network_out import put, without


def reach(made: dict[str, Any], folder: Path, *options: str) -> Done:
    path = folder / "template.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    return invoke(["reach", str(path), "--isolated", *options])


def test_ways_that_are_open(tmp_path: Path) -> None:
    result = reach(template(), tmp_path)
    assert result.exit_code == 0
    lines = [line.strip() for line in result.output.splitlines()]
    assert "service Service (FARGATE) in InnerA, InnerB" in lines
    way = "Service > TaskGroup (egress port 443) > Nat (NAT gateway) > Gateway (public IP) > internet"
    assert f'ok  pull "nginx:1.27": {way}' in lines
    assert any(line.startswith("ok  traffic on port 8080: Balancer > ") for line in lines)


def test_ways_that_are_cut(tmp_path: Path) -> None:
    made = isolated()
    without("Api")(made)
    put("Targets", HealthCheckPort="9000")(made)
    result = reach(made, tmp_path)
    assert result.exit_code == 1
    assert "Service > TaskGroup (egress port 443) >< ecr.api" in result.output
    assert '"Vpc" no endpoint for ecr.api; add a NAT gateway or the endpoints' in result.output
    assert "CUT health checks on port 9000" in result.output


def test_json(tmp_path: Path) -> None:
    made = isolated()
    without("Api")(made)
    ((file,),) = [json.loads(reach(made, tmp_path, "--format", "json").stdout)]
    (member,) = file["members"]
    assert member["name"] == "Service"
    answers = {way["target"]: way["answer"] for way in member["ways"] if way["direction"] == "out"}
    assert answers == {
        "ecr.api": "cut",
        "ecr.dkr": "reaches",
        "s3": "reaches",
        "secretsmanager": "reaches",
        "logs": "reaches",
    }
    (cut,) = next(way for way in member["ways"] if way["target"] == "ecr.api")["cuts"]
    assert (cut["kind"], cut["certain"]) == ("no-endpoint", True)


def test_pictures(tmp_path: Path) -> None:
    made = template()
    without("InnerRoute")(made)
    made["Resources"]["Task"]["Properties"]["ContainerDefinitions"][0]["Image"] = "a&b\u0007:1"
    picture = reach(made, tmp_path, "--format", "svg").stdout
    root = ElementTree.fromstring(picture)
    assert any("no route to the internet" in (text.text or "") for text in root.iter())
    chart = reach(made, tmp_path, "--format", "mermaid").stdout.splitlines()
    assert chart[0] == "flowchart LR"
    assert any("--x|" in line for line in chart)


def test_unknown_ways_and_nothing_at_all(tmp_path: Path) -> None:
    made = template()
    put("InnerRoute", NatGatewayId={"Fn::ImportValue": "nat"})(made)
    result = reach(made, tmp_path)
    assert result.exit_code == 0
    assert '?   pull "nginx:1.27"' in result.output
    result = reach({"Resources": {"Cluster": {"Type": "AWS::ECS::Cluster"}}}, tmp_path)
    assert result.exit_code == 0
    assert "no template that starts tasks was found" in result.output


def test_the_picture_keeps_long_names_in_columns(tmp_path: Path) -> None:
    made = json.loads(
        json.dumps(template()).replace("TaskGroup", "TaskGroupOfTheServiceThatAnswersEverybody")
    )
    picture = reach(made, tmp_path, "--format", "svg").stdout
    root = ElementTree.fromstring(picture)
    spelt = ["".join(part.itertext()) for part in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("… (egress port 443)" in text or "erybody (egress port 443)" in text for text in spelt)
    boxes = [part for part in root.iter("{http://www.w3.org/2000/svg}rect") if part.get("x")]
    rows: dict[str, list[float]] = {}
    for part in boxes:
        rows.setdefault(str(part.get("y")), []).append(float(str(part.get("x"))))
    assert len({row[0] for row in rows.values()}) == 1
    assert "prefers-color-scheme:dark" in picture


@pytest.mark.parametrize("form", ["text", "json", "svg", "mermaid"])
def test_a_file_that_is_not_there(form: str, tmp_path: Path) -> None:
    result = invoke(["reach", str(tmp_path / "x.yaml"), "--format", form])
    assert result.exit_code == 2


def module(folder: Path) -> Path:
    """Write a module in which a variable opens the port, and a file for ``-var-file`` that opens another."""
    groups = "".join(
        f'''resource "aws_security_group" "{name}" {{
  vpc_id = "vpc-1"
  {rule}
  egress {{
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}
'''
        for name, rule in (
            ("balancer", ""),
            (
                "task",
                'ingress {\nfrom_port = var.port\nto_port = var.port\nprotocol = "tcp"\n'
                "security_groups = [aws_security_group.balancer.id]\n}",
            ),
        )
    )
    text = """variable "port" {}
resource "aws_lb" "web" {
  security_groups = [aws_security_group.balancer.id]
  subnets         = ["subnet-1", "subnet-2"]
}
resource "aws_lb_target_group" "web" {
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-1"
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = "web:1"
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = ["subnet-1"]
    security_groups = [aws_security_group.task.id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
"""
    (folder / "main.tf").write_text(groups + text, encoding="utf-8")
    (folder / "env").mkdir()
    for name, port in (("dev", 8080), ("prod", 80)):
        (folder / "env" / f"{name}.tfvars").write_text(f"port = {port}\n", encoding="utf-8")
    return folder


def test_each_environment_of_a_module_is_shown(tmp_path: Path) -> None:
    result = invoke(["reach", str(module(tmp_path)), "--isolated"])
    assert result.exit_code == 1
    dev, prod = result.output.split("main.tf with env/")[1:]
    assert dev.startswith("dev.tfvars")
    assert "CUT" not in dev
    assert prod.startswith("prod.tfvars")
    assert "CUT traffic on port 8080" in prod


def test_one_environment_of_a_module_is_chosen(tmp_path: Path) -> None:
    folder = module(tmp_path)
    dev, prod = (str(folder / "env" / f"{name}.tfvars") for name in ("dev", "prod"))
    result = invoke(["reach", str(folder), "--isolated", "--parameters", dev])
    assert result.exit_code == 0
    assert "CUT" not in result.output
    result = invoke(["reach", str(folder), "--isolated", "--parameters", dev, "--parameters", prod])
    assert result.exit_code == 1
    first, second = result.output.split("env/prod.tfvars")
    assert "CUT" not in first
    assert "CUT" in second


def test_parameters_of_a_template_open_and_cut_ways(tmp_path: Path) -> None:
    made = template()
    made["Parameters"] = {"Port": {"Type": "Number", "Default": 8080}}
    assert reach(made, tmp_path, "--var", "Port=80").exit_code == 0
    (tmp_path / "wrong.json").write_text("[1", encoding="utf-8")
    assert reach(made, tmp_path, "--parameters", str(tmp_path / "wrong.json")).exit_code == 2
