"""Every question in every form: open, cut, not known, by a default, in a branch, from another stack."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from itertools import combinations
from typing import Any, NamedTuple

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.source.read import load
from tests.reach.network import (
    att,
    instances,
    isolated,
    ref,
    resource,
    rule,
    template,
)
from tests.reach.test_network_links import connected, filed
from tests.reach.test_network_out import applied, outer, public

pytestmark = pytest.mark.same_everywhere

Json = dict[str, Any]
RULES = frozenset(
    f"ECS{number}" for number in (307, 319, *range(330, 340), 615, *range(620, 630), *range(670, 688), 747)
)
ORDER = frozenset({"ECS690", "ECS691", "ECS693"})
"""Rules on what is made too early."""


def trust(service: str) -> Json:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def role(service: str, *actions: str, **members: Any) -> Json:
    """Return a role that is allowed each action by a statement of its own."""
    statements = [{"Effect": "Allow", "Action": action, "Resource": "*"} for action in actions]
    policy = {"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
    return resource("IAM::Role", AssumeRolePolicyDocument=trust(service), Policies=[policy], **members)


def open_network() -> Json:
    """Return a service whose way in and out is written address by address."""
    made = template()
    found = made["Resources"]
    group = found["TaskGroup"]["Properties"]
    group["SecurityGroupEgress"] = [rule(443, CidrIp="0.0.0.0/0")]
    group["SecurityGroupIngress"] = [rule(8080, CidrIp="10.0.0.0/16")]
    found["Nat"]["Properties"]["ConnectivityType"] = "public"
    found["Vpc"]["Properties"]["EnableDnsSupport"] = "true"
    return made


def public_network() -> Json:
    return applied(template(), outer, public("ENABLED"))


def entered() -> Json:
    made = isolated()
    found = made["Resources"]
    found["Service"]["Properties"]["EnableExecuteCommand"] = True
    found["Exec"] = copy.deepcopy(found["Logs"])
    found["Exec"]["Properties"]["ServiceName"] = "com.amazonaws.eu-west-1.ssmmessages"
    everything = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    found["Secrets"]["Properties"]["PolicyDocument"] = everything
    return made


def on_instances() -> Json:
    made = instances()
    found = made["Resources"]
    found["Cluster"]["Properties"]["ClusterName"] = "main"
    found["TaskGroup"]["Properties"]["SecurityGroupEgress"] = [rule(443, CidrIp="0.0.0.0/0")]
    managed = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
    found["InstanceRole"] = role("ec2.amazonaws.com", "logs:*", ManagedPolicyArns=[managed])
    found["Profile"] = resource("IAM::InstanceProfile", Roles=[ref("InstanceRole")])
    data = found["Template"]["Properties"]["LaunchTemplateData"]
    data["IamInstanceProfile"] = {"Arn": att("Profile", "Arn")}
    data["UserData"] = {"Fn::Base64": "#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n"}
    return made


def permitted() -> Json:
    """Return a task with a secret, a queue, and a rule and a build that have to do with it."""
    made = isolated()
    found = made["Resources"]
    execution = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    tasks = "ecs-tasks.amazonaws.com"
    found["Execution"] = role(tasks, "secretsmanager:GetSecretValue", ManagedPolicyArns=[execution])
    found["TaskRole"] = role(tasks, "sqs:SendMessage")
    found["Queue"] = resource("SQS::Queue")
    task = found["Task"]["Properties"]
    task.update(ExecutionRoleArn=att("Execution", "Arn"), TaskRoleArn=att("TaskRole", "Arn"))
    task["ContainerDefinitions"][0]["Environment"] = [{"Name": "QUEUE", "Value": ref("Queue")}]
    found["Cluster"] = resource("ECS::Cluster")
    found["Starter"] = role("events.amazonaws.com", "ecs:RunTask", "iam:PassRole")
    run_task = {"TaskDefinitionArn": ref("Task"), "LaunchType": "FARGATE"}
    run_task["NetworkConfiguration"] = {"AwsVpcConfiguration": {"Subnets": [ref("InnerA")]}}
    run_task["NetworkConfiguration"]["AwsVpcConfiguration"]["SecurityGroups"] = [ref("TaskGroup")]
    target = {
        "Id": "t",
        "Arn": att("Cluster", "Arn"),
        "RoleArn": att("Starter", "Arn"),
        "EcsParameters": run_task,
    }
    found["Rule"] = resource("Events::Rule", ScheduleExpression="rate(1 day)", Targets=[target])
    found["BuildRole"] = role("codebuild.amazonaws.com", "ecr:GetAuthorizationToken", "logs:*")
    spec = "phases: {build: {commands: [aws ecr get-login-password | docker login --password-stdin x]}}"
    found["Build"] = resource(
        "CodeBuild::Project",
        ServiceRole=att("BuildRole", "Arn"),
        Source={"Type": "NO_SOURCE", "BuildSpec": spec},
    )
    return made


class Question(NamedTuple):
    """A value of a template that decides: ``path`` leads to it, ``good`` opens, ``bad`` cuts."""

    rule: str
    make: Callable[[], Json]
    path: tuple[str | int, ...]
    good: Any
    bad: Any


POLICY = ("Policies", 0, "PolicyDocument", "Statement", 0, "Action")
DATA = "#!/bin/bash\necho ECS_CLUSTER={} >> /etc/ecs/ecs.config\n"
IN = ("SecurityGroupIngress", 0, "IpProtocol")
SUBNETS = ("NetworkConfiguration", "AwsvpcConfiguration")
QUESTIONS = {
    "in": Question(
        "ECS615",
        open_network,
        ("TaskGroup", "SecurityGroupIngress", 0, "CidrIp"),
        "10.0.0.0/16",
        "10.9.0.0/16",
    ),
    "clients": Question("ECS624", open_network, ("BalancerGroup", *IN), "tcp", "udp"),
    "out": Question(
        "ECS620", open_network, ("TaskGroup", "SecurityGroupEgress", 0, "CidrIp"), "0.0.0.0/0", "10.0.0.0/16"
    ),
    "route": Question(
        "ECS620", open_network, ("InnerRoute", "DestinationCidrBlock"), "0.0.0.0/0", "10.9.0.0/16"
    ),
    "nat": Question("ECS620", open_network, ("Nat", "ConnectivityType"), "public", "private"),
    "names": Question("ECS620", open_network, ("Vpc", "EnableDnsSupport"), "true", "false"),
    "public": Question(
        "ECS620", public_network, ("Service", *SUBNETS, "AssignPublicIp"), "ENABLED", "DISABLED"
    ),
    "exec": Question(
        "ECS623",
        entered,
        ("Exec", "ServiceName"),
        "com.amazonaws.eu-west-1.ssmmessages",
        "com.amazonaws.eu-west-1.ec2",
    ),
    "endpoint policy": Question(
        "ECS620", entered, ("Secrets", "PolicyDocument", "Statement", 0, "Action"), "*", "ssm:*"
    ),
    "endpoint group": Question("ECS620", entered, ("EndpointGroup", *IN), "tcp", "udp"),
    "instances out": Question(
        "ECS621", on_instances, ("TaskGroup", "SecurityGroupEgress", 0, "CidrIp"), "0.0.0.0/0", "10.0.0.0/16"
    ),
    "trust": Question(
        "ECS670",
        on_instances,
        ("InstanceRole", "AssumeRolePolicyDocument", "Statement", 0, "Principal", "Service"),
        "ec2.amazonaws.com",
        "ecs.amazonaws.com",
    ),
    "cluster": Question(
        "ECS671",
        on_instances,
        ("Template", "LaunchTemplateData", "UserData", "Fn::Base64"),
        DATA.format("main"),
        DATA.format("other"),
    ),
    "size": Question("ECS673", on_instances, ("Fleet", "MaxSize"), "2", "0"),
    "between": Question("ECS626", connected, ("RatesGroup", *IN), "tcp", "udp"),
    "files": Question("ECS747", lambda: filed(0, 1), ("FileGroup", *IN), "tcp", "udp"),
    "secret": Question(
        "ECS319",
        permitted,
        ("Execution", *POLICY),
        "secretsmanager:GetSecretValue",
        "secretsmanager:DescribeSecret",
    ),
    "queue": Question("ECS628", permitted, ("TaskRole", *POLICY), "sqs:SendMessage", "s3:GetObject"),
    "rule": Question("ECS332", permitted, ("Starter", *POLICY), "ecs:RunTask", "ecs:StopTask"),
    "build": Question(
        "ECS629", permitted, ("BuildRole", *POLICY), "ecr:GetAuthorizationToken", "ecr:DescribeImages"
    ),
}


def put(made: Json, question: Question, value: Any) -> Json:
    name, *path = question.path
    place: Any = made["Resources"][name]["Properties"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made


def told(made: Json, asked: frozenset[str] = RULES) -> set[tuple[str, str, str]]:
    """Return rule, severity and place of what is found by rules on ways, permissions and instances."""
    documents = load("template.json", json.dumps(made).encode())
    result = run([read(document) for document in documents], Configuration(isolated=True))
    assert result.crashes == []
    return {
        (f.rule, str(f.severity), f.pointer)
        for f in result.findings
        if f.rule in asked and str(f.severity) != "info"
    }


def rules(made: Json, asked: frozenset[str] = RULES) -> set[str]:
    return {found[0] for found in told(made, asked)}


def parameter(made: Json, **members: Any) -> Json:
    made.setdefault("Parameters", {})["Given"] = {"Type": "String", **members}
    return made


def branch(made: Json, good: Any, bad: Any) -> tuple[Json, Any]:
    parameter(made, AllowedValues=["a", "b"])
    made["Conditions"] = {"IsA": {"Fn::Equals": [ref("Given"), "a"]}}
    return made, {"Fn::If": ["IsA", good, bad]}


@pytest.mark.parametrize("name", QUESTIONS)
class TestForms:
    def test_works_and_is_opened_again(self, name: str) -> None:
        question = QUESTIONS[name]
        whole = told(put(question.make(), question, question.good))
        assert whole == set()
        made = put(question.make(), question, question.bad)
        assert question.rule in rules(made)
        assert told(put(made, question, question.good)) == set()

    def test_not_known(self, name: str) -> None:
        question = QUESTIONS[name]
        assert told(put(parameter(question.make()), question, ref("Given"))) == set()

    def test_from_another_stack(self, name: str) -> None:
        question = QUESTIONS[name]
        assert told(put(question.make(), question, {"Fn::ImportValue": "given"})) == set()

    def test_by_a_default(self, name: str) -> None:
        question = QUESTIONS[name]
        bad = parameter(question.make(), Default=question.bad)
        assert question.rule in rules(put(bad, question, ref("Given")))
        good = parameter(question.make(), Default=question.good)
        assert told(put(good, question, ref("Given"))) == set()

    def test_in_a_branch(self, name: str) -> None:
        question = QUESTIONS[name]
        made, value = branch(question.make(), question.good, question.bad)
        assert question.rule in rules(put(made, question, value))
        made, value = branch(question.make(), question.good, question.good)
        assert told(put(made, question, value)) == set()


PAIRS = [
    (one, other) for one, other in combinations(QUESTIONS, 2) if QUESTIONS[one].make is QUESTIONS[other].make
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_cuts(one: str, other: str) -> None:
    """Both are told at once, or one after the other is opened; opening both leaves nothing."""
    first, second = QUESTIONS[one], QUESTIONS[other]
    made = put(put(first.make(), first, first.bad), second, second.bad)
    assert rules(made) & {first.rule, second.rule}
    assert second.rule in rules(put(made, first, first.good))
    assert told(put(made, second, second.good)) == set()
