"""Whatever stands in a template: no traceback, and every place leads into the document."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.source.read import load
from tests.share import some

FUNCTIONS = [
    "Ref",
    "Condition",
    *(
        f"Fn::{name}"
        for name in (
            "And",
            "Base64",
            "Cidr",
            "Equals",
            "FindInMap",
            "ForEach::Loop",
            "GetAZs",
            "GetAtt",
            "If",
            "ImportValue",
            "Join",
            "Length",
            "Not",
            "Or",
            "Select",
            "Split",
            "Sub",
            "ToJsonString",
            "Transform",
        )
    ),
]
WORDS = [
    "A",
    "B",
    "C0",
    "C1",
    "Sizes",
    "P",
    "AWS::NoValue",
    "AWS::Region",
    "a.b",
    "${P}-${A.Arn}",
    "${x}",
    "",
    "0",
    ",",
]
KEYS = [
    "ContainerDefinitions",
    "Cpu",
    "Environment",
    "LoadBalancers",
    "Memory",
    "Name",
    "TaskDefinition",
    "Value",
    "x",
]

scalars = st.one_of(st.sampled_from(WORDS), st.none(), st.booleans(), st.integers(-2, 70000))
nodes: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda pair: {pair[0]: pair[1]}),
        st.tuples(st.sampled_from(WORDS), inner, inner).map(lambda args: {"Fn::If": list(args)}),
        st.tuples(st.sampled_from(KEYS), st.sampled_from(FUNCTIONS), inner).map(
            lambda parts: {parts[0]: parts[2], parts[1]: parts[2]}
        ),
    ),
    max_leaves=14,
)
resources = st.fixed_dictionaries(
    {
        "Type": st.sampled_from(
            [
                "AWS::ECS::TaskDefinition",
                "AWS::ECS::Service",
                "AWS::ECS::Cluster",
                "AWS::ECS::TaskSet",
                "AWS::ApplicationAutoScaling::ScalableTarget",
                "AWS::ApplicationAutoScaling::ScalingPolicy",
                "AWS::ElasticLoadBalancingV2::TargetGroup",
            ]
        ),
        "Properties": st.one_of(st.dictionaries(st.sampled_from(KEYS), nodes, max_size=5), nodes),
    },
    optional={"Condition": nodes, "DependsOn": nodes, "Metadata": nodes},
)
templates = st.fixed_dictionaries(
    {
        "Resources": st.dictionaries(
            st.sampled_from(["A", "B", "C", "Fn::ForEach::Loop", "Fn::Transform"]),
            st.one_of(resources, nodes),
            min_size=1,
            max_size=3,
        )
    },
    optional={
        "Conditions": st.one_of(
            st.dictionaries(st.sampled_from(["C0", "C1", "A"]), nodes, max_size=3), nodes
        ),
        "Mappings": st.one_of(st.just({"Sizes": {"A": {"B": 1}, "B": {"B": "2"}}}), nodes),
        "Parameters": st.one_of(
            st.dictionaries(
                st.sampled_from(["P", "x", "A"]),
                st.fixed_dictionaries({"Type": scalars}, optional={"Default": nodes, "AllowedValues": nodes}),
                max_size=3,
            ),
            nodes,
        ),
        "Outputs": nodes,
        "Hooks": nodes,
        "Rules": nodes,
        "Transform": st.one_of(st.just("AWS::LanguageExtensions"), nodes),
    },
)


@settings(max_examples=some(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(templates)
def test_any_template_is_checked(data: dict[str, Any]) -> None:
    data["Resources"]["Task"] = {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": {"Ref": "P"}}}
    (document,) = load("template.json", json.dumps(data).encode())
    result = run([read(document)], Configuration())
    assert result.crashes == []
    for finding in result.findings:
        assert finding.span.start_offset <= finding.span.end_offset <= len(document.text)
