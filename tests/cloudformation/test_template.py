"""Reading templates: recognition, sections, parameters, places."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation import is_template

from .helpers import task, template


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"Resources": {"A": {"Type": "AWS::ECS::Service"}}}, True),
        ({"Resources": {"A": {"Type": "Custom::Thing"}}}, True),
        ({"Resources": {"Fn::ForEach::X": ["a", ["b"], {}]}}, True),
        ({"version": 0.0, "Resources": [{"TargetService": {}}]}, False),
        ({"Resources": {"A": {"Type": "thing"}}}, False),
        ({"Resources": {}}, False),
        ([], False),
        (None, False),
    ],
)
def test_recognition(data: Any, expected: bool) -> None:
    assert is_template(data) is expected


@pytest.mark.parametrize(
    "sections",
    [
        {"Resources": []},
        {"Resources": {"A": "x", "B": {"Type": 3, "Properties": "no", "DependsOn": 4, "Condition": []}}},
        {"Resources": {"A": {"Type": "A::B", "Properties": ["x"]}}, "Parameters": [], "Conditions": "x"},
        {"Resources": {"A": {"Properties": {"Fn::If": []}}}, "Mappings": 3, "Transform": {"Name": 3}},
        {"Resources": {"Fn::ForEach::A": 3, "Fn::Transform": {}}, "Conditions": {"C": {"Fn::And": []}}},
    ],
)
def test_odd_shapes_are_read(sections: dict[str, Any]) -> None:
    one = template(**sections)
    for logical_id in one.resources:
        for scenario in one.scenarios_for([logical_id]):
            one.resolve(logical_id, scenario)
    assert one.macros == []


def test_sections() -> None:
    one = template(
        Transform=["AWS::LanguageExtensions", "Company::Macro"],
        Resources={
            "A": {
                "Type": "AWS::ECS::Service",
                "DependsOn": "B",
                "Condition": "C",
                "DeletionPolicy": "Retain",
                "Metadata": {"k": 1},
            },
            "B": {"Type": "AWS::ECS::Cluster", "DependsOn": ["A"]},
        },
    )
    service = one.resources["A"]
    assert (service.depends_on, service.condition, service.deletion_policy) == (["B"], "C", "Retain")
    assert service.metadata == {"k": 1}
    assert service.properties_route == ("Resources", "A", "Properties")
    assert one.macros == ["Company::Macro"]
    assert [found.logical_id for found in one.resources_of("AWS::ECS::Cluster")] == ["B"]


def test_places_of_defaults_mappings_and_arms() -> None:
    one = task(
        {
            "Cpu": {"Ref": "Cpu"},
            "Memory": {"Fn::FindInMap": ["Sizes", {"Ref": "Env"}, "Memory"]},
            "Family": {"Fn::Sub": "app-${Env}"},
            "Volumes": [{"Ref": "AWS::NoValue"}, {"Name": {"Fn::If": ["C", "a", {"Ref": "Env"}]}}],
        },
        Parameters={"Cpu": {"Type": "String", "Default": "512"}, "Env": {"Type": "String", "Default": "dev"}},
        Mappings={"Sizes": {"dev": {"Memory": 512}}},
        Conditions={"C": {"Fn::Equals": [{"Ref": "AWS::Region"}, "x"]}},
    )
    scenario = one.scenarios_for(["Task"])[0]
    resolved = one.resolve("Task", scenario)
    base = ("Resources", "Task", "Properties")
    assert resolved.data == {"Cpu": "512", "Memory": 512, "Family": "app-dev", "Volumes": [{"Name": "dev"}]}
    assert resolved.source(("Cpu",)) == ("Parameters", "Cpu", "Default")
    assert resolved.use(("Cpu",)) == (*base, "Cpu")
    assert resolved.note(("Cpu",)) == "parameter Cpu defaults to 512"
    assert resolved.parameter(("Cpu",)) == "Cpu"
    assert resolved.source(("Memory",)) == ("Mappings", "Sizes", "dev", "Memory")
    assert resolved.note(("Memory",)) == "parameter Env defaults to dev, mapping Sizes/dev/Memory is 512"
    assert resolved.source(("Family",)) == (*base, "Family")
    assert resolved.note(("Family",)) == "parameter Env defaults to dev"
    assert resolved.parameter(("Family",)) is None
    assert resolved.source(("Volumes", 0, "Name")) == ("Parameters", "Env", "Default")
    assert resolved.use(("Volumes", 0, "Name")) == (*base, "Volumes", 1, "Name", "Fn::If", 2)
    assert resolved.source(("Volumes", 0, "Host")) == (*base, "Volumes", 1, "Host")
    assert resolved.note(("Volumes",)) is None


def test_a_whole_property_behind_a_condition() -> None:
    one = task(
        {"Fn::If": ["C", {"Cpu": 1}, {"Cpu": 2, "Tags": [{"Ref": "Tag"}]}]},
        Parameters={"Tag": {"Type": "String"}},
        Conditions={"C": {"Fn::Equals": [{"Ref": "AWS::Region"}, "x"]}},
    )
    first, second = one.scenarios_for(["Task"])
    assert one.resolve("Task", first).source(("Cpu",)) == (
        "Resources",
        "Task",
        "Properties",
        "Fn::If",
        2,
        "Cpu",
    )
    assert one.resolve("Task", second).source(("Cpu",)) == (
        "Resources",
        "Task",
        "Properties",
        "Fn::If",
        1,
        "Cpu",
    )


def test_a_note_does_not_print_a_secret() -> None:
    one = task(
        {"X": {"Ref": "DbPassword"}}, Parameters={"DbPassword": {"Type": "String", "Default": "hunter2"}}
    )
    assert one.resolve("Task").note(("X",)) == "the default of parameter DbPassword"


def test_allowed_values() -> None:
    one = task(
        {}, Parameters={"Cpu": {"Type": "Number", "AllowedValues": [256, 512]}, "Env": {"Type": "String"}}
    )
    assert one.allowed_values("Cpu") == ["256", "512"]
    assert one.allowed_values("Env") is None


def test_a_macro_in_properties_hides_them() -> None:
    assert isinstance(task({"Fn::Transform": {"Name": "X"}, "Cpu": 1}).resolve("Task").data, Unresolved)


def test_loops_in_every_section() -> None:
    one = template(
        Transform="AWS::LanguageExtensions",
        Parameters={"Names": {"Type": "CommaDelimitedList", "Default": "Web,Api"}, "Env": {"Type": "String"}},
        Conditions={
            "Fn::ForEach::Names": [
                "N",
                {"Ref": "Names"},
                {"Is${N}": {"Fn::Equals": [{"Ref": "Env"}, {"Ref": "N"}]}},
            ]
        },
        Resources={
            "Fn::ForEach::Names": [
                "N",
                {"Ref": "Names"},
                {
                    "Task${N}": {
                        "Type": "AWS::ECS::TaskDefinition",
                        "Condition": "Is${N}",
                        "Properties": {"Cpu": {"Fn::If": ["Is${N}", "256", {"Ref": "Env"}]}},
                    }
                },
            ]
        },
        Outputs={"Fn::ForEach::Names": ["N", {"Ref": "Names"}, {"Out${N}": {"Value": {"Ref": "Task${N}"}}}]},
    )
    assert list(one.conditions) == ["IsWeb", "IsApi"]
    assert list(one.resources) == ["TaskWeb", "TaskApi"]
    assert list(one.outputs) == ["OutWeb", "OutApi"]
    (web,) = [s for s in one.scenarios_for(["TaskWeb"]) if s.has("IsWeb")]
    assert one.resolve("TaskWeb", web).data == {"Cpu": "256"}
