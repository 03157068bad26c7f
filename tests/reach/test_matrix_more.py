"""Questions on roles, instances and names in every form, made of the corrected twins of reported cases.

Longer than other modules: a table of questions, and what makes the stacks that they are asked of.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.source.read import load
from tests.reach import test_matrix
from tests.reach.bases import bridge, filed, linked, private
from tests.reach.cfn_yaml import loaded
from tests.reach.network import instances, ref, template
from tests.reach.test_matrix import (
    ORDER,
    RULES,
    Json,
    Question,
    branch,
    parameter,
    permitted,
    put,
    role,
)
from tests.reach.variants_network import acl

pytestmark = pytest.mark.same_everywhere

ASKED = RULES | ORDER | {"ECS340", "ECS341"}
told = partial(test_matrix.told, asked=ASKED)
rules = partial(test_matrix.rules, asked=ASKED)

CASES = Path(__file__).parent.parent / "cases" / "reach"
MANAGED = "arn:aws:iam::aws:policy/"
STATEMENT = ("Policies", 0, "PolicyDocument", "Statement")
LINUX = "{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}"
ARM = "{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id}}"
PLAIN = "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}"
JOINS = "#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n"
POOL = "echo ECS_WARM_POOLS_CHECK=true >> /etc/ecs/ecs.config\n"
INIT = "/opt/aws/bin/cfn-init --resource {}\n"
SIGNAL = "/opt/aws/bin/cfn-signal -e 0 --stack main --resource Asg\n"


@cache
def _read(name: str) -> Json:
    return loaded(CASES / name / "good.yaml")


def case(name: str) -> Json:
    """Return the corrected twin of a reported case."""
    return copy.deepcopy(_read(name))


def zoned() -> Json:
    made = template()
    for name, zone in (("OuterA", "a"), ("OuterB", "b"), ("InnerA", "a"), ("InnerB", "b")):
        made["Resources"][name]["Properties"]["AvailabilityZone"] = f"eu-west-1{zone}"
    for name in ("OuterRoute", "Nat"):
        made["Resources"][name]["DependsOn"] = "Attachment"
    return made


def fleet() -> Json:
    """Return a service on instances whose user data are a text."""
    made = case("join-plain-amazon-linux")
    found = made["Resources"]
    found["Cluster"]["Properties"] = {"ClusterName": "main"}
    found["Asg"]["DependsOn"] = "Cluster"
    found["InstRole"]["Properties"]["Policies"] = [
        {"PolicyName": "own", "PolicyDocument": {"Statement": [_allow("logs:*"), _allow("sqs:*")]}}
    ]
    data = found["Lt"]["Properties"]["LaunchTemplateData"]
    data["UserData"] = {"Fn::Base64": JOINS}
    data["MetadataOptions"] = {"HttpTokens": "required", "HttpPutResponseHopLimit": "2"}
    found["Task"]["Properties"]["RuntimePlatform"] = {"CpuArchitecture": "X86_64"}
    return made


def bounded() -> Json:
    """Return tasks whose execution role has a boundary."""
    made = filed()
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    made["Resources"]["Boundary"] = {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"PolicyDocument": policy},
    }
    made["Resources"]["ExecutionRole"]["Properties"]["PermissionsBoundary"] = ref("Boundary")
    return made


def listed() -> Json:
    """Return tasks in subnets with a network ACL of the template."""
    made = private()
    acl(made)
    return made


def _allow(action: str) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": "*"}


def signalled() -> Json:
    made = fleet()
    made["Resources"]["Asg"]["CreationPolicy"] = {"ResourceSignal": {"Count": 1, "Timeout": "PT10M"}}
    return made


def initialised() -> Json:
    """Return instances that run what the metadata of their launch template say."""
    made = fleet()
    made["Resources"]["Lt"]["Metadata"] = {
        "AWS::CloudFormation::Init": {"config": {"commands": {"say": {"command": "date"}}}}
    }
    return made


def registered() -> Json:
    """Return a service that registers its instances by a role, whose policy it waits for."""
    made = fleet()
    found = made["Resources"]
    found["Registering"] = role("ecs.amazonaws.com")
    del found["Registering"]["Properties"]["Policies"]
    document = {"Version": "2012-10-17", "Statement": [_allow("elasticloadbalancing:*"), _allow("ec2:*")]}
    found["Policy"] = {
        "Type": "AWS::IAM::Policy",
        "Properties": {"PolicyName": "own", "Roles": [ref("Registering")], "PolicyDocument": document},
    }
    service = found["Service"]
    service["Properties"]["Role"] = {"Fn::GetAtt": ["Registering", "Arn"]}
    awaited = service.get("DependsOn", [])
    service["DependsOn"] = [*([awaited] if isinstance(awaited, str) else awaited), "Policy"]
    return made


def pooled() -> Json:
    made = fleet()
    pool = {"Type": "AWS::AutoScaling::WarmPool", "Properties": {"AutoScalingGroupName": ref("Asg")}}
    made["Resources"]["Pool"] = pool
    return made


def fixed_ports() -> Json:
    made = fleet()
    mapping = made["Resources"]["Task"]["Properties"]["ContainerDefinitions"][0]["PortMappings"][0]
    mapping["HostPort"] = 8080
    return made


def volumes() -> Json:
    made = fleet()
    volume = {"Scope": "shared", "Autoprovision": True, "Driver": "local"}
    made["Resources"]["Task"]["Properties"]["Volumes"] = [
        {"Name": "data", "DockerVolumeConfiguration": volume}
    ]
    return made


def by_instances() -> Json:
    """Return the same without an execution role, so that the instances make the log group."""
    made = fleet()
    found = made["Resources"]
    del found["Task"]["Properties"]["ExecutionRoleArn"]
    options = found["Task"]["Properties"]["ContainerDefinitions"][0]["LogConfiguration"]["Options"]
    options["awslogs-create-group"] = "true"
    return made


def by_function() -> Json:
    """Return a function's role that may start the task and pass its roles."""
    made = permitted()
    found = made["Resources"]
    found["OuterRoute"]["DependsOn"] = "Attachment"
    found["Starting"] = role("lambda.amazonaws.com", "ecs:RunTask", "iam:PassRole")
    found["Starting"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0]["Resource"] = ref("Task")
    return made


