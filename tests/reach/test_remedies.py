"""What a message says is done to the template, literally: the finding goes, and none appears."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.finding import Finding
from ecslint.source.read import load
from tests.reach.cfn_yaml import loaded
from tests.reach.remedies import LARGER, at
from tests.reach.remedies_more import MORE as WRITTEN

pytestmark = pytest.mark.same_everywhere

Json = dict[str, Any]
CASES = sorted((Path(__file__).parent.parent / "cases" / "reach").iterdir())
WAYS = re.compile(r"ECS(?:307|319|33\d|61[578]|62\d|67\d|68\d|69\d|747)")
ROUNDS = 8


def told(made: Json) -> list[Finding]:
    documents = load("template.json", json.dumps(made).encode())
    result = run([read(document) for document in documents], Configuration(isolated=True))
    assert result.crashes == []
    return [f for f in result.findings if WAYS.match(f.rule) and str(f.severity) != "info"]


def properties(made: Json, name: str) -> Json:
    found: Json = made["Resources"][name].setdefault("Properties", {})
    return found


def allow(made: Json, found: Finding, match: re.Match[str]) -> None:
    actions = re.findall(r"[a-z0-9-]+:[A-Za-z*]+", match[2])
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policies = properties(made, match[1]).setdefault("Policies", [])
    policies.append({"PolicyName": f"more{len(policies)}", "PolicyDocument": document})


def attach(made: Json, found: Finding, match: re.Match[str]) -> None:
    from ecslint.facts import managed_policies

    path = managed_policies.path(match[2]) or "/"
    arn = f"arn:aws:iam::aws:policy{path}{match[2]}".replace("policyservice", "policy/service")
    arn = arn if ":policy/" in arn else arn.replace(":policy", ":policy/")
    properties(made, match[1]).setdefault("ManagedPolicyArns", []).append(arn)


def trust(made: Json, found: Finding, match: re.Match[str]) -> None:
    for statement in properties(made, match[1])["AssumeRolePolicyDocument"]["Statement"]:
        statement["Principal"] = {"Service": match[2]}


def open_port(direction: str) -> Callable[[Json, Finding, re.Match[str]], None]:
    def opened(made: Json, found: Finding, match: re.Match[str]) -> None:
        low, high = (1, 65535) if match[2] is None else (int(match[2]), int(match[3] or match[2]))
        rule = {"IpProtocol": "tcp", "FromPort": low, "ToPort": high, "CidrIp": "0.0.0.0/0"}
        properties(made, match[1]).setdefault(direction, []).append(rule)

    return opened


def depend(made: Json, found: Finding, match: re.Match[str]) -> None:
    waiter = made["Resources"][str(found.pointer).split("/")[2]]
    known = waiter.get("DependsOn", [])
    waiter["DependsOn"] = [*([known] if isinstance(known, str) else known), match[1]]


def rename(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    place[last] = str(place[last]).replace(match[1], match[2])


def enable(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    if isinstance(place[last], str):
        place[last] = "ENABLED"
    else:
        place[last]["AssignPublicIp"] = "ENABLED"


def replace(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    place[last] = match[1]


def permit(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    place[last].append({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": match[1]})


def admit(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    who = {"AWS": {"Fn::GetAtt": [match[1], "Arn"]}}
    place[last].append({"Effect": "Allow", "Principal": who, "Action": match[2], "Resource": "*"})


INGRESS = r'^"(\w+)" does not allow (?:any port|ports? (\d+)(?:-(\d+))?) from .*add an ingress rule'
EGRESS = r'^"(\w+)" does not allow ports? (\d+)(?:-(\d+))? to .*add an egress rule'
REMEDIES: tuple[tuple[str, Callable[[Json, Finding, re.Match[str]], None]], ...] = (
    *LARGER,
    *WRITTEN,
    (r'^"(\w+)" may not .*: ([a-z0-9-]+:\w+[^;]*?) is allowed on .* only; ', allow),
    (r'^"(\w+)" may not .*: the key.s policy does not allow ([\w:]+);', admit),
    (r'^"(\w+)" may not .*; (?:allow|add) ([^;]+?)(?: to this statement)?$', allow),
    (r'^(?:no policy of )?"(\w+)"[ ,].*; attach "(\w+)"$', attach),
    (r'^"(\w+)" may be assumed by .*; add "([\w.-]+)"$', trust),
    (INGRESS, open_port("SecurityGroupIngress")),
    (EGRESS, open_port("SecurityGroupEgress")),
    (r'add "DependsOn": "(\w+)"$', depend),
    (r'^"([\w.-]+)" is (?:no alias of|not a name of) .*; use "([\w.-]+)"$', rename),
    (r"^the policy of \"\w+\" does not let tasks .*; allow ([\w:]+)$", permit),
    (r'^neither the policy of .* nor "(\w+)" lets tasks .*; allow ([\w:]+)$', allow),
    (r"; set AssignPublicIp to ENABLED", enable),
    (r'^EC2 has no instance type .*for instance "([\w.-]+)"$', replace),
)


_ORIGIN = re.compile(r" \(parameter \w+ defaults to .*\)$")
"""What a message ends with where its value is the default of a parameter."""


def follow(made: Json, found: Finding) -> bool:
    """Do what a message says; ``False`` if this test does not know how."""
    message = _ORIGIN.sub("", found.message)
    for pattern, act in REMEDIES:
        match = re.search(pattern, message)
        if match is not None:
            act(made, found, match)
            return True
    return False


def head(found: Finding) -> tuple[str, str]:
    """Return the fault without the remedy, which differs as policies grow."""
    return found.rule, re.split(r"[;:] ", found.message)[0]


@pytest.mark.parametrize(
    "case", [case for case in CASES if "role-as-task-definition" not in case.name], ids=lambda case: case.name
)
def test_the_advice_is_followed(case: Path) -> None:
    made = loaded(case / "bad.yaml")
    first = told(copy.deepcopy(made))
    seen = {head(f) for f in first}
    for _ in range(ROUNDS):
        left = told(made)
        assert {head(f) for f in left} <= seen, "the advice made another finding"
        if not left:
            return
        assert follow(made, left[0]), f"the test does not know how: {left[0].message}"
    raise AssertionError([f.message for f in told(made)])
