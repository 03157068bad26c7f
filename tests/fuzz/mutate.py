"""Ways to spoil a document: values grafted into it, its text edited, and documents made from grammars."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import yaml

from tests.fuzz.material import (
    CONTAINERS,
    FRAGMENTS,
    INTRINSICS,
    SCALARS,
    as_json,
    as_yaml,
    documents,
    seeds,
)

_HOOKS = (
    "BeforeInstall",
    "AfterInstall",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
    "X",
)
_TYPES = (
    *("TaskDefinition", "Service", "Cluster", "CapacityProvider", "ClusterCapacityProviderAssociations"),
    *("TaskSet", "PrimaryTaskSet", "DaemonTaskDefinition", "ExpressGatewayService"),
)


def value(random: Random, depth: int = 2) -> Any:
    """Return a value that has no business where it will be put."""
    roll = random.random()
    if roll < 0.45:
        return random.choice(SCALARS)
    if roll < 0.65:
        return copy.deepcopy(random.choice(INTRINSICS))
    if roll < 0.8 or depth == 0:
        return copy.deepcopy(random.choice(CONTAINERS))
    if roll < 0.9:
        found = list(holders(random.choice(documents())))
        return copy.deepcopy(random.choice(found)) if found else []
    if random.random() < 0.5:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    return {str(random.choice(SCALARS))[:20]: value(random, depth - 1) for _ in range(random.randrange(4))}


def grafted(random: Random) -> Any:
    """Return a document with one to four of its parts replaced, removed, renamed, doubled or wrapped."""
    data = spoilt(random, random.choice(documents()))
    return value(random) if random.random() < 0.002 else data


def spoilt(random: Random, data: Any) -> Any:
    """Return a copy of ``data`` with one to four of its parts changed."""
    data = copy.deepcopy(data)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        found = list(holders(data))
        holder = random.choice(found[-40:] if random.random() < 0.3 else found)
        if isinstance(holder, dict):
            _spoil_object(random, holder)
        else:
            _spoil_list(random, holder)
    return data


def _spoil_object(random: Random, holder: dict[str, Any]) -> None:
    if not holder or random.random() < 0.05:
        holder[random.choice(("", "name", "Name", "Ref", "Fn::If", "<<", "${X}", "{{ x }}", "\x1b"))] = value(
            random
        )
        return
    key = random.choice(list(holder))
    roll = random.random()
    if roll < 0.55:
        holder[key] = value(random)
    elif roll < 0.65:
        del holder[key]
    elif roll < 0.75:
        holder[random.choice((key.swapcase(), key + "s", key[:-1], key.lower(), f" {key}"))] = holder.pop(key)
    elif roll < 0.85:
        holder[key] = random.choice(([holder[key]], {"a": holder[key]}, str(holder[key]), [holder[key]] * 2))
    else:
        holder[key] = {"Fn::If": [random.choice(("IsProd", "Nope", 1)), holder[key], value(random)]}


def _spoil_list(random: Random, holder: list[Any]) -> None:
    if not holder or random.random() < 0.2:
        holder.append(value(random))
        return
    index = random.randrange(len(holder))
    roll = random.random()
    if roll < 0.6:
        holder[index] = value(random)
    elif roll < 0.7:
        del holder[index]
    elif roll < 0.85:
        holder.insert(index, copy.deepcopy(holder[index]))
    else:
        holder[index] = {"Fn::If": ["IsProd", holder[index], {"Ref": "AWS::NoValue"}]}


def holders(node: Any) -> Any:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from holders(child)
    elif isinstance(node, list):
        yield node
        for child in node:
            yield from holders(child)


def written(random: Random, data: Any) -> tuple[str, str]:
    """Write data in one of the ways people write it; return a file name and the text."""
    roll = random.random()
    if roll < 0.7:
        try:
            return "x.json", as_json(data, random.choice((None, 1, 2)))
        except (TypeError, ValueError):
            return "x.json", "{}"
    try:
        return "x.yml", as_yaml(data, flow=random.random() < 0.2)
    except (UnicodeError, ValueError, yaml.YAMLError):
        return "x.json", as_json(data)


def as_lines(random: Random) -> str:
    """Return a document as YAML in block or flow style."""
    try:
        return as_yaml(random.choice(documents()), flow=random.random() < 0.15)
    except (UnicodeError, ValueError, yaml.YAMLError):
        return "a: [b]\n"


def edited(random: Random, text: str) -> str:
    """Return text with one to five edits that know nothing of its grammar."""
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice((0, 1, 1, 2, 5, 20, 100)))
        roll = random.random()
        if roll < 0.3:
            piece = ""
        elif roll < 0.7:
            piece = random.choice(FRAGMENTS)
        elif roll < 0.8:
            piece = text[start:end] * 2
        elif roll < 0.9:
            other = random.choice(seeds())[1]
            at = random.randrange(len(other) + 1)
            piece = other[at : at + random.randrange(80)]
        elif roll < 0.95:
            piece = random.choice(FRAGMENTS) * random.choice((2, 10, 300))
        else:
            return text[:start]
        text = text[:start] + piece + text[end:]
    return text


def noise(random: Random) -> bytes:
    """Return random bytes, often of the alphabet of the grammars."""
    if random.random() < 0.3:
        return random.randbytes(random.randrange(200))
    pieces = (random.choice(FRAGMENTS) for _ in range(random.randrange(60)))
    return "".join(pieces).encode("utf-8", "surrogatepass")


def appspec(random: Random) -> Any:
    """Return an AppSpec by its grammar, with a few productions that are not in it."""

    def some(good: Any, chance: float = 0.85) -> Any:
        return good if random.random() < chance else value(random)

    properties = {
        "TaskDefinition": some(
            random.choice(("<TASK_DEFINITION>", "arn:aws:ecs:us-east-1:1:task-definition/a:1"))
        ),
        "LoadBalancerInfo": some({"ContainerName": some("web"), "ContainerPort": some(80)}),
        "PlatformVersion": some("LATEST"),
        "NetworkConfiguration": some(
            {"AwsvpcConfiguration": some({"Subnets": some(["subnet-1"]), "SecurityGroups": some(["sg-1"])})}
        ),
        "CapacityProviderStrategy": some(
            [some({"Base": some(1), "CapacityProvider": "FARGATE", "Weight": some(1)})]
        ),
    }
    chosen = {key: item for key, item in properties.items() if random.random() < 0.7}
    service = some({"Type": some("AWS::ECS::Service"), "Properties": some(chosen)})
    hooks = [some({random.choice(_HOOKS): some("arn:aws:lambda:us-east-1:1:function:f")}) for _ in range(3)]
    members = {
        "version": some(0.0),
        "Resources": some([some({"TargetService": service}) for _ in range(random.choice((1, 1, 1, 2, 0)))]),
        "Hooks": some(hooks),
    }
    return {key: item for key, item in members.items() if random.random() < 0.95}


def template(random: Random) -> Any:
    """Return a template: parameters, mappings, conditions and resources that refer to each other."""

    def expression(depth: int = 3) -> Any:
        if depth == 0 or random.random() < 0.3:
            return random.choice(
                (*SCALARS, {"Ref": "P"}, {"Ref": "Q"}, {"Ref": "R0"}, {"Fn::GetAtt": "R1.Arn"})
            )
        inner = [expression(depth - 1) for _ in range(3)]
        return random.choice(
            (
                {"Fn::If": [random.choice("ABCX"), inner[0], inner[1]]},
                {"Fn::Sub": ["${P}-${v}", {"v": inner[0]}]},
                {"Fn::Join": [",", inner]},
                {"Fn::Select": [inner[0], inner]},
                {"Fn::Split": [",", inner[0]]},
                {"Fn::FindInMap": ["M", inner[0], "k"]},
                {"Fn::Cidr": inner},
                {"Fn::Length": inner},
                {"Fn::ToJsonString": inner},
                {"Fn::Base64": inner[0]},
                {"Fn::ImportValue": inner[0]},
                copy.deepcopy(random.choice(INTRINSICS)),
            )
        )

    def condition(depth: int = 3) -> Any:
        if depth == 0:
            return random.choice(
                ({"Condition": random.choice("ABCX")}, {"Fn::Equals": [{"Ref": "P"}, "a"]}, True)
            )
        inner = [condition(depth - 1) for _ in range(2)]
        return random.choice(
            (
                {"Fn::And": inner},
                {"Fn::Or": inner},
                {"Fn::Not": inner[:1]},
                {"Fn::Equals": [expression(1), expression(1)]},
            )
        )

    resources = {}
    for index in range(random.randrange(1, 4)):
        model = random.choice(documents())
        source = model.get("Properties", model) if isinstance(model, dict) else {}
        if isinstance(source.get("Resources"), dict) and source["Resources"]:
            resources[f"R{index}"] = copy.deepcopy(random.choice(list(source["Resources"].values())))
        else:
            properties = {key[:1].upper() + key[1:]: copy.deepcopy(item) for key, item in source.items()}
            resources[f"R{index}"] = {"Type": f"AWS::ECS::{random.choice(_TYPES)}", "Properties": properties}
    for holder in random.sample(found := list(holders(resources)), min(4, len(found))):
        if isinstance(holder, dict) and holder:
            holder[random.choice(list(holder))] = expression()
        elif isinstance(holder, list):
            holder.append(expression())
    return {
        "Transform": random.choice(("AWS::LanguageExtensions", ["AWS::Serverless-2016-10-31"], None)),
        "Parameters": {
            "P": {"Type": "String", "Default": random.choice(SCALARS), "AllowedValues": ["a", "b", 256]},
            "Q": value(random) if random.random() < 0.2 else {"Type": "List<Number>", "Default": "1,2"},
        },
        "Mappings": {"M": {"us-east-1": {"k": value(random)}, "a": value(random)}},
        "Conditions": {name: condition() for name in "ABC"},
        "Resources": resources,
    }