def image(path: str = "ImageId") -> tuple[str | int, ...]:
    return ("Lt", "LaunchTemplateData", path)


DATA = ("Lt", "LaunchTemplateData", "UserData", "Fn::Base64")
INFRA = ("Infra", "ManagedPolicyArns", 0)
NEEDED = "AmazonECSInfrastructureRolePolicyForManagedInstances"
OTHER = "service-role/AmazonECSInfrastructureRolePolicyForVolumes"


def of(name: str) -> Callable[[], Json]:
    """Return what makes the corrected twin of a reported case."""
    return partial(case, name)


def constrained() -> Json:
    made = fleet()
    constraint = {"Type": "memberOf", "Expression": "attribute:ecs.instance-type =~ t3.*"}
    made["Resources"]["Service"]["Properties"]["PlacementConstraints"] = [constraint]
    return made


def encrypted() -> Json:
    """Return a service whose log group is under a key of the stack."""
    made = linked()
    statement = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
    statements = [
        {**statement, "Principal": {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}},
        {**statement, "Principal": {"Service": "logs.eu-west-1.amazonaws.com"}},
    ]
    policy = {"Version": "2012-10-17", "Statement": statements}
    made["Resources"]["Key"] = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": policy}}
    made["Resources"]["Logs"]["Properties"]["KmsKeyId"] = {"Fn::GetAtt": ["Key", "Arn"]}
    return made


def trusted() -> Json:
    """Return tasks whose role may be assumed for an ARN of Amazon ECS only."""
    made = linked()
    trust = made["Resources"]["TaskRole"]["Properties"]["AssumeRolePolicyDocument"]
    trust["Statement"][0]["Condition"] = {"ArnLike": {"aws:SourceArn": "arn:aws:ecs:*:*:*"}}
    return made


