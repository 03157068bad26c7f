"""What rules on networks, load balancers, Service Connect and volumes of services find, and where."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.model.account import Cluster, Clusters
from ecslint.model.base import build
from tests.rules.services import (
    AT_LAUNCH,
    CLASSIC,
    CODE_DEPLOY,
    LISTENER,
    MANAGED,
    NO_MODE,
    OWN_NETWORK,
    REGISTRY,
    WINDOWS,
    balanced,
    blue_green,
    connect,
    endpoint,
    named_port,
    seen,
    volumes,
)
from tests.rules.test_services import BRIDGE, ENTRY, FARGATE, WEB, ebs, found, network, strategy

DETAILS: list[tuple[str, dict[str, Any], dict[str, Any] | None, list[str]]] = [
    # networks
    ("ECS556", {"launchType": "EC2", **network(subnets=["s"], assignPublicIp="DISABLED")}, None, []),
    (
        "ECS556",
        {"launchType": "EC2", **network(subnets=["s"], assignPublicIp="ENABLED")},
        None,
        ["assignPublicIp: set assignPublicIp DISABLED"],
    ),
    (
        "ECS556",
        {
            "launchType": "EC2",
            **strategy({"capacityProvider": "FARGATE", "weight": 1}),
            **network(subnets=["s"], assignPublicIp="ENABLED"),
        },
        None,
        [],  # which of the two holds is another matter
    ),
    ("ECS556", network(subnets=["", ""], securityGroups=[""]), BRIDGE, ["subnets"]),
    ("ECS556", network(subnets=["s"]), BRIDGE, ["networkConfiguration: remove networkConfiguration"]),
    ("ECS556", {"launchType": "FARGATE", **network(subnets=["s"])}, BRIDGE, []),
    ("ECS556", {"launchType": "FARGATE"}, None, ["networkConfiguration"]),
    ("ECS556", {"launchType": "FARGATE", "service": "web"}, None, []),
    ("ECS556", {"launchType": "FARGATE", "deploymentController": {"type": "EXTERNAL"}}, None, []),
    ("ECS556", {"launchType": "FARGATE", **CODE_DEPLOY}, None, ["networkConfiguration"]),
    ("ECS563", {"serviceRegistries": [REGISTRY, REGISTRY]}, None, ["serviceRegistries.1"]),
    ("ECS563", {"serviceRegistries": [REGISTRY]}, NO_MODE, [""]),
    ("ECS563", {"serviceRegistries": [REGISTRY]}, BRIDGE, ["containerName"]),
    ("ECS563", {"serviceRegistries": [{**REGISTRY, "containerName": "web"}]}, BRIDGE, ["containerPort"]),
    (
        "ECS563",
        {"serviceRegistries": [{**REGISTRY, "containerPort": 80}]},
        FARGATE,
        ["containerName warning"],
    ),
    (
        "ECS563",
        {"serviceRegistries": [{**REGISTRY, "containerPort": 80, "port": 80}]},
        None,
        ["port: remove port"],
    ),
    (
        "ECS563",
        {"serviceRegistries": [{**REGISTRY, "containerName": "web", "containerPort": 80}]},
        BRIDGE,
        [],
    ),
    # Service Connect
    ("ECS564", connect(endpoint()), named_port(), []),
    (
        "ECS564",
        connect(endpoint(portName="web")),
        named_port(),
        ["portName: set portName http"],
    ),
    ("ECS564", connect(endpoint(portName="")), named_port(), []),
    ("ECS564", connect(endpoint(portName="web")), named_port(name="${NAME}"), []),
    (
        "ECS564",
        connect(endpoint(portName="web")),
        {**FARGATE, "containerDefinitions": [WEB, {**WEB, "name": "b", "portMappings": "${PORTS}"}]},
        [],
    ),
    (
        "ECS564",
        {"vpcLatticeConfigurations": [{"portName": "web"}]},
        named_port(),
        ["portName: set portName http"],
    ),
    (
        "ECS564",
        {"gatewayConnectors": [{"portName": "web"}]},
        FARGATE,
        ["portName"],
    ),
    ("ECS564", {"gatewayConnectors": [{"portName": ""}]}, FARGATE, []),
    ("ECS564", {"vpcLatticeConfigurations": [{"portName": ""}]}, FARGATE, []),
    ("ECS566", connect(endpoint(discoveryName="a" * 64)), None, []),
    ("ECS566", connect(endpoint(discoveryName="a" * 65)), None, ["discoveryName"]),
    ("ECS566", connect(endpoint(discoveryName="-a")), None, ["discoveryName"]),
    ("ECS566", connect(endpoint(discoveryName="Web")), None, ["discoveryName: set discoveryName web"]),
    ("ECS566", connect(endpoint(clientAliases=[{"port": 1, "dnsName": "a" * 127}])), None, []),
    ("ECS566", connect(endpoint(clientAliases=[{"port": 1, "dnsName": "a" * 128}])), None, ["dnsName"]),
    (
        "ECS566",
        connect(endpoint(clientAliases=[{"port": 1, "dnsName": "Web.x"}])),
        None,
        ["dnsName: set dnsName web.x"],
    ),
    ("ECS566", connect(endpoint(clientAliases=[{"port": 1}, {"port": 2}])), None, ["clientAliases.1"]),
    ("ECS566", connect(endpoint(clientAliases=[])), None, ["clientAliases"]),
    ("ECS566", connect({"portName": "http"}), None, ["clientAliases"]),
    ("ECS566", connect(endpoint(clientAliases="${ALIASES}")), None, []),
    ("ECS566", connect(endpoint(clientAliases=[{"port": 80}, "${ALIAS}"])), None, []),
    ("ECS556", network(subnets=["s"] * 16 + ["${SUBNET}"]), None, []),
    ("ECS566", connect(endpoint(), endpoint()), None, ["portName"]),
    ("ECS566", connect(endpoint(), endpoint(discoveryName="http")), None, ["discoveryName"]),
    ("ECS566", connect(endpoint(), endpoint(discoveryName="${NAME}")), None, []),
    (
        "ECS566",
        connect(endpoint(timeout={"idleTimeoutSeconds": 10, "perRequestTimeoutSeconds": 11})),
        named_port(appProtocol="http"),
        ["idleTimeoutSeconds warning: set idleTimeoutSeconds 11"],
    ),
    (
        "ECS566",
        connect(endpoint(timeout={"idleTimeoutSeconds": 10, "perRequestTimeoutSeconds": 10})),
        named_port(appProtocol="http"),
        [],
    ),
    (
        "ECS566",
        connect(endpoint(timeout={"idleTimeoutSeconds": 0, "perRequestTimeoutSeconds": 10})),
        named_port(appProtocol="http"),
        [],
    ),
    (
        "ECS566",
        connect(endpoint(timeout={"perRequestTimeoutSeconds": 0})),
        named_port(),
        [],
    ),
    (
        "ECS566",
        connect(endpoint(timeout={"perRequestTimeoutSeconds": 1})),
        named_port(),
        ["perRequestTimeoutSeconds"],
    ),
    (
        "ECS566",
        connect(endpoint(timeout={"perRequestTimeoutSeconds": 1})),
        named_port(appProtocol="${PROTOCOL}"),
        [],
    ),
    ("ECS566", {"serviceConnectConfiguration": {"enabled": False, "services": [{}]}}, None, []),
    ("ECS566", connect(accessLogConfiguration={"format": "TEXT"}), None, ["accessLogConfiguration"]),
    (
        "ECS566",
        connect(
            accessLogConfiguration={"format": "TEXT", "includeQueryParameters": "ENABLED"},
            logConfiguration="${LOG}",
        ),
        None,
        ["includeQueryParameters warning: set includeQueryParameters DISABLED"],
    ),
    ("ECS566", {**connect(), "launchType": "EXTERNAL"}, None, ["enabled"]),
    ("ECS570", connect(), {**FARGATE, "memory": ""}, ["enabled"]),
    ("ECS570", connect(), {**FARGATE, "memory": "${MEMORY}"}, []),
    ("ECS583", {**connect(), "serviceRegistries": [REGISTRY]}, None, ["serviceRegistries"]),
    ("ECS583", {**connect(), "serviceRegistries": []}, None, []),
    (
        "ECS566",
        connect(endpoint(timeout={"idleTimeoutSeconds": 1, "perRequestTimeoutSeconds": 2})),
        named_port(appProtocol="http"),
        ["idleTimeoutSeconds warning: set idleTimeoutSeconds 2"],
    ),
    ("ECS556", {**OWN_NETWORK, "launchType": "FARGATE"}, None, []),
    ("ECS556", {"launchType": "FARGATE", **network(securityGroups=["sg-1"])}, None, []),
    # volumes
    ("ECS571", {"volumeConfigurations": [MANAGED]}, {**FARGATE, "volumes": "${VOLUMES}"}, []),
    ("ECS571", {"volumeConfigurations": [MANAGED]}, volumes("${VOLUME}"), []),
    ("ECS572", ebs(volumeType="new", sizeInGiB=2), None, []),
    ("ECS571", {"volumeConfigurations": [MANAGED]}, volumes(AT_LAUNCH), []),
    ("ECS571", {"volumeConfigurations": [{**MANAGED, "name": "dta"}]}, volumes(AT_LAUNCH), ["name"]),
    ("ECS571", {"volumeConfigurations": [MANAGED]}, volumes({"name": "data"}), ["name"]),
    (
        "ECS571",
        {"volumeConfigurations": [MANAGED]},
        volumes({"name": "data", "configuredAtLaunch": "${LATE}"}),
        [],
    ),
    (
        "ECS571",
        {"volumeConfigurations": [MANAGED]},
        volumes({"name": "${NAME}", "configuredAtLaunch": True}),
        [],
    ),
    ("ECS571", {}, volumes(AT_LAUNCH), ["volumeConfigurations"]),
    ("ECS571", {"service": "web"}, volumes(AT_LAUNCH), []),
    ("ECS571", {"deploymentController": {"type": "EXTERNAL"}}, volumes(AT_LAUNCH), []),
    ("ECS571", {"volumeConfigurations": "${VOLUMES}"}, volumes(AT_LAUNCH), []),
    ("ECS572", ebs(volumeType="io1", sizeInGiB=4, iops=100), None, []),
    ("ECS572", ebs(volumeType="io1", sizeInGiB=3, iops=100), None, ["sizeInGiB: set sizeInGiB 4"]),
    ("ECS572", ebs(volumeType="io2", sizeInGiB=20), None, ["iops"]),
    ("ECS572", ebs(volumeType="io2", sizeInGiB=20, iops=99), None, ["iops: set iops 100"]),
    ("ECS572", ebs(volumeType="sc1", sizeInGiB=125, iops=99), None, ["iops: safely remove iops"]),
    (
        "ECS572",
        ebs(volumeType="gp2", sizeInGiB=20, throughput=125),
        None,
        ["throughput: safely remove throughput"],
    ),
    ("ECS572", ebs(sizeInGiB=20, throughput=2000), None, []),
    ("ECS572", ebs(sizeInGiB=20, throughput=2001), None, ["throughput: set throughput 2000"]),
    ("ECS572", ebs(volumeType="${TYPE}", sizeInGiB=999999, iops=1, throughput=9999), None, []),
    ("ECS572", ebs(volumeType="new", sizeInGiB=999999, iops=1), None, []),
    (
        "ECS572",
        ebs(sizeInGiB=20, volumeInitializationRate=100),
        None,
        ["volumeInitializationRate: safely remove volumeInitializationRate"],
    ),
    ("ECS572", ebs(sizeInGiB=20, volumeInitializationRate="${RATE}"), None, []),
    ("ECS572", {**CODE_DEPLOY, **ebs(sizeInGiB=20)}, None, ["volumeConfigurations"]),
    ("ECS572", {"volumeConfigurations": [MANAGED, MANAGED]}, None, ["volumeConfigurations.1"]),
    ("ECS572", {"launchType": "FARGATE", **ebs(sizeInGiB=20)}, WINDOWS, ["volumeConfigurations"]),
    ("ECS572", {"launchType": "EC2", **ebs(sizeInGiB=20)}, WINDOWS, []),
    (
        "ECS572",
        {"launchType": "FARGATE", **ebs(sizeInGiB=20, volumeType="standard")},
        None,
        ["volumeType: set volumeType gp3"],
    ),
    ("ECS572", {"launchType": "EC2", **ebs(sizeInGiB=20, volumeType="standard")}, None, []),
    (
        "ECS572",
        ebs(sizeInGiB=20, tagSpecifications=[{"tags": [{"key": "a"}, {"key": "AmazonECSCreated"}]}]),
        None,
        ["key"],
    ),
    ("ECS576", ebs(sizeInGiB=20, encrypted=False), None, ["encrypted: set encrypted True"]),
    ("ECS576", ebs(sizeInGiB=20), None, []),
    # load balancers
    (
        "ECS542",
        {"loadBalancers": [{**CLASSIC, **ENTRY}]},
        FARGATE,
        ["loadBalancerName: remove loadBalancerName"],
    ),
    ("ECS542", {"loadBalancers": [{"containerName": "web", "containerPort": 80}]}, None, [""]),
    ("ECS542", {"loadBalancers": [ENTRY, CLASSIC]}, BRIDGE, ["loadBalancerName", "hostPort warning"]),
    ("ECS542", {"loadBalancers": [CLASSIC, CLASSIC]}, BRIDGE, ["loadBalancers", *["hostPort warning"] * 2]),
    ("ECS542", {"loadBalancers": [CLASSIC]}, BRIDGE, ["hostPort warning"]),
    ("ECS542", {"loadBalancers": [CLASSIC]}, FARGATE, ["loadBalancers.0.loadBalancerName"]),
    (
        "ECS542",
        {"loadBalancers": [CLASSIC], "launchType": "EC2"},
        {**BRIDGE, "networkMode": "awsvpc"},
        ["loadBalancers.0.loadBalancerName"],
    ),
    (
        "ECS542",
        {"loadBalancers": [CLASSIC], "launchType": "FARGATE"},
        None,
        ["loadBalancers.0.loadBalancerName"],
    ),
    ("ECS542", balanced(containerPort=1), None, []),
    ("ECS542", balanced(containerPort=65536), None, ["containerPort"]),
    ("ECS545", balanced(containerName="wbe"), FARGATE, ["containerName: set containerName web"]),
    ("ECS545", balanced(containerName="CONTAINER_NAME"), FARGATE, []),
    ("ECS545", balanced(containerName=""), FARGATE, []),
    (
        "ECS545",
        balanced(containerName="c"),
        {**FARGATE, "containerDefinitions": [WEB, {**WEB, "name": "b"}]},
        ["containerName"],
    ),
    ("ECS545", balanced(containerPort=81), FARGATE, ["containerPort: set containerPort 80"]),
    (
        "ECS545",
        balanced(containerPort=81),
        {**FARGATE, "containerDefinitions": [{**WEB, "portMappings": []}]},
        ["containerPort"],
    ),
    (
        "ECS545",
        balanced(containerPort=81),
        {**FARGATE, "containerDefinitions": [{**WEB, "portMappings": [{"containerPort": "${PORT}"}]}]},
        [],
    ),
    (
        "ECS545",
        balanced(containerPort=81),
        {**FARGATE, "containerDefinitions": [{**WEB, "portMappings": [{"containerPortRange": "x"}]}]},
        [],
    ),
    (
        "ECS545",
        balanced(containerPort=81),
        {**FARGATE, "containerDefinitions": [{**WEB, "portMappings": "${PORTS}"}]},
        [],
    ),
    # what a listener is
    ("ECS578", {"taskDefinition": "web:latest"}, None, ["taskDefinition: set taskDefinition web"]),
    (
        "ECS578",
        blue_green(productionListenerRule=f"{LISTENER}listener/app/a/b/c"),
        None,
        ["productionListenerRule"],
    ),
    ("ECS578", blue_green(productionListenerRule=f"{LISTENER}listener-rule/app/a/b/c/d"), None, []),
    ("ECS578", blue_green(testListenerRule=f"{LISTENER}listener/net/a/b/c"), None, []),
    ("ECS578", blue_green(testListenerRule=f"{LISTENER}targetgroup/a/b"), None, ["testListenerRule"]),
    ("ECS578", blue_green(testListenerRule="RULE_ARN"), None, []),
    (
        "ECS578",
        blue_green(alternateTargetGroupArn=f"{LISTENER}listener/net/a"),
        None,
        ["alternateTargetGroupArn"],
    ),
]


@pytest.mark.parametrize(("rule", "service", "task", "expected"), DETAILS)
def test_details(
    rule: str, service: dict[str, Any], task: dict[str, Any] | None, expected: list[str]
) -> None:
    assert seen(rule, service, task) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([AT_LAUNCH], 'use "data"'),
        ([AT_LAUNCH, {**AT_LAUNCH, "name": "other"}], 'use "data"'),
        ([{**AT_LAUNCH, "name": "other"}], "use other"),
        ([], "add it"),
    ],
)
def test_volumes_that_are_meant(given: list[dict[str, Any]], words: str) -> None:
    service = {"volumeConfigurations": [{**MANAGED, "name": "dat"}]}
    problems = found("ECS571", service, volumes(*given))
    assert [words in problem.message for problem in problems] == [True]


@pytest.mark.parametrize(
    ("service", "clusters", "count"),
    [
        ({"cluster": "main"}, {"clusterName": "main"}, 1),
        ({"cluster": "main"}, {"clusterName": "other"}, 0),
        ({"cluster": "main"}, {"clusterName": "main", "serviceConnectDefaults": {"namespace": "n"}}, 0),
        ({"cluster": "main", "service": "web"}, {"clusterName": "main"}, 0),
        ({"cluster": "main", **connect(namespace="n")}, {"clusterName": "main"}, 0),
    ],
)
def test_namespaces(service: dict[str, Any], clusters: dict[str, Any], count: int) -> None:
    known = Clusters()
    known.add(build(Cluster, clusters))
    assert len(found("ECS566", {**connect(namespace=None), **service}, Clusters=known)) == count


def test_a_revision_is_told_from_a_name_with_other_characters() -> None:
    for name, words in (("web:latest", '"latest" is not a revision'), ("web!", '"web!" names no task')):
        (problem,) = found("ECS578", {"taskDefinition": name})
        assert problem.message.startswith(words)


@pytest.mark.parametrize(
    ("balancers", "expected"),
    [
        ([ENTRY], []),
        ([ENTRY, {**ENTRY, "containerPort": 81}], ["loadBalancers"]),
        ([CLASSIC], ["loadBalancers.0.loadBalancerName", "hostPort warning"]),
    ],
)
def test_load_balancers_of_task_sets(balancers: list[dict[str, Any]], expected: list[str]) -> None:
    assert (
        seen("ECS542", {"launchType": "EC2", "loadBalancers": balancers}, BRIDGE, kind="TaskSet") == expected
    )
