"""The same template written in other words: what means the same must be judged the same.

Longer than other modules: the forms of one network stand side by side, to be compared.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Form = Callable[[Json], None]
RULES = ("SecurityGroupIngress", "SecurityGroupEgress")
LITERAL_TYPES = ("AWS::EC2::", "AWS::ElasticLoadBalancingV2::", "AWS::EFS::")
SKIPPED = frozenset({"Type", "DependsOn", "Condition", "Fn::Sub", "Fn::GetAtt", "Ref", "Fn::If"})


def resources(made: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield name, type and properties of each resource."""
    for name, item in list(made["Resources"].items()):
        if isinstance(item, dict) and isinstance(item.get("Properties"), dict):
            yield name, str(item.get("Type")), item["Properties"]


def replaced(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a value in which ``change`` was applied to every part, inner parts first."""
    if isinstance(value, dict):
        value = {
            key: item if key in SKIPPED and key != "Fn::If" else replaced(item, change)
            for key, item in value.items()
        }
    elif isinstance(value, list):
        value = [replaced(item, change) for item in value]
    return change(value)


def every(made: Json, change: Callable[[Any], Any], *kinds: str) -> None:
    """Change the properties of all resources, or of those whose type begins with one of ``kinds``."""
    for name, kind, properties in resources(made):
        if not kinds or kind.startswith(kinds):
            made["Resources"][name]["Properties"] = {
                key: replaced(item, change) for key, item in properties.items()
            }


def _own(made: Json, value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"Ref"} and value["Ref"] in made["Resources"]


def ref_as_sub(made: Json) -> None:
    every(made, lambda v: {"Fn::Sub": f"${{{v['Ref']}}}"} if _own(made, v) else v)


def ref_as_join(made: Json) -> None:
    every(made, lambda v: {"Fn::Join": ["", [v]]} if _own(made, v) else v)


def _attribute(value: Any) -> str | None:
    if isinstance(value, dict) and set(value) == {"Fn::GetAtt"}:
        got = value["Fn::GetAtt"]
        return got if isinstance(got, str) else ".".join(got)
    return None


def attribute_as_text(made: Json) -> None:
    every(made, lambda v: {"Fn::GetAtt": _attribute(v)} if _attribute(v) else v)


def attribute_as_sub(made: Json) -> None:
    every(made, lambda v: {"Fn::Sub": f"${{{_attribute(v)}}}"} if _attribute(v) else v)


def group_by_id(made: Json) -> None:
    def change(value: Any) -> Any:
        if not _own(made, value):
            return value
        kind = made["Resources"][value["Ref"]]["Type"]
        names = {
            "AWS::EC2::SecurityGroup": "GroupId",
            "AWS::EC2::Subnet": "SubnetId",
            "AWS::EC2::VPC": "VpcId",
        }
        return {"Fn::GetAtt": [value["Ref"], names[kind]]} if kind in names else value

    every(made, change)


def _literal(value: Any) -> bool:
    return isinstance(value, (str, int)) and not (isinstance(value, str) and "{{resolve" in value)


def _leaves(made: Json, instead: Callable[[int, Any], Any]) -> None:
    """Replace each literal member of what networks are made of."""
    count = 0

    def walk(value: Any) -> Any:
        nonlocal count
        if isinstance(value, dict):
            if any(key.startswith("Fn::") or key == "Ref" for key in value):
                return value
            return {
                k: v
                if k in ("PolicyDocument", "Tags", "UserData", "Description", "GroupDescription")
                else walk(v)
                for k, v in value.items()
            }
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not _literal(value):
            return value
        count += 1
        return instead(count, value)

    for name, kind, properties in resources(made):
        if kind.startswith(LITERAL_TYPES):
            made["Resources"][name]["Properties"] = walk(properties)


def literals_as_parameters(made: Json) -> None:
    def instead(count: int, value: Any) -> Any:
        made.setdefault("Parameters", {})[f"Form{count}"] = {
            "Type": "String",
            "Default": str(value).lower() if isinstance(value, bool) else str(value),
        }
        return {"Ref": f"Form{count}"}

    _leaves(made, instead)


def literals_from_mapping(made: Json) -> None:
    def instead(count: int, value: Any) -> Any:
        table = made.setdefault("Mappings", {}).setdefault("Forms", {}).setdefault("all", {})
        table[f"v{count}"] = str(value).lower() if isinstance(value, bool) else value
        return {"Fn::FindInMap": ["Forms", "all", f"v{count}"]}

    _leaves(made, instead)


def _condition(made: Json) -> None:
    made.setdefault("Parameters", {})["FormStage"] = {
        "Type": "String",
        "Default": "a",
        "AllowedValues": ["a", "b"],
    }
    made.setdefault("Conditions", {})["FormA"] = {"Fn::Equals": [{"Ref": "FormStage"}, "a"]}


def literals_in_branches(made: Json) -> None:
    _condition(made)
    _leaves(made, lambda _, value: {"Fn::If": ["FormA", value, value]})


def lists_in_branches(made: Json) -> None:
    _condition(made)

    def change(value: Any) -> Any:
        return {"Fn::If": ["FormA", value, value]} if isinstance(value, list) and value else value

    for name, kind, properties in resources(made):
        if kind.startswith((*LITERAL_TYPES, "AWS::ECS::Service")):
            made["Resources"][name]["Properties"] = {
                key: change(item) if key in ("Subnets", "SecurityGroups", "SubnetIds", *RULES) else item
                for key, item in properties.items()
            }
        if kind == "AWS::ECS::Service":
            network = properties.get("NetworkConfiguration", {}).get("AwsvpcConfiguration", {})
            for key in ("Subnets", "SecurityGroups"):
                if key in network:
                    network[key] = change(network[key])


def items_in_branches(made: Json) -> None:
    """Each item of a list stands in a branch, the same in both."""
    _condition(made)

    def change(value: Any) -> Any:
        if isinstance(value, list) and value and all(_own(made, item) for item in value):
            return [{"Fn::If": ["FormA", item, item]} for item in value]
        return value

    every(
        made,
        change,
        "AWS::ECS::Service",
        "AWS::EC2::VPCEndpoint",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
    )


def lists_split(made: Json) -> None:
    def change(value: Any) -> Any:
        if isinstance(value, list) and value and all(_own(made, item) for item in value):
            return {"Fn::Split": [",", {"Fn::Join": [",", value]}]}
        return value

    every(
        made,
        change,
        "AWS::ECS::Service",
        "AWS::EC2::VPCEndpoint",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
    )


def items_selected(made: Json) -> None:
    def change(value: Any) -> Any:
        if isinstance(value, list) and value and all(_own(made, item) for item in value):
            return [{"Fn::Select": [index, value]} for index in range(len(value))]
        return value

    every(
        made,
        change,
        "AWS::ECS::Service",
        "AWS::EC2::VPCEndpoint",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
    )


def rules_apart(made: Json) -> None:
    """Ingress rules are resources of their own."""
    for name, kind, properties in resources(made):
        if kind != "AWS::EC2::SecurityGroup":
            continue
        rules = properties.pop("SecurityGroupIngress", [])
        if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
            properties["SecurityGroupIngress"] = rules
            continue
        for index, rule in enumerate(rules):
            made["Resources"][f"{name}In{index}"] = {
                "Type": "AWS::EC2::SecurityGroupIngress",
                "Properties": {"GroupId": {"Fn::GetAtt": [name, "GroupId"]}, **rule},
            }


def protocol_by_number(made: Json) -> None:
    def change(value: Any) -> Any:
        if isinstance(value, dict) and value.get("IpProtocol") == "tcp":
            return {**value, "IpProtocol": "6"}
        return value

    every(made, change, "AWS::EC2::SecurityGroup")


def numbers_as_texts(made: Json) -> None:
    every(made, lambda v: str(v) if isinstance(v, int) and not isinstance(v, bool) else v, *LITERAL_TYPES)


def policies_apart(made: Json) -> None:
    """Policies inside roles are resources of their own."""
    for name, kind, properties in resources(made):
        if kind != "AWS::IAM::Role" or not isinstance(properties.get("Policies"), list):
            continue
        for index, policy in enumerate(properties.pop("Policies")):
            made["Resources"][f"{name}Policy{index}"] = {
                "Type": "AWS::IAM::Policy",
                "Properties": {"Roles": [{"Ref": name}], **policy},
            }


def policies_managed(made: Json) -> None:
    """Policies inside roles are managed ones of the template."""
    for name, kind, properties in resources(made):
        if kind != "AWS::IAM::Role" or not isinstance(properties.get("Policies"), list):
            continue
        for index, policy in enumerate(properties.pop("Policies")):
            made["Resources"][f"{name}Managed{index}"] = {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {"PolicyDocument": policy["PolicyDocument"]},
            }
            managed = properties.setdefault("ManagedPolicyArns", [])
            if isinstance(managed, list):
                managed.append({"Ref": f"{name}Managed{index}"})


def policies_of_names(made: Json) -> None:
    """Policies inside roles are ``AWS::IAM::RolePolicy``."""
    for name, kind, properties in resources(made):
        if kind != "AWS::IAM::Role" or not isinstance(properties.get("Policies"), list):
            continue
        for index, policy in enumerate(properties.pop("Policies")):
            made["Resources"][f"{name}Own{index}"] = {
                "Type": "AWS::IAM::RolePolicy",
                "Properties": {"RoleName": {"Ref": name}, **policy},
            }


def arns_by_partition(made: Json) -> None:
    def change(value: Any) -> Any:
        if isinstance(value, str) and value.startswith("arn:aws:"):
            return {"Fn::Sub": value.replace("arn:aws:", "arn:${AWS::Partition}:", 1)}
        return value

    every(made, change, "AWS::IAM::")


def statements_alone(made: Json) -> None:
    """Lists of one in policies are written without the list."""

    def change(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        changed = dict(value)
        for key in ("Statement", "Action", "Resource", "Service"):
            if isinstance(changed.get(key), list) and len(changed[key]) == 1:
                changed[key] = changed[key][0]
        return changed

    every(made, change, "AWS::IAM::")


def statements_listed(made: Json) -> None:
    def change(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        changed = dict(value)
        for key in ("Action", "Resource", "Service"):
            if (
                key in changed
                and not isinstance(changed[key], list)
                and ("Effect" in changed or key == "Service")
            ):
                changed[key] = [changed[key]]
        return changed

    every(made, change, "AWS::IAM::")


def actions_in_capitals(made: Json) -> None:
    def change(value: Any) -> Any:
        if not isinstance(value, dict) or "Action" not in value:
            return value
        given = value["Action"]
        upper = [a.upper() if isinstance(a, str) else a for a in given] if isinstance(given, list) else given
        return {**value, "Action": upper.lower() if isinstance(upper, str) else upper}

    for name, kind, properties in resources(made):
        if kind in ("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
            for key in ("Policies", "PolicyDocument"):
                if key in properties:
                    made["Resources"][name]["Properties"][key] = replaced(properties[key], change)


def all_conditional(made: Json) -> None:
    """Every resource is made in a branch that a default takes."""
    _condition(made)
    for item in made["Resources"].values():
        if isinstance(item, dict) and "Condition" not in item:
            item["Condition"] = "FormA"


def dependencies_listed(made: Json) -> None:
    for item in made["Resources"].values():
        if isinstance(item, dict) and isinstance(item.get("DependsOn"), str):
            item["DependsOn"] = [item["DependsOn"]]


def user_data_joined(made: Json) -> None:
    """``Fn::Sub`` in user data is written as ``Fn::Join``."""

    def change(value: Any) -> Any:
        if not (isinstance(value, dict) and set(value) == {"Fn::Sub"} and isinstance(value["Fn::Sub"], str)):
            return value
        parts: list[Any] = []
        text = value["Fn::Sub"]
        while "${" in text:
            before, rest = text.split("${", 1)
            name, text = rest.split("}", 1)
            parts.append(before)
            if name.startswith("!"):
                parts.append(f"${{{name[1:]}}}")
            else:
                parts.append({"Fn::GetAtt": name.split(".", 1)} if "." in name else {"Ref": name})
        return {"Fn::Join": ["", [*parts, text]]}

    every(made, change)


def resources_in_loops(made: Json) -> None:
    """Every other resource is made by ``Fn::ForEach`` over its own name."""
    made["Transform"] = "AWS::LanguageExtensions"
    for number, (name, item) in enumerate(list(made["Resources"].items())):
        if number % 2 and "Fn::Sub" not in str(item):
            del made["Resources"][name]
            made["Resources"][f"Fn::ForEach::Loop{number}"] = ["Each", [name], {"${Each}": item}]


FORMS: dict[str, Form] = {
    form.__name__: form
    for form in (
        ref_as_sub,
        ref_as_join,
        attribute_as_text,
        attribute_as_sub,
        group_by_id,
        literals_as_parameters,
        literals_from_mapping,
        literals_in_branches,
        lists_in_branches,
        items_in_branches,
        lists_split,
        items_selected,
        rules_apart,
        protocol_by_number,
        numbers_as_texts,
        policies_apart,
        policies_managed,
        policies_of_names,
        arns_by_partition,
        statements_alone,
        statements_listed,
        actions_in_capitals,
        all_conditional,
        dependencies_listed,
        user_data_joined,
        resources_in_loops,
    )
}


def formed(made: Json, name: str) -> Json:
    """Return a copy of a template in another form."""
    changed = copy.deepcopy(made)
    FORMS[name](changed)
    return changed
