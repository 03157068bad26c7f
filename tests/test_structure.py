"""The structure of documents: unknown and misspelt fields, sets of values, bounds, and what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.base.unresolved import UnknownText, Unresolved
from ecslint.validation.problems import StructuralProblem
from ecslint.validation.walk import as_written, normalise_keys, structural_problems

UNKNOWN = Unresolved("placeholder", "${X}")
NAMES = """family Family cpu containerDefinitions ContainerDefinitions environment Environment portMappings
tags Links volumes Volumes logConfiguration Options name Value odd Fn::If"""
KEYS = st.sampled_from([*NAMES.split(), "", 7, None])


def task(**container: Any) -> dict[str, Any]:
    return {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx", **container}]}


def said(schema: str, data: Any) -> list[tuple[str, str, str]]:
    return [(p.rule, "/".join(map(str, p.route)), p.message) for p in structural_problems(schema, data)]


def in_container(**container: Any) -> list[tuple[str, str, str]]:
    """What is said about members of a container, with routes from the container on."""
    return [
        (rule, route.removeprefix("containerDefinitions/0/"), message)
        for rule, route, message in said("task-definition", task(**container))
    ]


def fix_of(container: dict[str, Any]) -> Any:
    (problem,) = structural_problems("task-definition", task(**container))
    return problem.fix


UNKNOWN_FIELDS: list[tuple[str, Any, str]] = [
    ("cpuu", 1, '"cpuu" is not a field of "containerDefinitions"; use "cpu"'),
    ("portMapings", [], '"portMapings" is not a field of "containerDefinitions"; use "portMappings"'),
    ("PortMappings", [], '"PortMappings" is not a field of "containerDefinitions"; use "portMappings"'),
    (
        "networkMode",
        "awsvpc",
        '"networkMode" is not a field of "containerDefinitions"; move it to the task definition itself',
    ),
    (
        "logDriver",
        "awslogs",
        '"logDriver" is not a field of "containerDefinitions"; move it into its "logConfiguration"',
    ),
    ("depends_on", [], '"depends_on" is not a field of "containerDefinitions"; use "dependsOn"'),
    ("env", [], '"env" is not a field of "containerDefinitions"; use "environment"'),
    ("ports", [], '"ports" is not a field of "containerDefinitions"; use "portMappings"'),
    ("frobnicate", 1, '"frobnicate" is not a field of "containerDefinitions"; remove it'),
]


@pytest.mark.parametrize(("name", "value", "message"), UNKNOWN_FIELDS)
def test_an_unknown_field_is_named_with_the_place_or_name_it_should_have(
    name: str, value: Any, message: str
) -> None:
    assert in_container(**{name: value}) == [("ECS010", name, message)]


def test_a_field_of_another_level_or_document_is_sent_there() -> None:
    assert in_container(environment=[{"name": "A", "valueFrom": "arn"}]) == [
        (
            "ECS010",
            "environment/0/valueFrom",
            '"valueFrom" is not a field of "environment"; move it into "secrets"',
        )
    ]
    assert in_container(portMappings=[{"containerPort": 80, "memory": 1}]) == [
        (
            "ECS010",
            "portMappings/0/memory",
            '"memory" is not a field of "portMappings"; move it into "containerDefinitions"',
        )
    ]
    assert said("task-definition", task() | {"desiredCount": 1, "volumes": [{"sourcePath": "/x"}]}) == [
        (
            "ECS010",
            "desiredCount",
            '"desiredCount" is not a field of a task definition; move it to a service',
        ),
        (
            "ECS010",
            "volumes/0/sourcePath",
            '"sourcePath" is not a field of "volumes"; move it into its "host"',
        ),
    ]


def test_a_container_definition_of_a_bare_list_is_called_so() -> None:
    assert said("container-definitions", [{"family": "web"}]) == [
        (
            "ECS010",
            "0/family",
            '"family" is not a field of a container definition; move it to a task definition',
        )
    ]


def test_the_beginning_of_a_name_stands_for_it() -> None:
    found = in_container(
        secrets=[{"name": "A", "value": "x"}], ulimits=[{"name": "core", "soft": 1, "hard": 1}]
    )
    assert [message for _, _, message in found] == [
        '"value" is not a field of "secrets"; use "valueFrom"',
        '"soft" is not a field of "ulimits"; use "softLimit"',
        '"hard" is not a field of "ulimits"; use "hardLimit"',
    ]


def test_small_objects_list_their_fields() -> None:
    assert in_container(secrets=[{"name": "A", "valueFrom": "arn", "region": "eu-west-1"}]) == [
        ("ECS010", "secrets/0/region", '"region" is not a field of "secrets"; use name or valueFrom')
    ]


def test_a_key_in_the_wrong_case_counts_as_the_right_one_and_is_checked() -> None:
    data = {"Family": "web", "containerDefinitions": [{"PortMappings": [{"containerPort": "x"}]}]}
    assert said("task-definition", data) == [
        ("ECS010", "Family", '"Family" is not a field of a task definition; use "family"'),
        (
            "ECS010",
            "containerDefinitions/0/PortMappings",
            '"PortMappings" is not a field of "containerDefinitions"; use "portMappings"',
        ),
        (
            "ECS011",
            "containerDefinitions/0/PortMappings/0/containerPort",
            '"containerPort" is a string, "x"; use a whole number',
        ),
    ]


def test_a_misspelt_required_field_is_not_missing_too() -> None:
    assert [
        p.rule for p in structural_problems("task-definition", {"familly": "x", "containerDefinitions": []})
    ] == ["ECS010"]


def test_a_field_given_under_two_names_is_not_renamed_onto_the_other() -> None:
    (problem,) = structural_problems("task-definition", task(memory=1, Memory="x"))
    assert problem == StructuralProblem(
        "ECS010",
        ("containerDefinitions", 0, "Memory"),
        "key",
        '"Memory" is not a field of "containerDefinitions", and "memory" is given as well; remove it',
    )


def test_a_value_outside_its_set_names_the_nearest_and_all() -> None:
    assert said("task-definition", task() | {"networkMode": "awsvpn", "pidMode": "container"}) == [
        (
            "ECS012",
            "networkMode",
            '"networkMode" is "awsvpn"; use "awsvpc" (of bridge, host, awsvpc, none)',
        ),
        ("ECS012", "pidMode", '"pidMode" is "container"; use host or task'),
    ]


def test_an_unknown_protocol_deploys_as_tcp() -> None:
    (problem,) = structural_problems("task-definition", task(portMappings=[{"protocol": "http"}]))
    assert problem.message == '"protocol" is "http", which AWS takes for "tcp"; use tcp or udp'
    assert problem.severity == "warning"


def test_switches_and_long_sets() -> None:
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": True}}
    assert said("service", {"serviceName": "web", "networkConfiguration": network}) == [
        (
            "ECS011",
            "networkConfiguration/awsvpcConfiguration/assignPublicIp",
            '"assignPublicIp" is a boolean, true; use "ENABLED"',
        )
    ]
    assert said("task-definition", task() | {"runtimePlatform": {"operatingSystemFamily": "linux"}}) == [
        (
            "ECS012",
            "runtimePlatform/operatingSystemFamily",
            '"operatingSystemFamily" is "linux"; use "LINUX"',
        )
    ]


def test_only_the_letter_case_of_a_set_value_is_mended() -> None:
    close, same = structural_problems(
        "task-definition", task() | {"networkMode": "awsvpn", "requiresCompatibilities": ["fargate"]}
    )
    assert close.fix is None
    assert same.fix == ("set", "FARGATE")


def test_missing_fields_stand_at_the_object_that_lacks_them() -> None:
    assert said("task-definition", {"containerDefinitions": []}) == [
        ("ECS013", "", 'the task definition has no "family", which is required; add it')
    ]
    assert in_container(secrets=[{"name": "A"}]) == [
        ("ECS013", "secrets/0", 'item 1 of "secrets" has no "valueFrom", which is required; add it')
    ]
    assert said("task-definition", task() | {"family": None}) == [
        ("ECS013", "family", '"family" is null, but the task definition needs it; set it')
    ]


def test_what_deployment_tools_add_is_a_warning() -> None:
    (problem,) = structural_problems("service", {"desiredCount": 1})
    assert problem.severity == "warning"
    assert problem.message == (
        'the service has no "serviceName", which is required; '
        "add it unless the tool that reads this file does"
    )


def test_null_and_empty_values_are_said_once_and_hide_nothing() -> None:
    assert in_container(
        memory=None, cpu="", command=[None], logConfiguration={}, user="", environment=[]
    ) == [
        ("ECS014", "memory", '"memory" is null; remove it'),
        ("ECS014", "cpu", '"cpu" is an empty string; remove it'),
        ("ECS014", "command/0", 'item 1 of "command" is null; remove it'),
        ("ECS014", "logConfiguration", '"logConfiguration" is empty; remove it, or add "logDriver"'),
    ]
    assert said("service", {"serviceName": "web", "launchType": ""}) == []


def test_what_a_describe_call_leaves_behind_is_read_only() -> None:
    data = task() | {"revision": 3, "status": None, "registeredBy": "x"}
    assert [(p.rule, p.route, p.part, p.fix) for p in structural_problems("task-definition", data)] == [
        ("ECS015", (name,), "key", ("remove",)) for name in ("revision", "status", "registeredBy")
    ]


def test_what_only_the_creation_of_a_service_takes() -> None:
    assert said("update-service", {"service": "web", "launchType": "EC2"}) == [
        ("ECS015", "launchType", '"launchType" can only be given when the service is created; remove it')
    ]


def test_bounds() -> None:
    data: dict[str, Any] = {
        "serviceName": "web",
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1001}],
        "monitoring": {"metricConfigurations": [{"metricNames": [], "resolutionSeconds": 20}]},
        "gatewayConnectors": [{"portName": "a"}, {"portName": "b"}],
        "tags": [{"key": "a;b"}, {"key": "k" * 129}],
        "serviceConnectConfiguration": {"enabled": True, "containerConfigurations": [{}]},
    }
    assert said("service", data) == [
        ("ECS012", "capacityProviderStrategy/0/weight", '"weight" is 1001; use 0 to 1000'),
        (
            "ECS012",
            "monitoring/metricConfigurations/0/metricNames",
            '"metricNames" has 0 items; use at least 1',
        ),
        ("ECS012", "gatewayConnectors", '"gatewayConnectors" has 2 items; use at most 1'),
        ("ECS012", "tags/0/key", '"key" is "a;b"; remove the character ";"'),
        ("ECS012", "tags/1/key", '"key" has 129 characters; use 1 to 128'),
        (
            "ECS012",
            "serviceConnectConfiguration/containerConfigurations/0",
            'item 1 of "containerConfigurations" is empty; add one field of logLevel',
        ),
    ]


@pytest.mark.parametrize("unknown", [UNKNOWN, "${X}", "{{ x }}", "<IMAGE1_NAME>"])
@pytest.mark.parametrize(
    "name", ["memory", "essential", "portMappings", "healthCheck", "dockerLabels", "image"]
)
def test_what_is_not_known_is_no_problem(name: str, unknown: Any) -> None:
    assert in_container(**{name: unknown}) == []


def test_nothing_follows_from_what_is_not_known() -> None:
    assert in_container(healthCheck={"{{ health }}": 1}, ulimits=[UNKNOWN, "{{ x }}"]) == []
    assert said("task-definition", {"containerDefinitions": UNKNOWN, "{{ rest }}": 1}) == []
    assert said("task-definition", task() | {"networkMode": UNKNOWN, "cpu": UNKNOWN, "$schema": "x"}) == []
    metrics = {"metricConfigurations": [{"metricNames": UNKNOWN, "resolutionSeconds": "${S}"}]}
    assert said("service", {"serviceName": "web", "monitoring": metrics}) == []


def test_canonical_keys_mends_case_and_hides_guesses() -> None:
    data = {"Family": "web", "cpuu": "256", "ContainerDefinitions": [{"PortMappings": [{"HostPort": 1}]}]}
    spelt = normalise_keys(data, structural_problems("task-definition", data))
    assert spelt.pop("cpu").reason == "misspelt name"
    assert spelt == {"family": "web", "containerDefinitions": [{"portMappings": [{"hostPort": 1}]}]}
    assert "Family" in data
    assert as_written(data, ("containerDefinitions", 0, "portMappings", 0, "hostPort", "x")) == (
        "ContainerDefinitions",
        0,
        "PortMappings",
        0,
        "HostPort",
        "x",
    )


def test_clean_data_is_left_as_it_is() -> None:
    data = task()
    assert normalise_keys(data, structural_problems("task-definition", data)) is data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(
    data=JSON, schema=st.sampled_from(["task-definition", "service", "cloudformation/AWS_ECS_TaskDefinition"])
)
def test_any_data_gives_findings_and_no_traceback(schema: str, data: Any) -> None:
    problems = structural_problems(schema, data)
    normalise_keys(data, problems)
    for problem in problems:
        node = data
        for step in problem.route:
            node = node[step]
        assert problem.message


def test_eight_fields_are_listed_and_more_are_not() -> None:
    check: dict[str, Any] = {"frobnicate": 1}
    found = said("service", {"gatewayConnectors": [{"healthCheck": check}]})
    assert any("; use " in message for _, _, message in found if "frobnicate" in message)
    found = said("service", {"deploymentConfiguration": check})
    assert any("; remove it" in message for _, _, message in found if "frobnicate" in message)


def test_values_are_shown_again_after_those_that_may_be_secret() -> None:
    found = in_container(environment=[{"name": "A", "value": 1}], memory="many")
    assert found[1][2] == '"memory" is a string, "many"; use a whole number'


def test_a_schema_for_editors_stands_for_no_field() -> None:
    assert said("task-definition", {"$schema": "x", "containerDefinitions": []}) == [
        ("ECS013", "", 'the task definition has no "family", which is required; add it')
    ]


def test_values_at_their_bounds_are_taken() -> None:
    tags = [{"key": "k", "value": ""}, {"key": "k" * 128, "value": "v" * 256}]
    assert said("task-definition", task() | {"tags": tags}) == []
    strategy = [{"CapacityProvider": "FARGATE", "Weight": weight} for weight in ("0", "1000")]
    assert said("cloudformation/AWS_ECS_Service", {"CapacityProviderStrategy": strategy}) == []


def test_a_text_of_parts_is_a_text() -> None:
    data = {"ContainerDefinitions": [{"Name": "web", "Image": UnknownText("x"), "Command": UnknownText("y")}]}
    (problem,) = structural_problems("cloudformation/AWS_ECS_TaskDefinition", data)
    assert problem.route == ("ContainerDefinitions", 0, "Command")


def test_items_behind_a_misspelt_one_stay() -> None:
    containers = [{"Name": "a", "image": "x"}, {"name": "b", "image": "x"}, {"name": "c", "image": "x"}]
    data = {"family": "web", "containerDefinitions": containers}
    spelt = normalise_keys(data, structural_problems("task-definition", data))
    assert [container["name"] for container in spelt["containerDefinitions"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("container", "place"),
    [
        ({"linuxParameters": {"hostPath": "x"}}, 'into its "devices"'),
        ({"logConfiguration": {"logDriver": "awslogs", "name": "x"}}, 'into its "secretOptions"'),
        ({"healthCheck": {"command": ["CMD"], "logDriver": "x"}}, 'into "logConfiguration"'),
    ],
)
def test_a_field_below_or_beside_where_it_belongs(container: dict[str, Any], place: str) -> None:
    assert [message.partition("; move it ")[2] for _, _, message in in_container(**container)] == [place]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("transitEncryption", '"efsVolumeConfiguration" of "volumes"'),
        ("accessPointId", '"authorizationConfig" of "efsVolumeConfiguration" of "volumes"'),
    ],
)
def test_a_field_that_belongs_far_below(name: str, place: str) -> None:
    ((_, _, message),) = said("task-definition", task() | {name: "x"})
    assert message.endswith(f"; move it into {place}")


def test_an_empty_document_lacks_what_is_required() -> None:
    assert [message for _, _, message in said("task-definition", {})] == [
        f'the task definition has no "{name}", which is required; add it'
        for name in ("family", "containerDefinitions")
    ]
