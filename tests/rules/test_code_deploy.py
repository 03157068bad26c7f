"""CodeDeploy in templates: deployment configurations and blue/green hooks."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.rules.code_deploy import (
    LISTENER,
    PREDEFINED,
    V2,
    Members,
    expect,
    lint,
    listener,
    name_of,
    pair,
    target_group,
    template,
)


def config(**properties: Any) -> Members:
    return {"Type": "AWS::CodeDeploy::DeploymentConfig", "Properties": properties}


def shift(kind: Any = None, **blocks: Any) -> Members:
    return {"ComputePlatform": "ECS", "TrafficRoutingConfig": {"Type": kind, **blocks}}


def canary(percentage: Any, interval: Any = 5) -> Members:
    return {"TimeBasedCanary": {"CanaryPercentage": percentage, "CanaryInterval": interval}}


def linear(percentage: Any, interval: Any = 5) -> Members:
    return {"TimeBasedLinear": {"LinearPercentage": percentage, "LinearInterval": interval}}


def test_nothing_is_said_of_what_is_right(tmp_path: Path) -> None:
    for rule in ("ECS850", "ECS851", "ECS854", "ECS855"):
        expect(lint(tmp_path, rule, template()))


@pytest.mark.parametrize(
    ("platform", "said"),
    [
        ("ECS", None),
        (None, "is for the compute platform Server, the default, but"),
        ("Lambda", "is for the compute platform Lambda, but"),
        ({"Ref": "X"}, None),
    ],
)
def test_the_platform_of_a_configuration(platform: Any, said: str | None, tmp_path: Path) -> None:
    own = config() if platform is None else config(ComputePlatform=platform)
    found = lint(tmp_path, "ECS854", template({"DeploymentConfigName": {"Ref": "Own"}}, Own=own))
    found = [finding for finding in found if finding[1].endswith("/DeploymentConfigName")]
    expect(found, *([] if said is None else [("error", "/Group/Properties/DeploymentConfigName", said)]))


STEPS = [
    (f"{PREDEFINED}ECSAllAtOnce", None, False),
    (f"{PREDEFINED}ECSCanary10Percent5Minutes", None, True),
    (f"{PREDEFINED}ECSLinear10PercentEvery1Minutes", None, True),
    ("our-steps", None, False),
    ({"Ref": "X"}, None, False),
    ({"Ref": "Own"}, shift("TimeBasedCanary", **canary(10)), True),
    ({"Ref": "Own"}, shift("TimeBasedLinear", **linear(10)), True),
    ({"Ref": "Own"}, shift("AllAtOnce"), False),
    ({"Ref": "Own"}, shift({"Ref": "X"}), False),
]


@pytest.mark.parametrize(("name", "own", "steps"), STEPS)
@pytest.mark.parametrize("protocol", ["TCP", "TLS", "HTTPS", {"Ref": "X"}])
def test_network_load_balancers_shift_at_once(
    name: Any, own: Members | None, steps: bool, protocol: Any, tmp_path: Path
) -> None:
    more = {} if own is None else {"Own": config(**own)}
    found = lint(tmp_path, "ECS854", template({"DeploymentConfigName": name}, Web=listener(protocol), **more))
    refused = steps and protocol in ("TCP", "TLS")
    said = f"does not work with a {protocol} listener (Web)"
    expect(found, *([("error", "/DeploymentConfigName", said)] if refused else []))


@pytest.mark.parametrize(
    ("arns", "found"),
    [([{"Ref": "Web"}], 1), ([{"Ref": "Web"}, {"Ref": "Web"}], 1), ([LISTENER], 0), ({"Ref": "List"}, 0)],
)
def test_listeners_of_a_group_are_followed(arns: Any, found: int, tmp_path: Path) -> None:
    info = pair(name_of("Blue"), name_of("Green"), ProdTrafficRoute={"ListenerArns": arns})
    name = {"DeploymentConfigName": f"{PREDEFINED}ECSCanary10Percent5Minutes"}
    assert len(lint(tmp_path, "ECS854", template({**name, **info}, Web=listener("TCP")))) == found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"{PREDEFINED}OneAtATime", "is for instances; use one for ECS such as CodeDeploy"),
        (f"{PREDEFINED}LambdaLinear10PercentEvery1Minute", "is for Lambda functions"),
        (f"{PREDEFINED}ECSCanary10Percent5Minute", "does not exist; use one for ECS such as"),
        (f"{PREDEFINED}ECSLinear10PercentEvery3Minutes", None),
        ("our-own", None),
    ],
)
def test_predefined_configurations(name: str, said: str | None, tmp_path: Path) -> None:
    found = lint(tmp_path, "ECS854", template({"DeploymentConfigName": name}))
    expect(found, *([] if said is None else [("error", "/DeploymentConfigName", said)]))


@pytest.mark.parametrize(
    ("routing", "said"),
    [
        (shift("AllAtOnce"), []),
        (shift("TimeBasedCanary", **canary(1, 0)), []),
        (shift("TimeBasedCanary", **canary("99", "2880")), []),
        (
            shift("TimeBasedCanary", **canary(0)),
            [("CanaryPercentage", "is 0; use 1 to 99, the nearest is 1")],
        ),
        (shift("TimeBasedCanary", **canary(5, 2881)), [("CanaryInterval", "is 2881; use 0 to 2880")]),
        (
            shift("TimeBasedLinear", **linear(99, -1)),
            [("LinearInterval", "is -1; use 0 to 2880, the nearest is 0")],
        ),
        (shift("TimeBasedLinear", **linear(100)), [("LinearPercentage", "the nearest is 99")]),
        (shift("TimeBasedLinear", **linear({"Ref": "X"})), []),
        (
            shift("TimeBasedLinear", **canary(5)),
            [
                ("/Type", "add TimeBasedLinear"),
                ("/TimeBasedCanary", "does not go with Type: TimeBasedLinear"),
            ],
        ),
        (
            shift("AllAtOnce", **linear(5)),
            [("/TimeBasedLinear", "remove it, or set Type: TimeBasedLinear")],
        ),
        (shift("Canary"), [("/Type", 'is Canary; use "AllAtOnce", "TimeBasedCanary" or')]),
        (shift({"Ref": "X"}, **linear(500)), []),
        ({"ComputePlatform": "ECS", "TrafficRoutingConfig": {}}, [("/TrafficRoutingConfig", "is left out")]),
        ({"ComputePlatform": "ECS"}, [("/Properties", "add TrafficRoutingConfig")]),
        ({"ComputePlatform": "ECS", "TrafficRoutingConfig": {"Ref": "X"}}, []),
        ({"ComputePlatform": "Lambda", "DeploymentConfigName": f"{PREDEFINED}Mine"}, []),
        (
            {**shift("AllAtOnce"), "DeploymentConfigName": f"{PREDEFINED}Mine"},
            [("/DeploymentConfigName", "use another name")],
        ),
        (
            {**shift("AllAtOnce"), "MinimumHealthyHosts": {"Type": "HOST_COUNT", "Value": 1}},
            [("/MinimumHealthyHosts", "is for instances")],
        ),
        (
            {**shift("AllAtOnce"), "ZonalConfig": {"MonitorDurationInSeconds": 60}},
            [("/ZonalConfig", "is for instances")],
        ),
    ],
)
def test_configurations_of_ones_own(routing: Members, said: list[tuple[str, str]], tmp_path: Path) -> None:
    found = lint(tmp_path, "ECS854", template(Own=config(**routing)))
    levels = ["warning" if "2881" in message else "error" for _, message in said]
    expect(found, *((level, *each) for level, each in zip(levels, said, strict=True)))


def hook(change: Callable[[Members, Members], Any]) -> Members:
    """Return a template with a blue/green hook; ``change`` gets its application and the template."""
    application = {
        "Target": {"Type": "AWS::ECS::Service", "LogicalID": "Service"},
        "ECSAttributes": {
            "TaskDefinitions": ["BlueTask", "GreenTask"],
            "TaskSets": ["BlueTasks", "GreenTasks"],
            "TrafficRouting": {
                "ProdTrafficRoute": {"Type": f"{V2}Listener", "LogicalID": "Web"},
                "TargetGroups": ["Blue", "Green"],
            },
        },
    }
    task = {
        "ContainerDefinitions": [{"Name": "web", "Image": "public.ecr.aws/nginx/nginx:1.27", "Memory": 128}]
    }
    tasks = {"Cluster": "default", "Service": {"Ref": "Service"}, "TaskDefinition": {"Ref": "BlueTask"}}
    properties = {"TrafficRoutingConfig": {"Type": "AllAtOnce"}, "Applications": [application]}
    whole = {
        "Transform": "AWS::CodeDeployBlueGreen",
        "Parameters": {"X": {"Type": "String"}},
        "Hooks": {"Deploy": {"Type": "AWS::CodeDeploy::BlueGreen", "Properties": properties}},
        "Resources": {
            "Blue": target_group(),
            "Green": target_group(),
            "Web": listener(),
            "Service": {
                "Type": "AWS::ECS::Service",
                "Properties": {"DeploymentController": {"Type": "EXTERNAL"}},
            },
            "BlueTask": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
            "BlueTasks": {"Type": "AWS::ECS::TaskSet", "Properties": tasks},
        },
    }
    change(application, whole)
    return deepcopy(whole)


def put(path: str, value: Any) -> Callable[[Members, Members], None]:
    """Return a change of an application, at a path with dots; ``None`` removes the member."""

    def change(application: Members, whole: Members) -> None:
        *steps, last = path.split(".")
        for step in steps:
            application = application[step]
        application.pop(last, None)
        if value is not None:
            application[last] = value

    return change


def whole(**members: Any) -> Callable[[Members, Members], None]:
    """Return a change of the template: members, or of resources where they are called ``r_``."""

    def change(application: Members, whole: Members) -> None:
        for name, value in members.items():
            if name.startswith("r_"):
                whole["Resources"][name[2:]] = value
            else:
                whole[name] = value

    return change


APPLICATION = "/Hooks/Deploy/Properties/Applications/0"
ROUTING = f"{APPLICATION}/ECSAttributes/TrafficRouting"
TEST_ROUTE = {"Type": f"{V2}Listener", "LogicalID": "Web"}
HOOKS = [
    (whole(), None, ""),
    (whole(Hooks={"Deploy": {"Type": "AWS::Other"}}, Transform=[], Outputs={"X": {"Value": 1}}), None, ""),
    (whole(Transform=["AWS::Serverless-2016-10-31"]), "/Hooks/Deploy/Type", "needs the transform"),
    (whole(Transform=["AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen"]), None, ""),
    (
        whole(Outputs={"Name": {"Value": "web"}}),
        "/Outputs",
        "outputs beside a CodeDeploy blue/green hook are documented as not supported",
    ),
    (whole(Outputs={}), None, ""),
    (
        whole(r_Nested={"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://s3/t"}}),
        "/Resources/Nested/Type",
        "cannot have nested stacks",
    ),
    (put("Target.Type", "AWS::ECS::TaskSet"), f"{APPLICATION}/Target/Type", "use AWS::ECS::Service"),
    (
        put("Target.LogicalID", "Web"),
        f"{APPLICATION}/Target/LogicalID",
        'Web" is not the logical id of a Service',
    ),
    (put("Target.LogicalID", None), f"{APPLICATION}/Target", "is not the logical id of a Service"),
    (put("ECSAttributes.TaskDefinitions", ["GreenTask", "BlueTask"]), None, ""),
    (
        put("ECSAttributes.TaskDefinitions", ["RedTask", "GreenTask"]),
        f"{APPLICATION}/ECSAttributes/TaskDefinitions/0",
        "RedTask in TaskDefinitions is not a TaskDefinition of the template; use the logical id of one",
    ),
    (
        put("ECSAttributes.TaskSets", ["BlueTasks", "BlueTasks"]),
        f"{APPLICATION}/ECSAttributes/TaskSets/1",
        "both of TaskSets are BlueTasks",
    ),
    (
        put("ECSAttributes.TaskSets", ["BlueTasks"]),
        "/ECSAttributes/TaskSets",
        "TaskSets has 1 logical ids; use two",
    ),
    (
        put("ECSAttributes.TaskSets", ["a", "b", "c"]),
        "/ECSAttributes/TaskSets",
        "TaskSets has 3 logical ids; use two",
    ),
    (
        put("ECSAttributes.TaskSets", None),
        "/ECSAttributes",
        "TaskSets has 0 logical ids; use two, for the old and the new tasks",
    ),
    (
        put("ECSAttributes.TaskSets", ["BlueTasks", {"Ref": "X"}]),
        f"{APPLICATION}/ECSAttributes/TaskSets/1",
        "no functions such as Ref",
    ),
    (
        put("ECSAttributes.TrafficRouting.TargetGroups", ["Red", "Green"]),
        f"{ROUTING}/TargetGroups/0",
        "Red in TargetGroups is not a TargetGroup of the template; use the logical id of one",
    ),
    (
        put("ECSAttributes.TrafficRouting.TargetGroups", ["Blue", "Red"]),
        f"{ROUTING}/TargetGroups/1",
        "Red in TargetGroups is not a TargetGroup of the template; use the logical id of one",
    ),
    (put("ECSAttributes.TrafficRouting.TestTrafficRoute", TEST_ROUTE), None, ""),
    (
        put("ECSAttributes.TrafficRouting.TestTrafficRoute", {**TEST_ROUTE, "LogicalID": "Blue"}),
        f"{ROUTING}/TestTrafficRoute/LogicalID",
        'Blue" is not the logical id of a Listener',
    ),
    (
        put("ECSAttributes.TrafficRouting.ProdTrafficRoute", None),
        ROUTING,
        "is not the logical id of a Listener",
    ),
    (
        whole(r_Blue={**target_group(), "DeletionPolicy": {"Fn::ImportValue": "x"}}),
        "/Resources/Blue/DeletionPolicy",
        "imported values beside a CodeDeploy blue/green hook are documented as not supported",
    ),
]


@pytest.mark.parametrize(("change", "pointer", "said"), HOOKS)
def test_hooks(
    change: Callable[[Members, Members], None], pointer: str | None, said: str, tmp_path: Path
) -> None:
    found = lint(tmp_path, "ECS857", hook(change))
    level = "warning" if "documented as" in said else "error"
    expect(found, *([] if pointer is None else [(level, pointer, said)]))


def test_hooks_name_their_applications(tmp_path: Path) -> None:
    def without(application: Members, whole: Members) -> None:
        whole["Hooks"]["Deploy"]["Properties"]["Applications"] = []

    expect(lint(tmp_path, "ECS857", hook(without)), ("error", "/Properties/Applications", "add Applications"))