QUESTIONS: dict[str, Question] = {
    "placement constraint": Question(
        "ECS687",
        constrained,
        ("Service", "PlacementConstraints", 0, "Expression"),
        "attribute:ecs.instance-type =~ t3.*",
        "attribute:ecs.instance-type =~ c6i.*",
    ),
    "key of the logs": Question(
        "ECS339",
        encrypted,
        ("Key", "KeyPolicy", "Statement", 1, "Principal", "Service"),
        "logs.eu-west-1.amazonaws.com",
        "ecs.amazonaws.com",
    ),
    "port of an alias": Question(
        "ECS627",
        linked,
        ("ClientTask", "ContainerDefinitions", 0, "Environment", 0, "Value"),
        "http://heron:9090",
        "http://heron:8080",
    ),
    "source of the trust": Question(
        "ECS307",
        trusted,
        ("TaskRole", "AssumeRolePolicyDocument", "Statement", 0, "Condition", "ArnLike", "aws:SourceArn"),
        "arn:aws:ecs:*:*:*",
        "arn:aws:lambda:*:*:*",
    ),
    "boundary": Question(
        "ECS319",
        bounded,
        ("Boundary", "PolicyDocument", "Statement", 0, "Action"),
        "*",
        "ecr:*",
    ),
    "fixed host port": Question(
        "ECS615",
        bridge,
        ("InstanceGroup", "SecurityGroupIngress", 0, "IpProtocol"),
        "tcp",
        "udp",
    ),
    "list of the subnet": Question(
        "ECS620",
        listed,
        ("AclOut", "RuleAction"),
        "allow",
        "deny",
    ),
    "names of endpoints": Question(
        "ECS622",
        of("out-secret-endpoint-policy-other-secret"),
        ("Vpc", "EnableDnsHostnames"),
        "true",
        "false",
    ),
    "zones": Question("ECS625", zoned, ("InnerB", "AvailabilityZone"), "eu-west-1b", "eu-west-1c"),
    "alias": Question(
        "ECS627",
        of("link-connect-client-name-differs"),
        ("Service", "ServiceConnectConfiguration", "Services", 0, "ClientAliases", 0, "DnsName"),
        "orders",
        "orders-api",
    ),
    "infrastructure": Question(
        "ECS331", of("perm-managed-infra-role-volume-policy"), INFRA, MANAGED + NEEDED, MANAGED + OTHER
    ),
    "deployment": Question(
        "ECS333",
        of("perm-codedeploy-ec2-policy"),
        ("DeployRole", "ManagedPolicyArns", 0),
        MANAGED + "AWSCodeDeployRoleForECS",
        MANAGED + "service-role/AWSCodeDeployRole",
    ),
    "state machine": Question(
        "ECS334",
        of("perm-step-functions-no-events"),
        ("Starter", *STATEMENT, 0, "Action"),
        "ecs:RunTask",
        "ecs:StopTask",
    ),
    "log router": Question(
        "ECS335",
        of("perm-firelens-kinesis"),
        ("TaskRole", *STATEMENT, 0, "Action"),
        "kinesis:PutRecords",
        "firehose:PutRecordBatch",
    ),
    "pipeline": Question(
        "ECS336",
        of("perm-pipeline-no-passrole"),
        ("PipeRole", *STATEMENT, 2, "Action"),
        "iam:PassRole",
        "iam:GetRole",
    ),
    "architecture of the image": Question("ECS672", fleet, image(), LINUX, ARM),
    "memory": Question("ECS674", fleet, ("Task", "ContainerDefinitions", 0, "Memory"), "256", "65536"),
    "host ports": Question("ECS675", fixed_ports, ("Service", "DesiredCount"), "2", "20"),
    "signal": Question("ECS676", signalled, DATA, JOINS + SIGNAL, JOINS),
    "architecture of the task": Question(
        "ECS677", fleet, ("Task", "RuntimePlatform", "CpuArchitecture"), "X86_64", "ARM64"
    ),
    "work of the instance": Question(
        "ECS337",
        by_instances,
        ("InstRole", *STATEMENT, 0, "Action"),
        "logs:CreateLogGroup",
        "logs:DescribeLogGroups",
    ),
    "volume driver": Question(
        "ECS684",
        volumes,
        ("Task", "Volumes", 0, "DockerVolumeConfiguration", "Driver"),
        "local",
        "rexray/ebs",
    ),
    "system of the task": Question(
        "ECS677",
        fleet,
        ("Task", "RuntimePlatform", "OperatingSystemFamily"),
        "LINUX",
        "WINDOWS_SERVER_2022_CORE",
    ),
    "passing roles": Question(
        "ECS338", by_function, ("Starting", *STATEMENT, 1, "Action"), "iam:PassRole", "iam:GetRole"
    ),
    "discovery": Question(
        "ECS627",
        of("417-discovery-name-of-another-namespace"),
        ("Web", "ContainerDefinitions", 0, "Environment", 0, "Value"),
        "http://fargate.as-test.local:8080",
        "http://fargate.discover.local:8080",
    ),
    "id of the image": Question("ECS686", fleet, image(), LINUX, LINUX.replace("/image_id", "")),
    "metadata": Question("ECS340", initialised, DATA, JOINS + INIT.format("Lt"), JOINS + INIT.format("Asg")),
    "agent": Question("ECS679", fleet, image(), LINUX, PLAIN),
    "instance type": Question("ECS682", fleet, image("InstanceType"), "m6i.large", "m6i.huge"),
    "warm pool": Question("ECS683", pooled, DATA, JOINS + POOL, JOINS),
}


