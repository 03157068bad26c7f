"""What messages ask for that is written in user data, images, policies of endpoints and namespaces."""

from __future__ import annotations

import re
from typing import Any

from ecslint.finding import Finding
from tests.reach.remedies import Json, Remedy, at, nat_and_route, public_of

PATH = "{{resolve:ssm:/aws/service/"
LINUX = PATH + "ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}"
WINDOWS = PATH + "ami-windows-latest/Windows_Server-2019-English-Full-ECS_Optimized/image_id}}"
SCRIPT = "#!/bin/bash\necho ECS_CLUSTER=${NAME} >> /etc/ecs/ecs.config\n"
POWERSHELL = "<powershell>\nInitialize-ECSAgent -Cluster ${NAME} -EnableTaskIAMRole\n</powershell>"
TOML = '[settings.ecs]\ncluster = "${NAME}"\n'


def _cluster(made: Json) -> str:
    return next(str(name) for name, item in made["Resources"].items() if item["Type"] == "AWS::ECS::Cluster")


def _data(made: Json) -> list[Json]:
    """Return what has user data and an image."""
    found = []
    for item in made["Resources"].values():
        properties = item.get("Properties", {})
        places = (properties, properties.get("LaunchTemplateData"))
        found += [place for place in places if isinstance(place, dict) and "ImageId" in place]
    return found


def _write(made: Json, text: str) -> None:
    for place in _data(made):
        place["UserData"] = {"Fn::Base64": {"Fn::Sub": text.replace("NAME", _cluster(made))}}


