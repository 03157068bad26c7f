"""CodeDeploy in templates: deployment groups of ECS services."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke
from tests.rules.code_deploy import (
    ARN,
    BALANCER,
    LISTENER,
    Members,
    expect,
    lint,
    name_of,
    pair,
    pairs,
    route,
    target_group,
    template,
)


def platform(value: Any) -> Members:
    properties = {} if value is None else {"ComputePlatform": value}
    return {"Type": "AWS::CodeDeploy::Application", "Properties": properties}


STYLE = {"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"}
GROUP = "/Resources/Group/Properties"
PAIRS = f"{GROUP}/LoadBalancerInfo/TargetGroupPairInfoList"
BOTH = (name_of("Blue"), name_of("Green"))
IN_STEPS = {"ActionOnTimeout": "STOP_DEPLOYMENT", "WaitTimeInMinutes": 60}
AT_ONCE = {"ActionOnTimeout": "CONTINUE_DEPLOYMENT"}


def options(**blocks: Any) -> Members:
    """Return options for blue/green deployments; what a group has to have is added."""
    needed = {
        "DeploymentReadyOption": AT_ONCE,
        "TerminateBlueInstancesOnDeploymentSuccess": {"Action": "TERMINATE"},
    }
    return {"BlueGreenDeploymentConfiguration": {**needed, **blocks}}


def ready(action: Any, minutes: Any = None) -> Members:
    wait = {} if minutes is None else {"WaitTimeInMinutes": minutes}
    return options(DeploymentReadyOption={"ActionOnTimeout": action, **wait})


def end(**members: Any) -> Members:
    return options(TerminateBlueInstancesOnDeploymentSuccess=members)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("ECS", None),
        (None, "the compute platform Server, the default"),
        ("Lambda", "the compute platform Lambda, but"),
        ({"Ref": "X"}, None),
    ],
)
@pytest.mark.parametrize("name", [{"Ref": "Application"}, "shop"])
def test_the_platform_of_the_application(name: Any, value: Any, said: str | None, tmp_path: Path) -> None:
    application = platform(value)
    other = platform("Server")
    if name == "shop":
        application["Properties"]["ApplicationName"] = name
        other["Properties"]["ApplicationName"] = "other"
    given = template({"ApplicationName": name}, Application=application, Other=other)
    expect(lint(tmp_path, "ECS850", given), *([] if said is None else [("error", "", said)]))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"ECSServices": None}, 0),
        ({"ECSServices": None, "DeploymentStyle": {**STYLE, "DeploymentType": "IN_PLACE"}}, 1),
        ({"ApplicationName": "elsewhere", "DeploymentStyle": {**STYLE, "DeploymentType": "IN_PLACE"}}, 1),
        ({"ApplicationName": "elsewhere", "ECSServices": None, "DeploymentStyle": {}}, 0),
        ({"ApplicationName": "elsewhere", "ECSServices": [], "DeploymentStyle": {}}, 0),
    ],
)
def test_groups_are_for_services_by_their_platform_or_by_what_they_name(
    members: Members, said: int, tmp_path: Path
) -> None:
    assert len(lint(tmp_path, "ECS850", template(members))) == said


SETTINGS: list[tuple[Members, list[tuple[str, str, str]]]] = [
    ({"DeploymentStyle": None}, [("warning", GROUP, "set BLUE_GREEN and")]),
    ({"DeploymentStyle": {"Ref": "X"}}, []),
    ({"DeploymentStyle": {**STYLE, "DeploymentType": {"Ref": "X"}}}, []),
    (
        {"DeploymentStyle": {}},
        [
            ("error", "/DeploymentStyle", "DeploymentOption is left out, which"),
            ("error", "/DeploymentStyle", "DeploymentType is left out, which"),
        ],
    ),
    ({"AutoScalingGroups": ["web"]}, [("error", "/AutoScalingGroups", "chooses instances")]),
    ({"AutoScalingGroups": []}, []),
    ({"Ec2TagSet": {"Ec2TagSetList": []}}, [("error", "/Ec2TagSet", "chooses instances")]),
    ({"LoadBalancerInfo": None}, [("error", GROUP, "add TargetGroupPairInfoList to LoadBalancerInfo")]),
    ({"LoadBalancerInfo": {"Ref": "X"}}, []),
    (pairs(), [("error", PAIRS.rpartition("/")[0], "add TargetGroupPairInfoList to LoadBalancerInfo")]),
    (
        {"LoadBalancerInfo": {"ElbInfoList": [{"Name": "web"}]}},
        [("error", "/LoadBalancerInfo/ElbInfoList", "but ElbInfoList; add")],
    ),
    (
        {"LoadBalancerInfo": {"ElbInfoList": [{"Name": "web"}], "TargetGroupInfoList": [{"Name": "web"}]}},
        [("error", "/LoadBalancerInfo/TargetGroupInfoList", "but TargetGroupInfoList; add")],
    ),
    (
        pairs(*[{"TargetGroups": list(BOTH), "ProdTrafficRoute": route(LISTENER)}] * 2),
        [("error", f"{PAIRS}/1", "has 2 pairs of target groups; keep one")],
    ),
    ({"LoadBalancerInfo": {"TargetGroupPairInfoList": {"Ref": "X"}}}, []),
    (pair(*BOTH), []),
    (pair(), [("error", "/0/TargetGroups", "for old and new tasks, not 0")]),
    (pair({"Name": "a"}), [("error", "/0/TargetGroups", "for old and new tasks, not 1")]),
    (pair(*BOTH, BOTH[0]), [("error", "/0/TargetGroups", "for old and new tasks, not 3")]),
    (pair({"Name": "a"}, {"Ref": "X"}), []),
    (pair({"Name": "a"}, {"Name": "a"}), [("error", "/0/TargetGroups/1/Name", "of the pair are a; use")]),
    (pair(BOTH[0], BOTH[0]), [("error", "/0/TargetGroups/1/Name", "of the pair are Blue.TargetGroupName")]),
    (
        pair({"Name": {"Ref": "Blue"}}, BOTH[1]),
        [("error", "/0/TargetGroups/0/Name", "use !GetAtt Blue.TargetGroupName")],
    ),
    (
        pair({"Name": f"{ARN}targetgroup/blue/1"}, BOTH[1]),
        [("error", "/0/TargetGroups/0/Name", "is an ARN; use its name")],
    ),
    (pair({"Name": {"Ref": "Web"}}, BOTH[1]), []),
    (pair({}, {}), []),
    (pair(*BOTH, ProdTrafficRoute=None), [("error", f"{PAIRS}/0", "has no listener for its traffic")]),
    (pair(*BOTH, ProdTrafficRoute={}), [("error", "/0/ProdTrafficRoute", "has 0 listeners; use one")]),
    (pair(*BOTH, ProdTrafficRoute=route()), [("error", "/ListenerArns", "has 0 listeners; use one")]),
    (
        pair(*BOTH, TestTrafficRoute=route(LISTENER, LISTENER)),
        [("error", "/0/TestTrafficRoute/ListenerArns", "has 2 listeners; use one")],
    ),
    (pair(*BOTH, TestTrafficRoute=route(LISTENER)), []),
    (pair(*BOTH, ProdTrafficRoute={"ListenerArns": {"Ref": "List"}}), []),
    (
        pair(*BOTH, ProdTrafficRoute=route({"Ref": "Blue"})),
        [("error", "/ListenerArns/0", "this is Blue, a TargetGroup")],
    ),
    (pair(*BOTH, ProdTrafficRoute=route({"Ref": "Web"})), []),
    (pair(*BOTH, ProdTrafficRoute=route({"Ref": "X"})), []),
    (pair(*BOTH, ProdTrafficRoute=route(BALANCER)), [("error", "/ListenerArns/0", f'this is "{BALANCER}"')]),
    (pair(*BOTH, ProdTrafficRoute=route("web")), []),
    (options(), []),
    ({"BlueGreenDeploymentConfiguration": {"Ref": "X"}}, []),
    (end(TerminationWaitTimeInMinutes=0), []),
    (end(TerminationWaitTimeInMinutes="2880"), []),
    (end(TerminationWaitTimeInMinutes=2881), [("error", "Minutes", "the nearest is 2880")]),
    (end(TerminationWaitTimeInMinutes=-1), [("error", "Minutes", "0 to 2880, the nearest is 0")]),
    (end(Action="TERMINATE"), []),
    (end(Action="KEEP_ALIVE"), [("error", "/Action", "use TERMINATE")]),
    (
        options(GreenFleetProvisioningOption={"Action": "DISCOVER_EXISTING"}),
        [("error", "/GreenFleetProvisioningOption", "is for instances")],
    ),
    (ready("STOP_DEPLOYMENT", 1), []),
    (ready("STOP_DEPLOYMENT", 0), [("error", "/WaitTimeInMinutes", "set WaitTimeInMinutes")]),
    (ready("STOP_DEPLOYMENT"), [("error", "/DeploymentReadyOption", "set WaitTimeInMinutes")]),
    (ready("STOP_DEPLOYMENT", {"Ref": "X"}), []),
    (ready("STOP_DEPLOYMENT", 7200), []),
    (ready("STOP_DEPLOYMENT", 7201), [("warning", "/WaitTimeInMinutes", "set at most 7200")]),
    (ready("CONTINUE_DEPLOYMENT"), []),
    (ready("CONTINUE_DEPLOYMENT", 0), []),
    (
        ready("CONTINUE_DEPLOYMENT", 1),
        [("error", "/WaitTimeInMinutes", "is 1, but CONTINUE_DEPLOYMENT does")],
    ),
    (ready({"Ref": "X"}, 1), []),
]


@pytest.mark.parametrize(("members", "said"), SETTINGS)
def test_settings_of_groups(members: Members, said: list[tuple[str, str, str]], tmp_path: Path) -> None:
    expect(lint(tmp_path, "ECS850", template(members)), *said)


def service_with(**members: Any) -> Members:
    """Return the service of the template with other members; those that are ``None`` go."""
    service = deepcopy(template()["Resources"]["Service"])
    service["Properties"].update(members)
    service["Properties"] = {name: v for name, v in service["Properties"].items() if v is not None}
    found: Members = service
    return found


@pytest.mark.parametrize(
    ("groups", "arn", "said"),
    [
        (BOTH, {"Ref": "Blue"}, None),
        (BOTH, {"Ref": "Green"}, None),
        (BOTH, {"Ref": "Red"}, "the service's target group Red is not in the pair (Blue, Green)"),
        (BOTH, f"{ARN}targetgroup/red/1", None),
        (({"Name": "blue"}, BOTH[1]), {"Ref": "Red"}, None),
    ],
)
def test_the_service_begins_with_a_target_group_of_the_pair(
    groups: tuple[Members, ...], arn: Any, said: str | None, tmp_path: Path
) -> None:
    balancers = [{"ContainerName": "web", "ContainerPort": 80, "TargetGroupArn": arn}]
    given = template(pair(*groups), Service=service_with(LoadBalancers=balancers), Red=target_group())
    expect(lint(tmp_path, "ECS850", given), *([] if said is None else [("error", "/TargetGroups", said)]))


def entry(cluster: Any = "shop", service: Any = None) -> Members:
    service = {"Fn::GetAtt": ["Service", "Name"]} if service is None else service
    given = {"ClusterName": cluster, "ServiceName": service}
    return {name: value for name, value in given.items() if value != ""}


CLUSTER = {"Cluster": {"Type": "AWS::ECS::Cluster"}}


def controlled(controller: Any) -> dict[str, Members]:
    return {"Service": service_with(DeploymentController=controller)}


CONTROLLER = "/Resources/Service/Properties/DeploymentController/Type"
SERVICES: list[tuple[Any, dict[str, Members], list[tuple[str, str]]]] = [
    ([entry()], {}, []),
    ([], {}, [("/ECSServices", "names no ECS service")]),
    (None, {}, [(GROUP, "names no ECS service")]),
    ({"Ref": "X"}, {}, []),
    (
        [entry(), entry("shop", "other")],
        {},
        [("/ECSServices/1", "has 2 services, but")],
    ),
    ([entry("")], {}, [("/ECSServices/0", "has no ClusterName")]),
    ([entry("shop", "")], {}, [("/ECSServices/0", "has no ServiceName")]),
    (
        [entry("arn:aws:ecs:eu-west-1:123456789012:cluster/shop")],
        {},
        [("/ClusterName", "is an ARN; use shop")],
    ),
    ([entry({"Ref": "Cluster"})], CLUSTER, []),
    (
        [entry({"Fn::GetAtt": ["Cluster", "Arn"]})],
        CLUSTER,
        [("/ClusterName", "Cluster.Arn is an ARN; use !Ref")],
    ),
    (
        [entry("shop", {"Ref": "Service"})],
        {},
        [("/ServiceName", "Ref of Service is an ARN; use !GetAtt")],
    ),
    (
        [entry("shop", {"Fn::GetAtt": ["Service", "ServiceArn"]})],
        {},
        [("/ServiceName", "ServiceArn is an ARN")],
    ),
    ([entry("shop", {"Ref": "X"})], {}, []),
    (
        [entry()],
        controlled(None),
        [("/Service/Properties", "controller is ECS")],
    ),
    (
        [entry()],
        controlled({}),
        [("/DeploymentController", "controller is ECS")],
    ),
    (
        [entry()],
        controlled({"Type": "EXTERNAL"}),
        [(CONTROLLER, "controller is EXTERNAL")],
    ),
    ([entry()], controlled({"Type": {"Ref": "X"}}), []),
    ([entry()], controlled({"Ref": "X"}), []),
]


@pytest.mark.parametrize(("services", "resources", "said"), SERVICES)
def test_services_of_groups(
    services: Any, resources: dict[str, Members], said: list[tuple[str, str]], tmp_path: Path
) -> None:
    found = lint(tmp_path, "ECS851", template({"ECSServices": services}, **resources))
    expect(found, *(("error", pointer, message) for pointer, message in said))


def test_a_service_has_one_group(tmp_path: Path) -> None:
    group = template()["Resources"]["Group"]
    found = lint(tmp_path, "ECS851", template(Later=group))
    expect(found, ("error", "/Later/Properties/ECSServices/0/ServiceName", "is deployed by Group already"))
    third = lint(tmp_path, "ECS851", template(Later=group, Third=group))
    assert [message.split(" already")[0] for *_, message in third] == ["the service is deployed by Group"] * 2
    expect(lint(tmp_path, "ECS851", template(Service=None, Later=group)))
    other = deepcopy(group)
    other["Properties"]["ECSServices"][0]["ServiceName"] = {"Fn::GetAtt": ["Second", "Name"]}
    expect(lint(tmp_path, "ECS851", template(Later=other, Second=service_with())))


ROLLBACK = "a failed deployment is not rolled back"
STOP = "has no effect without an alarm"
ALARMS = {"AlarmConfiguration": {"Enabled": True, "Alarms": [{"Name": "errors"}]}}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"AutoRollbackConfiguration": None}, [ROLLBACK]),
        ({"AutoRollbackConfiguration": {"Ref": "X"}}, []),
        ({"AutoRollbackConfiguration": {"Enabled": {"Ref": "X"}}}, []),
        ({"AutoRollbackConfiguration": {"Enabled": "true", "Events": ["DEPLOYMENT_FAILURE"]}}, []),
        ({"AutoRollbackConfiguration": {"Enabled": False, "Events": ["DEPLOYMENT_FAILURE"]}}, [ROLLBACK]),
        ({"AutoRollbackConfiguration": {"Enabled": True}}, []),
        (
            {"AutoRollbackConfiguration": {"Enabled": True, "Events": ["DEPLOYMENT_STOP_ON_ALARM"]}},
            [ROLLBACK, STOP],
        ),
        (
            {
                "AutoRollbackConfiguration": {
                    "Enabled": True,
                    "Events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
                },
                **ALARMS,
            },
            [],
        ),
        ({"ECSServices": None, "ApplicationName": "other", "AutoRollbackConfiguration": None}, []),
    ],
)
def test_rollbacks(members: Members, said: list[str], tmp_path: Path) -> None:
    found = lint(tmp_path, "ECS855", template(members))
    assert len(found) == len(said)
    assert all(part in message for part, (*_, message) in zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("rule", "given", "related"),
    [
        ("ECS850", template(pair({"Name": "a"}, {"Name": "a"})), "/TargetGroups/0/Name"),
        (
            "ECS851",
            template(Service=service_with(DeploymentController={"Type": "ECS"})),
            "/Group/Properties/ECSServices/0/ServiceName",
        ),
        ("ECS851", template(Later=template()["Resources"]["Group"]), "/Group/Properties/ECSServices"),
        (
            "ECS850",
            template(ready("CONTINUE_DEPLOYMENT", 5)),
            "/DeploymentReadyOption/ActionOnTimeout",
        ),
    ],
)
def test_what_contradicts_is_shown(rule: str, given: Members, related: str, tmp_path: Path) -> None:
    (tmp_path / "template.json").write_text(json.dumps(given), encoding="utf-8")
    arguments = ["check", "--isolated", "--format", "json", "--select", rule, str(tmp_path)]
    (found,) = json.loads(invoke(arguments).stdout)["findings"]
    assert [place["pointer"].endswith(related) for place in found["related"]] == [True]