@pytest.mark.parametrize("name", QUESTIONS)
class TestForms:
    def test_works_and_is_opened_again(self, name: str) -> None:
        question = QUESTIONS[name]
        assert told(put(question.make(), question, question.good)) == set()
        made = put(question.make(), question, question.bad)
        assert question.rule in rules(made)
        assert told(put(made, question, question.good)) == set()

    def test_not_known(self, name: str) -> None:
        question = QUESTIONS[name]
        made = put(parameter(question.make()), question, ref("Given"))
        assert question.rule not in rules(made)

    def test_from_another_stack(self, name: str) -> None:
        question = QUESTIONS[name]
        made = put(question.make(), question, {"Fn::ImportValue": "given"})
        assert question.rule not in rules(made)

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

    def test_two_cuts(self, name: str) -> None:
        """With a second one, that the tasks are larger than the instances, or have no way out."""
        question = QUESTIONS[name]
        made = put(question.make(), question, question.bad)
        found = made["Resources"]
        group = next(
            key
            for key in ("InstSg", "InstanceGroup", "TaskSg", "TaskSG", "TaskGroup", "ServerSg")
            if key in found
        )
        found[group]["Properties"]["SecurityGroupEgress"] = [
            {"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}
        ]
        both = rules(made)
        assert question.rule in both
        assert both & {"ECS620", "ECS621", "ECS623"}
        del found[group]["Properties"]["SecurityGroupEgress"]
        assert told(put(made, question, question.good)) == set()


ORDERED: dict[str, tuple[str, Callable[[], Json], Callable[[Json], None]]] = {}


def ordered(rule: str, make: Callable[[], Json]) -> Callable[[Callable[[Json], None]], None]:
    """Note what closes a template in a way that no single value says."""

    def note(change: Callable[[Json], None]) -> None:
        ORDERED[change.__name__] = (rule, make, change)

    return note


@ordered("ECS678", fleet)
def no_instances(made: Json) -> None:
    found = made["Resources"]
    del found["Asg"], found["Lt"]
    found["Service"]["DependsOn"] = []


@ordered("ECS690", zoned)
def attachment(made: Json) -> None:
    del made["Resources"]["Nat"]["DependsOn"]


@ordered("ECS691", fleet)
def cluster_by_name(made: Json) -> None:
    found = made["Resources"]
    found["Service"]["Properties"]["Cluster"] = "main"
    found["Service"]["DependsOn"] = []
    del found["Asg"]["DependsOn"]


@ordered("ECS693", fleet)
def instances_by_name(made: Json) -> None:
    del made["Resources"]["Asg"]["DependsOn"]


@ordered("ECS341", registered)
def policy_of_the_service(made: Json) -> None:
    made["Resources"]["Service"]["DependsOn"].remove("Policy")


@ordered("ECS680", of("join-warm-pool-without-setting"))
def second_provider(made: Json) -> None:
    made["Resources"]["Cp2"] = copy.deepcopy(made["Resources"]["Cp"])


@pytest.mark.parametrize("name", ORDERED)
class TestOrder:
    def test_works_and_is_cut(self, name: str) -> None:
        rule, make, change = ORDERED[name]
        made = make()
        assert told(made) == set()
        change(made)
        assert rule in rules(made)

    def test_another_macro_may_change_it(self, name: str) -> None:
        """What a macro of the account makes of the template is not known."""
        _, make, change = ORDERED[name]
        made = {**make(), "Transform": "Own"}
        change(made)
        assert not any(severity == "error" for _, severity, _ in told(made))


def test_the_hop_limit_of_the_metadata_is_advice() -> None:
    made = fleet()
    options = made["Resources"]["Lt"]["Properties"]["LaunchTemplateData"]["MetadataOptions"]
    for value, least in (("1", 1), ("2", 0), (ref("Given"), 0), ({"Fn::ImportValue": "given"}, 0)):
        options["HttpPutResponseHopLimit"] = value
        documents = load("template.json", json.dumps(parameter(copy.deepcopy(made))).encode())
        found = run([read(document) for document in documents], Configuration(isolated=True)).findings
        assert [str(f.severity) for f in found if f.rule == "ECS681"] == ["info"] * least


def awaited() -> Json:
    """Return instances that send a signal through a NAT gateway which they wait for."""
    made = instances()
    fleet = made["Resources"]["Fleet"]
    fleet["CreationPolicy"] = {"ResourceSignal": {"Count": 1, "Timeout": "PT10M"}}
    fleet["DependsOn"] = ["InnerRoute"]
    return made


def test_the_way_out_of_instances_that_send_a_signal_is_advice() -> None:
    def told_of(made: Json) -> list[str]:
        documents = load("template.json", json.dumps(parameter(made)).encode())
        found = run([read(document) for document in documents], Configuration(isolated=True)).findings
        return [str(f.severity) for f in found if f.rule == "ECS694"]

    for waits, table, macro, least in (
        (["InnerRoute"], ref("InnerTable"), None, []),
        (["Nat"], ref("InnerTable"), None, []),
        ([], ref("InnerTable"), None, ["info"]),
        ([], ref("Given"), None, []),
        ([], {"Fn::ImportValue": "given"}, None, []),
        ([], ref("InnerTable"), "Own", []),
    ):
        made = awaited()
        made["Resources"]["Fleet"]["DependsOn"] = waits
        made["Resources"]["InnerRoute"]["Properties"]["RouteTableId"] = table
        assert told_of({**made, "Transform": macro} if macro else made) == least
