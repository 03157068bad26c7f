"""Intrinsic functions: known results, references, and unknown ones with their reason."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.documents.cloudformation.values import Failure

from .helpers import task, template, value

PARAMETERS = {
    "Cpu": {"Type": "Number", "Default": 256},
    "Image": {"Type": "String", "Default": "nginx:1.27"},
    "Open": {"Type": "String"},
    "Blank": {"Type": "String", "Default": "<ServiceName>"},
    "Empty": {"Type": "String", "Default": ""},
    "Ports": {"Type": "CommaDelimitedList", "Default": "80, 443"},
    "Subnets": {"Type": "List<AWS::EC2::Subnet::Id>"},
    "Ami": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/aws/ami"},
    "Password": {"Type": "String", "Default": "hunter2", "NoEcho": True},
    "OnlyOne": {"Type": "String", "AllowedValues": ["a"]},
}
MAPPINGS = {"Sizes": {"prod": {"Cpu": 512, "Zones": ["a", "b"]}, "1": {"Cpu": 256}}}
ROLE = {"Fn::GetAtt": ["Role", "Arn"]}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"Ref": "Cpu"}, "256"),
        ({"Ref": "Image"}, "nginx:1.27"),
        ({"Ref": "Ports"}, ["80", "443"]),
        ({"Ref": "OnlyOne"}, "a"),
        ({"Fn::Sub": "x-${Cpu}-${!Cpu}-$${Image}"}, "x-256-${Cpu}-$nginx:1.27"),
        ({"Fn::Sub": ["${A}${Cpu}", {"A": {"Fn::Join": ["-", ["a", 1, True]]}}]}, "a-1-true256"),
        ({"Fn::Join": [",", {"Ref": "Ports"}]}, "80,443"),
        ({"Fn::Join": ["", ["a", {"Ref": "AWS::NoValue"}, "b"]]}, "ab"),
        ({"Fn::Select": [1, ["a", "b"]]}, "b"),
        ({"Fn::Select": ["0", {"Ref": "Ports"}]}, "80"),
        ({"Fn::Split": ["/", "a/b"]}, ["a", "b"]),
        ({"Fn::Select": [1, {"Fn::Split": [":", {"Ref": "Image"}]}]}, "1.27"),
        ({"Fn::FindInMap": ["Sizes", "prod", "Cpu"]}, 512),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "OnlyOne"}, "Cpu", {"DefaultValue": 128}]}, 128),
        ({"Fn::FindInMap": ["Sizes", "prod", "Zones"]}, ["a", "b"]),
        ({"Fn::Cidr": ["10.0.0.0/16", 2, 8]}, ["10.0.0.0/24", "10.0.1.0/24"]),
        ({"Fn::Base64": "hi"}, "aGk="),
        ({"Fn::ToJsonString": {"a": {"Ref": "Cpu"}}}, '{"a":"256"}'),
        ({"Fn::Length": ["a", "b"]}, 2),
        ({"Fn::Length": {"Ref": "Ports"}}, 2),
        ({"Ref": "AWS::NoValue"}, "<absent>"),
        ([1, {"Ref": "AWS::NoValue"}, 3], [1, 3]),
        ({"a": {"Ref": "AWS::NoValue"}, "b": 2}, {"b": 2}),
    ],
)
def test_known(node: Any, expected: Any) -> None:
    assert value(node, Parameters=PARAMETERS, Mappings=MAPPINGS) == expected


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ({"Ref": "Open"}, "parameter without a default"),
        ({"Ref": "Empty"}, "parameter with an empty default"),
        ({"Ref": "Blank"}, "parameter with a default to be filled in"),
        ({"Ref": "Subnets"}, "parameter without a default"),
        ({"Ref": "Ami"}, "parameter whose value is not shown"),
        ({"Ref": "Password"}, "parameter whose value is not shown"),
        ({"Ref": "AWS::Region"}, "pseudo parameter"),
        ({"Ref": "Nothing"}, "reference to nothing"),
        ({"Fn::GetAtt": "Nothing.Arn"}, "reference to nothing"),
        ({"Fn::ImportValue": "net-vpc"}, "import"),
        ({"Fn::GetAZs": ""}, "list of availability zones"),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "list of availability zones"),
        ({"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://x"}}}, "transform"),
        ("{{resolve:ssm:/app/cpu:1}}", "dynamic reference"),
        ({"Fn::Sub": "{{resolve:ssm:/${Cpu}}}"}, "dynamic reference"),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "Cpu"]}, "pseudo parameter"),
        ({"Fn::If": ["Nowhere", 1, 2]}, "condition"),
        ({"Fn::If": ["Nowhere", 1]}, "wrong shape"),
        ({"Fn::Join": "x"}, "wrong shape"),
        ({"Fn::Select": "x"}, "wrong shape"),
        ({"Fn::Cidr": ["banana", 1]}, "address block"),
        ({"Fn::Sub": 3}, "wrong shape"),
        ({"Ref": ["a"]}, "wrong shape"),
        ({"Fn::If": ["a", 1, 2], "Other": 1}, "wrong shape"),
    ],
)
def test_unknown(node: Any, reason: str) -> None:
    found = value(node, Parameters=PARAMETERS, Mappings=MAPPINGS)
    assert isinstance(found, Unresolved)
    assert found.reason == reason


@pytest.mark.parametrize(
    "node",
    [
        ROLE,
        {"Fn::GetAtt": "Role.Arn"},
        {"Fn::Sub": "${Role.Arn}"},
        {"Fn::Join": ["", [ROLE]]},
        {"Fn::Select": [0, [ROLE]]},
    ],
)
def test_a_reference_stays_a_reference(node: Any) -> None:
    found = value(node)
    assert isinstance(found, Reference)
    assert (found.logical_id, found.attribute) == ("Role", "Arn")


def test_a_partly_known_text_keeps_its_pieces() -> None:
    found = value(
        {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/app:${Cpu}"}, Parameters=PARAMETERS
    )
    assert isinstance(found, PartialText)
    assert found.text == "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/app:256"
    assert found.parts[1] == ".dkr.ecr.eu-west-1.amazonaws.com/app:256"
    joined = value({"Fn::Join": ["/", ["service", {"Ref": "Role"}]]})
    assert isinstance(joined, PartialText)
    assert joined.text == "service/${Role}"


def test_pseudo_parameters_can_be_fixed() -> None:
    one = task({"X": {"Fn::Sub": "logs.${AWS::Region}"}})
    one.pseudo = {"AWS::Region": "eu-west-1"}
    assert one.resolve("Task").data == {"X": "logs.eu-west-1"}


@pytest.mark.parametrize(
    ("node", "message"),
    [
        ({"Fn::FindInMap": ["Sizes", "dev", "Cpu"]}, "mapping Sizes has no key dev; use prod or 1"),
        (
            {"Fn::FindInMap": ["Sizes", "prod", "Ram"]},
            "mapping Sizes/prod has no key Ram; use Cpu or Zones",
        ),
        ({"Fn::FindInMap": ["Size", "prod", "Ram"]}, "the template has no mapping Size; add it"),
        ({"Fn::Select": [2, ["a", "b"]]}, "Fn::Select asks for item 2 of a list of 2; use 0 to 1"),
        (
            {"Fn::Sub": ["${A}-x", {"A": {"Fn::Select": [2, ["a"]]}}]},
            "Fn::Select asks for item 2 of a list of 1; use 0",
        ),
    ],
)
def test_what_aws_refuses_to_evaluate(node: Any, message: str) -> None:
    found = value(node, Mappings=MAPPINGS)
    assert isinstance(found, Failure)
    assert found.text == message


def test_plain_parts_are_not_copied() -> None:
    properties = {"Tags": [{"Key": "a"}], "Cpu": {"Ref": "Nothing"}}
    data = task(properties).resolve("Task").data
    assert isinstance(data, dict)
    assert data["Tags"] is properties["Tags"]
    assert isinstance(properties["Cpu"], dict)


def test_loops_over_members() -> None:
    node = {
        "Fn::ForEach::Ports": ["Port", ["80", "443"], {"Port${Port}": {"Value": {"Ref": "Port"}}}],
        "Plain": 1,
    }
    one = task({"X": node})
    resolved = one.resolve("Task")
    assert resolved.data == {"X": {"Port80": {"Value": "80"}, "Port443": {"Value": "443"}, "Plain": 1}}
    base = ("Resources", "Task", "Properties", "X")
    assert resolved.source(("X", "Port443", "Value")) == (
        *base,
        "Fn::ForEach::Ports",
        2,
        "Port${Port}",
        "Value",
    )


def test_loops_over_resources() -> None:
    one = template(
        Resources={
            "Fn::ForEach::Tasks": [
                "Name",
                ["Web", "Api-1"],
                {"Task&{Name}": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": "f-${Name}"}}},
            ]
        }
    )
    assert list(one.resources) == ["TaskWeb", "TaskApi1"]
    assert one.resolve("TaskApi1").data == {"Family": "f-Api-1"}
    place = ("Resources", "Fn::ForEach::Tasks", 2, "Task&{Name}", "Properties", "Family")
    assert one.resolve("TaskApi1").source(("Family",)) == place


def test_a_loop_that_would_not_end_is_unknown() -> None:
    node: Any = {"V": 1}
    for depth in range(6):
        node = {
            f"Fn::ForEach::L{depth}": [
                f"V{depth}",
                [str(n) for n in range(100)],
                {f"K${{V{depth}}}": 1, **node},
            ]
        }
    found = value(node)
    assert isinstance(found, Unresolved)
    assert found.reason == "loop with too many members"


def test_a_text_that_doubles_is_cut() -> None:
    node: Any = "x" * 64
    for _ in range(40):
        node = {"Fn::Sub": ["${A}${A}", {"A": node}]}
    assert isinstance(value(node), Unresolved)


def test_deep_nesting_is_unknown() -> None:
    node: Any = "x"
    for _ in range(5000):
        node = [node]
    resolved = task({"X": node}).resolve("Task")
    assert isinstance(resolved.data, Unresolved)
