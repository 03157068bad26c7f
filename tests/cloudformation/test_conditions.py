"""Scenarios: which combinations of conditions can happen, and what is certain in them."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.choices import MAX_SCENARIOS
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.cloudformation.when import when_text
from tests.cloudformation.helpers import task, template
from tests.steps import assert_linear


def ref(name: str) -> dict[str, Any]:
    return {"Ref": name}


def equals(left: Any, right: Any) -> dict[str, Any]:
    return {"Fn::Equals": [left, right]}


def probe(conditions: dict[str, Any], parameters: dict[str, Any], *touched: str, **more: Any) -> Template:
    """Return a template whose ``Task`` touches the given conditions."""
    properties = {f"P{name}": {"Fn::If": [name, 1, 2]} for name in touched or conditions}
    properties |= {f"V{name}": ref(name) for name in parameters}
    return task(properties, Conditions=conditions, Parameters=parameters, **more)


def vectors(one: Template) -> list[dict[str, bool]]:
    return [dict(scenario.conditions) for scenario in one.scenarios_for(["Task"])]


ENV = {"Type": "String", "Default": "dev", "AllowedValues": ["dev", "stage", "prod"]}


def test_no_condition_is_one_scenario() -> None:
    assert vectors(task({"Cpu": ref("Cpu")}, Parameters={"Cpu": {"Default": 1}})) == [{}]


def test_only_what_can_happen() -> None:
    one = probe(
        {
            "IsProd": equals(ref("Env"), "prod"),
            "IsDev": equals("dev", ref("Env")),
            "IsMars": equals(ref("Env"), "mars"),
        },
        {"Env": ENV},
    )
    assert vectors(one) == [
        {"IsProd": False, "IsDev": True, "IsMars": False},
        {"IsProd": True, "IsDev": False, "IsMars": False},
        {"IsProd": False, "IsDev": False, "IsMars": False},
    ]
    values = [one.resolve("Task", scenario).data for scenario in one.scenarios_for(["Task"])]
    assert [data["VEnv"] for data in values if isinstance(data, dict)] == ["dev", "prod", "stage"]


def test_a_parameter_with_several_values_left_is_unknown() -> None:
    one = probe({"NotDev": {"Fn::Not": [equals(ref("Env"), "dev")]}}, {"Env": ENV})
    first, second = one.scenarios_for(["Task"])
    assert one.resolve("Task", first).data == {"PNotDev": 2, "VEnv": "dev"}
    data = one.resolve("Task", second).data
    assert isinstance(data, dict)
    assert isinstance(data["VEnv"], Unresolved)


def test_the_default_keeps_its_note_where_it_is_consistent() -> None:
    one = probe({"IsProd": equals(ref("Env"), "prod")}, {"Env": ENV})
    default, prod = one.scenarios_for(["Task"])
    assert one.resolve("Task", default).note(("VEnv",)) == "parameter Env defaults to dev"
    assert one.resolve("Task", prod).note(("VEnv",)) is None


def test_either_parameter_may_be_the_cause() -> None:
    one = probe(
        {"Any": {"Fn::Or": [equals(ref("A"), "x"), equals(ref("B"), "y")]}},
        {"A": {"Type": "String", "Default": "a"}, "B": {"Type": "String", "Default": "b"}},
    )
    _, true = one.scenarios_for(["Task"])
    data = one.resolve("Task", true).data
    assert isinstance(data, dict)
    assert isinstance(data["VA"], Unresolved)
    assert isinstance(data["VB"], Unresolved)


def test_conditions_of_conditions_and_empty_defaults() -> None:
    one = probe(
        {
            "HasCert": {"Fn::Not": [equals(ref("Cert"), "")]},
            "NoCert": {"Fn::Not": [{"Condition": "HasCert"}]},
            "Both": {"Fn::And": [{"Condition": "HasCert"}, {"Condition": "NoCert"}]},
        },
        {"Cert": {"Type": "String", "Default": ""}},
    )
    assert vectors(one) == [
        {"HasCert": False, "NoCert": True, "Both": False},
        {"HasCert": True, "NoCert": False, "Both": False},
    ]


def test_parameters_compared_with_each_other() -> None:
    one = probe(
        {"Same": equals(ref("A"), ref("B")), "AIsX": equals(ref("A"), "x"), "BIsX": equals(ref("B"), "x")},
        {"A": {"Type": "String"}, "B": {"Type": "String"}},
    )
    found = vectors(one)
    assert {"Same": False, "AIsX": True, "BIsX": True} not in found
    assert {"Same": True, "AIsX": True, "BIsX": False} not in found
    assert {"Same": True, "AIsX": True, "BIsX": True} in found
    assert {"Same": True, "AIsX": False, "BIsX": False} in found


@pytest.mark.parametrize(
    "node",
    [
        {"Fn::ImportValue": "x"},
        {"Fn::Select": [0, ref("Open")]},
        {"Fn::FindInMap": ["M", ref("AWS::Region"), "k"]},
        {"Fn::Banana": 1},
    ],
)
def test_what_cannot_be_known_is_free_and_consistent(node: Any) -> None:
    one = probe(
        {"Free": equals(node, "y"), "Again": equals(node, "y"), "Not": {"Fn::Not": [{"Condition": "Free"}]}},
        {"Open": {"Type": "CommaDelimitedList"}},
    )
    assert vectors(one) == [
        {"Free": False, "Again": False, "Not": True},
        {"Free": True, "Again": True, "Not": False},
    ]


def test_mapping_keys_are_tried() -> None:
    one = probe(
        {"Big": equals({"Fn::FindInMap": ["M", ref("Env"), "Size"]}, "big")},
        {"Env": {"Type": "String", "Default": "dev"}},
        Mappings={"M": {"dev": {"Size": "small"}, "prod": {"Size": "big"}}},
    )
    big = next(scenario for scenario in one.scenarios_for(["Task"]) if scenario.conditions["Big"])
    assert big.conditions == {"Big": True}
    assert not one.combinations_for(["Task"]).sampled


def test_pseudo_parameters() -> None:
    one = probe({"China": equals(ref("AWS::Partition"), "aws-cn")}, {})
    assert vectors(one) == [{"China": False}, {"China": True}]
    fixed = probe({"China": equals(ref("AWS::Partition"), "aws-cn")}, {})
    fixed.pseudo = {"AWS::Partition": "aws"}
    assert vectors(fixed) == [{"China": False}]


def test_only_touched_conditions_count() -> None:
    conditions = {f"C{n}": equals(ref(f"P{n}"), "x") for n in range(6)}
    parameters = {f"P{n}": {"Type": "String"} for n in range(6)}
    one = template(
        Conditions=conditions,
        Parameters=parameters,
        Resources={
            "A": {
                "Type": "AWS::ECS::Service",
                "Condition": "C1",
                "Properties": {"X": {"Fn::If": ["C2", 1, 2]}},
            },
            "B": {"Type": "AWS::ECS::Cluster"},
        },
    )
    assert len(one.scenarios_for(["A"])) == 4
    assert len(one.scenarios_for(["B"])) == 1
    scenario = one.scenarios_for(["A", "B"])[0]
    assert one.resolve("B", scenario) is one.resolve("B")
    assert scenario.has("C1") is False
    assert scenario.has(None) is True
    assert scenario.describe({"C2"}) == "when C2 is false"
    assert scenario.describe(()) is None


def test_undefined_and_circular_conditions_end() -> None:
    one = probe(
        {
            "A": {"Condition": "B"},
            "B": {"Condition": "A"},
            "C": {"Condition": "Gone"},
            "D": {"Fn::Not": []},
            "E": 3,
        },
        {},
        "A",
        "B",
        "C",
        "D",
        "E",
        "Missing",
    )
    assert all("Missing" not in vector for vector in vectors(one))


def independent(count: int, *, shared: bool) -> Template:
    """Return a template with so many conditions that have nothing to do with each other."""
    conditions = {f"C{n}": equals(ref(f"P{n}"), "x") for n in range(count)}
    if shared:
        half = count // 2
        conditions["All"] = {"Fn::Or": [{"Condition": f"C{n}"} for n in range(half)]}
        conditions["Every"] = {"Fn::Or": [{"Condition": f"C{n}"} for n in range(half, count)]}
        conditions["Top"] = {"Fn::And": [{"Condition": "All"}, {"Condition": "Every"}]}
    return probe(conditions, {f"P{n}": {"Type": "String", "Default": "y"} for n in range(count)})


@pytest.mark.parametrize("shared", [False, True])
def test_twenty_conditions_are_bounded(shared: bool) -> None:
    one = independent(20, shared=shared)
    scenarios = one.scenarios_for(["Task"])
    for scenario in scenarios:
        one.resolve("Task", scenario)
    assert one.combinations_for(["Task"]).sampled
    assert len(scenarios) <= MAX_SCENARIOS
    assert not any(scenarios[0].conditions.values())
    for name in scenarios[0].conditions:
        assert {scenario.conditions[name] for scenario in scenarios} == {True, False}


@pytest.mark.parametrize("shared", [False, True])
def test_twice_the_conditions_take_no_more_than_eight_times_the_steps(shared: bool) -> None:
    assert_linear(lambda size: lambda: independent(size, shared=shared).scenarios_for(["Task"]), 20, most=8)


def chain(length: int) -> Template:
    conditions: dict[str, Any] = {"C0": equals(ref("P"), "x")}
    for n in range(1, length):
        conditions[f"C{n}"] = {"Fn::And": [{"Condition": f"C{n - 1}"}, {"Condition": f"C{n - 1}"}]}
    return probe(conditions, {"P": {"Type": "String"}}, f"C{length - 1}")


def test_a_chain_of_conditions_is_not_exponential() -> None:
    assert vectors(chain(60)) == [{"C59": False}, {"C59": True}]
    assert_linear(lambda size: lambda: vectors(chain(size)), 30, most=5)


def test_when_names_only_what_matters() -> None:
    one = probe(
        {"A": equals(ref("PA"), "x"), "B": equals(ref("PB"), "x"), "C": equals(ref("PC"), "x")},
        {name: {"Type": "String"} for name in ("PA", "PB", "PC")},
    )
    all_of_them = one.scenarios_for(["Task"])
    assert len(all_of_them) == 8

    def pick(test: Any) -> list[Any]:
        return [s for s in all_of_them if test(s.conditions["A"], s.conditions["B"], s.conditions["C"])]

    assert when_text(all_of_them, all_of_them) is None
    assert when_text(pick(lambda a, b, c: a), all_of_them) == "when A is true"
    assert when_text(pick(lambda a, b, c: a and not c), all_of_them) == "when A is true and C is false"
    assert when_text(pick(lambda a, b, c: a or b), all_of_them) == "when A is true or when B is true"


@pytest.mark.parametrize("allowed", [True, False])
def test_a_parameter_that_chooses_a_mapping_is_tried(allowed: bool) -> None:
    parameter = {"Type": "String", "Default": "dev"} | ({"AllowedValues": ["dev", "prod"]} if allowed else {})
    one = task(
        {"Memory": {"Fn::FindInMap": ["Sizes", ref("Env"), "Memory"]}, "Family": ref("Env")},
        Parameters={"Env": parameter},
        Mappings={"Sizes": {"dev": {"Memory": 512}, "prod": {"Memory": 900}}},
    )
    scenarios = one.scenarios_for(["Task"])
    found = [one.resolve("Task", scenario).data for scenario in scenarios]
    assert {"Memory": 512, "Family": "dev"} in found
    assert {"Memory": 900, "Family": "prod"} in found
    prod = [scenario for scenario in scenarios if scenario.conditions["Env is prod"]]
    assert when_text(prod, scenarios) == "when Env is prod"
    others = [scenario for scenario in scenarios if not scenario.conditions["Env is dev"]]
    assert allowed or when_text(others, scenarios) == "when Env is not dev"


def test_many_conditions_are_looked_at_in_pairs() -> None:
    names = [f"C{n}" for n in range(8)]
    one = probe(
        {name: equals(ref(f"P{name}"), "x") for name in names},
        {f"P{name}": {"Type": "String"} for name in names},
    )
    scenarios = one.scenarios_for(["Task"])
    assert one.combinations_for(["Task"]).sampled
    assert len(scenarios) <= MAX_SCENARIOS
    for first in names:
        for second in names:
            if first != second:
                seen = {(s.conditions[first], s.conditions[second]) for s in scenarios}
                assert len(seen) == 4


def test_a_very_long_chain_of_conditions_is_followed() -> None:
    conditions: dict[str, Any] = {"C0": equals(ref("P"), "x")}
    for n in range(1, 3000):
        conditions[f"C{n}"] = {"Fn::Not": [{"Condition": f"C{n - 1}"}]}
    one = probe(conditions, {"P": {"Type": "String"}}, "C0", "C2999")
    assert vectors(one) == [{"C0": False, "C2999": True}, {"C0": True, "C2999": False}]


def free(count: int) -> Template:
    conditions: dict[str, Any] = {f"C{n}": equals({"Fn::ImportValue": f"x{n}"}, "y") for n in range(count)}
    conditions |= {
        f"F{n}": {"Fn::And": [{"Condition": f"C{n}"}, {"Condition": f"C{n + 1}"}]} for n in range(count - 1)
    }
    return probe(conditions, {}, *[f"F{n}" for n in range(count - 1)])


def test_forty_free_conditions_are_bounded() -> None:
    one = free(40)
    assert len(one.scenarios_for(["Task"])) <= MAX_SCENARIOS
    assert one.combinations_for(["Task"]).sampled
    assert_linear(lambda size: lambda: free(size).scenarios_for(["Task"]), 20, most=8)


def test_what_rules_assert_is_not_guessed() -> None:
    rules = {"Pair": {"Assertions": [{"Assert": {"Fn::Equals": [ref("A"), ref("B")]}}]}}
    parameters = {"A": {"Type": "String", "Default": "x"}, "B": {"Type": "String"}, "C": {"Type": "String"}}
    conditions = {name: equals(ref(name), "y") for name in parameters}
    found = vectors(probe(conditions, parameters, Rules=rules))
    assert {vector["A"] for vector in found} == {False}
    assert {vector["C"] for vector in found} == {True, False}