def _edit(value: Any, change: Any) -> Any:
    """Change every text of a value."""
    if isinstance(value, dict):
        return {key: _edit(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_edit(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def one_table(made: Json, found: Finding, match: re.Match[str]) -> None:
    for place in _data(made):
        place["UserData"] = _edit(
            place["UserData"],
            lambda text: match[1].join(
                [*text.partition(match[1])[:1], text.partition(match[1])[2].replace(match[1], "")]
            ),
        )


def script(made: Json, found: Finding, match: re.Match[str]) -> None:
    _write(made, SCRIPT)


def toml(made: Json, found: Finding, match: re.Match[str]) -> None:
    _write(made, TOML)


def powershell(made: Json, found: Finding, match: re.Match[str]) -> None:
    _write(made, POWERSHELL)


def warm_pool(made: Json, found: Finding, match: re.Match[str]) -> None:
    _write(made, SCRIPT + f"echo {match[1]} >> /etc/ecs/ecs.config\n")


def quote(made: Json, found: Finding, match: re.Match[str]) -> None:
    _write(made, POWERSHELL)


def by_reference(made: Json, found: Finding, match: re.Match[str]) -> None:
    _write(made, SCRIPT)


def service_actions(made: Json, found: Finding, match: re.Match[str]) -> None:
    statement = {"Effect": "Allow", "Action": f"{match[2]}:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    role = made["Resources"][match[1]]["Properties"]
    role.setdefault("Policies", []).append({"PolicyName": "more", "PolicyDocument": document})


def pass_role(made: Json, found: Finding, match: re.Match[str]) -> None:
    statement = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    role = made["Resources"][match[1]]["Properties"]
    role.setdefault("Policies", []).append({"PolicyName": "more", "PolicyDocument": document})


def image_of_system(made: Json, found: Finding, match: re.Match[str]) -> None:
    for place in _data(made):
        place["ImageId"] = WINDOWS if match[1].startswith("WINDOWS") else LINUX
    _write(made, POWERSHELL if match[1].startswith("WINDOWS") else SCRIPT)


def image_of_architecture(made: Json, found: Finding, match: re.Match[str]) -> None:
    for place in _data(made):
        place["ImageId"] = _edit(place["ImageId"], lambda text: text.replace(match[1], match[2]))


def optimized(made: Json, found: Finding, match: re.Match[str]) -> None:
    for place in _data(made):
        place["ImageId"] = LINUX


def attribute(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    place[last] = {"Fn::GetAtt": match[1].split(".")}


def one_namespace(made: Json, found: Finding, match: re.Match[str]) -> None:
    services = [i["Properties"] for i in made["Resources"].values() if i["Type"] == "AWS::ECS::Service"]
    connects = [s["ServiceConnectConfiguration"] for s in services if "ServiceConnectConfiguration" in s]
    serving = next(connect for connect in connects if connect.get("Services"))
    for connect in connects:
        connect["Namespace"] = serving["Namespace"]


def nat_instead(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    del place[last]
    place["NatGatewayId"] = {"Ref": "MoreNat"}
    made["Resources"]["MoreNat"] = {
        "Type": "AWS::EC2::NatGateway",
        "DependsOn": [n for n, i in made["Resources"].items() if i["Type"].endswith("GatewayAttachment")],
        "Properties": {"SubnetId": {"Ref": public_of(made)}, "AllocationId": "eipalloc-0a1b2c3d4e5f60719"},
    }


def endpoint_policy(made: Json, found: Finding, match: re.Match[str]) -> None:
    policy = made["Resources"][match[1]]["Properties"]["PolicyDocument"]
    policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": match[2], "Resource": "*"})


def fargate(made: Json, found: Finding, match: re.Match[str]) -> None:
    for item in made["Resources"].values():
        properties = item.get("Properties", {})
        if item["Type"] == "AWS::ECS::Service":
            properties["LaunchType"] = "FARGATE"
        if item["Type"] == "AWS::ECS::TaskDefinition":
            properties.update(RequiresCompatibilities=["FARGATE"], Cpu="256", Memory="512")


def strategy(made: Json, found: Finding, match: re.Match[str]) -> None:
    providers = [n for n, i in made["Resources"].items() if i["Type"] == "AWS::ECS::CapacityProvider"]
    used = [{"CapacityProvider": {"Ref": providers[0]}, "Weight": 1}]

    def change(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                change(item)
        elif isinstance(value, dict):
            if value.get("LaunchType") == "EC2":
                del value["LaunchType"]
                value["CapacityProviderStrategy"] = used
            for item in value.values():
                change(item)

    change(made["Resources"])


MORE: tuple[tuple[str, Remedy], ...] = (
    (
        r"^(.*) have a route to the internet for IPv6 only.*; add a NAT gateway or the endpoints$",
        nat_and_route,
    ),
    (r'^table "(\[[\w.]+\])" is there twice.*; remove one$', one_table),
    (r"^no ECS_CLUSTER is set, .*; set its name$", script),
    (r"^ECS_CLUSTER is .*; set its name$", script),
    (r"; set it first$", script),
    (r'^"(\w+)" may do nothing with .*; allow the actions of "(\w+)" on this ', service_actions),
    (r'^"(\w+)" may not pass .*, or allow iam:PassRole$', pass_role),
    (r'^the task is for "(\w+)", .*; use an image of its system$', image_of_system),
    (r"^Bottlerocket runs no scripts from UserData; set ", toml),
    (r"^Windows runs no shell script from UserData; use ", powershell),
    (r"; close or remove it$", quote),
    (r"^the image is for (\w+), .*; use an image for (\w+)$", image_of_architecture),
    (r"; use !GetAtt ([\w.]+)$", attribute),
    (r"; use an image that is optimized for ECS$", optimized),
    (r"; set (ECS_WARM_POOLS_CHECK=true)$", warm_pool),
    (r"; use one namespace$", one_namespace),
    (r"; add an Auto Scaling group, or use Fargate$", fargate),
    (r"; use CapacityProviderStrategy$", strategy),
    (r"^the default route leads to .*; use a NAT gateway$", nat_instead),
    (r'^the policy of endpoint "(\w+)" does not allow ([\w:]+) .*; add it$', endpoint_policy),
    (r'names cluster "\w+" by its text, .*; use a reference to ', by_reference),
)
"""Messages, and what is done that they say."""
