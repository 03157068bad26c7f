"""Opening what a finding names makes it go, and none appear: the cuts are the right ones."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import pytest

from tests.reach.network import endpoint, findings, isolated, ref, resource, rule, template, told
from tests.reach.test_network_links import connected, filed
from tests.reach.test_network_out import applied, network, properties, put, without
from tests.share import share

SEALED = {"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}
WHOLE = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}


def close(made: dict[str, Any], what: str) -> None:
    """Close one thing in a template that is open everywhere."""
    found = made["Resources"]
    if what in ("Attachment", "InnerRoute", "Api", "Dkr", "Layers", "Logs", "Secrets"):
        without(what)(made)
    elif what == "nat":
        put("Nat", ConnectivityType="private")(made)
    elif what == "private-dns":
        put("Dkr", PrivateDnsEnabled=False)(made)
    elif what == "public":
        network(made)["Subnets"] = [ref("OuterA"), ref("OuterB")]
    elif what.endswith("Ingress"):
        properties(made, what.removesuffix("Ingress"))["SecurityGroupIngress"] = []
    elif what.endswith("Egress"):
        properties(made, what.removesuffix("Egress"))["SecurityGroupEgress"] = [SEALED]
    elif what == "health":
        put("Targets", HealthCheckPort="9000")(made)
    elif what == "hostnames":
        put("Vpc", EnableDnsHostnames=False)(made)
    assert found


def opened(made: dict[str, Any], rule_id: str, place: str, message: str) -> None:
    """Do what a finding says."""
    found = made["Resources"]
    name = "BalancerGroup" if rule_id == "ECS624" else place.split("/")[0]
    if "EnableDns" in place:
        properties(made, name)["EnableDnsHostnames"] = True
    elif "PrivateDnsEnabled" in place:
        properties(made, name)["PrivateDnsEnabled"] = True
    elif "ConnectivityType" in place:
        properties(made, name)["ConnectivityType"] = "public"
    elif "GatewayId" in place:
        found["Attachment"] = resource(
            "EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")
        )
    elif "public IP" in message:
        network(made)["AssignPublicIp"] = "ENABLED"
    elif "no endpoint for" in message:
        for service in ("ecr.api", "ecr.dkr", "logs", "secretsmanager"):
            if service in message:
                found[service.replace(".", "")] = endpoint(service)
        if "s3" in message:
            found["S3"] = endpoint(
                "s3",
                VpcEndpointType="Gateway",
                PrivateDnsEnabled=ref("AWS::NoValue"),
                SubnetIds=ref("AWS::NoValue"),
                SecurityGroupIds=ref("AWS::NoValue"),
                RouteTableIds=[ref("InnerTable")],
            )
    elif "no route to the internet" in message:
        found["NewNat"] = resource("EC2::NatGateway", SubnetId=ref("OuterA"), AllocationId="eipalloc-1")
        found["NewRoute"] = resource(
            "EC2::Route",
            RouteTableId=ref("InnerTable"),
            DestinationCidrBlock="0.0.0.0/0",
            NatGatewayId=ref("NewNat"),
        )
    elif "HealthCheckPort" in place:
        properties(made, "TaskGroup")["SecurityGroupIngress"].append(rule(9000, CidrIp="0.0.0.0/0"))
    else:
        direction = "Egress" if "egress" in message else "Ingress"
        listed = properties(made, name).setdefault(f"SecurityGroup{direction}", [])
        listed.append(WHOLE)


CLOSED = {
    "nat": (template, ["Attachment", "InnerRoute", "nat", "public", "TaskGroupIngress", "TaskGroupEgress"]),
    "balancer": (template, ["health", "BalancerGroupEgress", "BalancerGroupIngress"]),
    "isolated": (
        isolated,
        ["Api", "Dkr", "Layers", "Logs", "Secrets", "private-dns", "EndpointGroupIngress", "hostnames"],
    ),
    "connected": (connected, ["RatesGroupIngress", "TaskGroupEgress", "InnerRoute"]),
    "filed": (lambda: filed(0, 1), ["FileGroupIngress", "TaskGroupEgress", "hostnames"]),
}


@pytest.mark.parametrize(
    ("base", "what"), [(base, what) for base, (_, closed) in CLOSED.items() for what in closed]
)
def test_one_cut(base: str, what: str) -> None:
    made = CLOSED[base][0]()
    assert told(made) == []
    close(made, what)
    before = findings(made)
    assert before, what
    for found in before:
        place = found.pointer.removeprefix("/Resources/")
        opened(made, found.rule, place, found.message)
    assert told(made) == []


@pytest.mark.parametrize("seed", range(40))
def test_some_cuts_at_once(seed: int) -> None:
    """Whatever is closed together, doing what is said ends after a few rounds with nothing left."""
    random = Random(seed)
    base = random.choice(sorted(CLOSED))
    make, closable = CLOSED[base]
    made = make()
    for what in random.sample(closable, k=min(3, len(closable))):
        close(made, what)
    seen = {found.message for found in findings(made)}
    assert seen
    for _ in range(4):
        rest = findings(made)
        for found in rest:
            opened(made, found.rule, found.pointer.removeprefix("/Resources/"), found.message)
        if not told(made):
            return
    raise AssertionError(f"{base}: {told(made)}")


def test_unknown_values_never_add_an_error() -> None:
    """Replacing any value of the network by a parameter makes no error of what is open."""
    wrong = []
    for base, (make, _) in CLOSED.items():
        whole = make()
        places = [(name, key) for name, body in whole["Resources"].items() for key in body["Properties"]]
        for name, key in share(places, 3, base):
            made = copy.deepcopy(whole)
            made["Parameters"] = {"Any": {"Type": "String"}}
            made["Resources"][name]["Properties"][key] = ref("Any")
            wrong += [(base, name, key, line) for line in told(made) if line[1] == "error"]
    assert wrong == []
    assert applied(template()) == template()
