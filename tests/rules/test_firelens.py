"""Log routers of FireLens, the containers that log through them, and the options of both."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.finding import Severity
from tests.rules.helpers import problems, task

Members = dict[str, Any]

LOG: Members = {"logConfiguration": {"logDriver": "awsfirelens"}}
OTHER: Members = {"logConfiguration": {"logDriver": "awslogs"}}
ROUTER: Members = {"name": "router", "firelensConfiguration": {"type": "fluentbit"}}
FARGATE = {"requiresCompatibilities": ["FARGATE"]}


def waits(*names: Any) -> Members:
    return {"dependsOn": [{"containerName": name, "condition": "START"} for name in names]}


def router(kind: str = "fluentbit", **options: Any) -> Members:
    named = {name.replace("_", "-"): value for name, value in options.items()}
    return {"name": "router", "firelensConfiguration": {"type": kind, "options": named}}


def output(secrets: Any = None, **options: Any) -> Members:
    more = {} if secrets is None else {"secretOptions": secrets}
    return {"logConfiguration": {"logDriver": "awsfirelens", "options": options, **more}}


def said(rule: str, *containers: Members, **members: Any) -> list[tuple[Severity | None, str, str]]:
    """Return severity, path and message of what a rule finds in a task definition."""
    found = problems(rule, task(*containers, **members))
    return [(p.severity, ".".join(map(str, p.place.path)), p.message) for p in found]


def places(rule: str, *containers: Members, **members: Any) -> list[str]:
    return [path for _, path, _ in said(rule, *containers, **members)]


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ([LOG, ROUTER], []),
        ([OTHER], []),
        ([LOG], ["logDriver"]),
        ([LOG, LOG], ["logDriver", "logDriver"]),
        ([LOG, {"firelensConfiguration": "${ROUTER}"}], []),
        ([OTHER, ROUTER], ["firelensConfiguration"]),
        ([{}, ROUTER], ["firelensConfiguration"]),
        ([{"logConfiguration": {"logDriver": "${DRIVER}"}}, ROUTER], []),
        ([{"logConfiguration": "${LOG}"}, ROUTER], []),
        ([LOG, ROUTER, {**ROUTER, "name": "second"}], ["firelensConfiguration"]),
        ([OTHER, ROUTER, {**ROUTER, "name": "second"}], ["firelensConfiguration"] * 2),
        ([LOG, ROUTER, {"firelensConfiguration": "${ROUTER}"}], []),
        ([{**ROUTER, **LOG}], []),
    ],
)
def test_routers_and_those_who_log_through_them(containers: list[Members], expected: list[str]) -> None:
    assert places("ECS715", *containers) == expected


@pytest.mark.parametrize(
    ("containers", "found"),
    [([LOG], 0), ([OTHER, ROUTER], 0), ([LOG, ROUTER, {**ROUTER, "name": "second"}], 1)],
)
def test_what_a_container_that_is_not_known_may_be(containers: list[Members], found: int) -> None:
    named = [{"name": f"c{i}", "image": "example/app:1", **c} for i, c in enumerate(containers)]
    assert len(places("ECS715", containerDefinitions=[*named, "${CONTAINER}"])) == found


def test_the_first_router_is_shown() -> None:
    definition = task(LOG, ROUTER, {**ROUTER, "name": "second"})
    (problem,) = problems("ECS715", definition)
    assert problem.place.model is definition.containers[2]
    assert [place.model is definition.containers[1] for place, _ in problem.related] == [True]


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        (ROUTER, []),
        ({**ROUTER, "essential": True}, []),
        ({**ROUTER, "essential": False}, ["essential"]),
        ({**ROUTER, "essential": "${ESSENTIAL}"}, []),
        ({**ROUTER, **LOG}, ["logDriver"]),
        ({**ROUTER, **OTHER}, []),
        ({"essential": False}, []),
    ],
)
def test_routers_that_fail_unnoticed(container: Members, expected: list[str]) -> None:
    assert places("ECS718", container) == expected
    for problem in problems("ECS718", task(container)):
        assert (problem.fix is not None) == (problem.place.path == ("essential",))


INIT: Members = {"name": "init"}
ORDERED = {**ROUTER, **waits("init")}


@pytest.mark.parametrize(
    ("containers", "members", "severity"),
    [
        ([LOG, ROUTER], {}, "none"),
        ([LOG, ROUTER], {"networkMode": "host"}, "none"),
        ([LOG, ROUTER], {"networkMode": "bridge"}, Severity.INFO),
        ([{**LOG, **waits("router")}, ROUTER], {"networkMode": "bridge"}, "none"),
        ([LOG, ORDERED, INIT], {}, None),
        ([LOG, ORDERED, INIT], {"networkMode": "bridge"}, None),
        ([LOG, {**ROUTER, "dependsOn": []}], {}, "none"),
        ([LOG, {**ROUTER, "dependsOn": "${ORDER}"}], {}, "none"),
        ([{**LOG, **waits("router")}, ORDERED, INIT], {}, "none"),
        ([{**LOG, **waits("init")}, ORDERED, INIT], {}, None),
        ([{**LOG, **waits("${NAME}")}, ORDERED, INIT], {}, "none"),
        ([{**LOG, "dependsOn": "${ORDER}"}, ORDERED, INIT], {}, "none"),
        ([{**LOG, **waits("init")}, ORDERED, {**INIT, **waits("router")}], {}, "none"),
        ([{**LOG, **waits("init")}, ORDERED, {**INIT, **waits("c0")}], {}, None),
        ([{**LOG, **waits("nobody")}, ORDERED, INIT], {}, None),
        ([OTHER, ORDERED, INIT], {}, "none"),
        ([LOG, {**ORDERED, "name": "${NAME}"}, INIT], {}, "none"),
        ([LOG, ORDERED, {**ROUTER, "name": "second"}], {}, "none"),
    ],
)
def test_containers_that_start_before_their_router(
    containers: list[Members], members: Members, severity: Any
) -> None:
    found = said("ECS718", *containers, **members)
    assert [level for level, *_ in found] == ([] if severity == "none" else [severity])
    assert all(path == "dependsOn" and '"router"' in message for _, path, message in found)


ERROR, WARNING = None, Severity.WARNING
FILE = "options.config-file-value"
ARN = "arn:aws:s3:::config/fluent.conf"
OWN = "/fluent-bit/etc/fluent-bit.conf"


@pytest.mark.parametrize(
    ("container", "members", "severity", "path", "part"),
    [
        (router(), {}, "none", "", ""),
        (router(enable_ecs_log_metadata="true"), {}, "none", "", ""),
        (router(enable_ecs_log_metadata="False"), {}, "none", "", ""),
        (router(enable_ecs_log_metadata="${ON}"), {}, "none", "", ""),
        (router(enable_ecs_log_metadata="yes"), {}, ERROR, "options.enable-ecs-log-metadata", 'is "yes"'),
        (
            router(enable_ecs_log_metadat="true"),
            {},
            ERROR,
            "options.enable-ecs-log-metadat",
            'use "enable-ecs-log-metadata"',
        ),
        (router(region="us-east-1"), {}, ERROR, "options.region", "use enable-ecs-log-metadata"),
        (router(config_file_type="file", config_file_value="/own.conf"), {}, "none", "", ""),
        (router(config_file_type="file", config_file_value="/own.conf"), FARGATE, "none", "", ""),
        (
            router(config_file_type="file"),
            {},
            ERROR,
            "options.config-file-type",
            "does not say which file",
        ),
        (router(config_file_type="file", config_file_value="${FILE}"), {}, "none", "", ""),
        (
            router(config_file_type="http", config_file_value="x"),
            {},
            ERROR,
            "options.config-file-type",
            'is "http"',
        ),
        (router(config_file_type="s3", config_file_value=ARN), {}, "none", "", ""),
        (
            router(config_file_type="s3", config_file_value=ARN),
            FARGATE,
            ERROR,
            "options.config-file-type",
            "Fargate",
        ),
        (router(config_file_type="s3", config_file_value="s3://a/b"), {}, ERROR, FILE, 'not by "s3://a/b"'),
        (
            router(config_file_type="s3", config_file_value="arn:aws:sns:us-east-1:1:x"),
            {},
            ERROR,
            FILE,
            "by ARN",
        ),
        (router(config_file_type="${TYPE}", config_file_value="s3://a/b"), {}, "none", "", ""),
        (router(config_file_value="/own.conf"), {}, WARNING, FILE, "is not used without"),
        (router(config_file_type="file", config_file_value=OWN), {}, WARNING, FILE, "cannot include itself"),
        (router("fluentd", config_file_type="file", config_file_value=OWN), {}, "none", "", ""),
        ({"firelensConfiguration": {"type": "fluentbit", "options": "${OPTIONS}"}}, FARGATE, "none", "", ""),
        (output(Name="${NAME}"), {}, "none", "", ""),
        (output(region="us-east-1"), {}, "none", "", ""),
        ({"logConfiguration": {"logDriver": "awsfirelens", "options": "${OPTIONS}"}}, {}, "none", "", ""),
        ({"logConfiguration": {"logDriver": "fluentd", "options": {"Name": "s3"}}}, {}, "none", "", ""),
    ],
)
def test_options(container: Members, members: Members, severity: Any, path: str, part: str) -> None:
    found = said("ECS719", container, **members)
    assert [(level, where) for level, where, _ in found] == ([] if severity == "none" else [(severity, path)])
    assert all(part in message for *_, message in found)


PUBLIC = "public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.14"


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        (output(Name="cloudwatch", region="us-east-1", log_group_name="b", log_stream_name="c"), []),
        (output(Name="cloudwatch", REGION="us-east-1", log_stream_name="c"), ["options.Name"]),
        (output(Name="KINESIS"), ["options.Name"]),
        (output([{"name": "Bucket", "valueFrom": "b"}], Name="s3"), []),
        (output([{"name": "Workers", "valueFrom": "b"}], Name="s3"), ["options.Name"]),
        (output([{"name": "Buckett", "valueFrom": "b"}], Name="s3", bucket="b"), ["secretOptions.0.name"]),
        (output([{"name": "${SECRET}", "valueFrom": "b"}], Name="s3"), []),
        (output("${SECRETS}", Name="s3"), []),
        (output(Name="${NAME}"), []),
        (output(region="us-east-1"), []),
        (output(Name="es", Suppress_Type_Name="On", Host="search.example.com"), []),
        (output(Name="es", Suppress_Type_Name="On", Host="https://a.example.com/"), ["options.Host"]),
        (output(Name="ES", suppress_type_name="On", host="http://a"), ["options.host"]),
        (output(Name="es", Suppress_Type_Name="On", Host="${URL}"), []),
        (output(Name="es"), ["options.Name"]),
        (output(Name="stdout", anything="1"), ["options.anything"]),
        (output(Name="cloud_watch_logs"), ["options.Name"]),
        (output(Name="our_own_output"), []),
        (output(Name="http", **{"net.keepalive": "maybe"}), ["options.net.keepalive"]),
        (output(Name="kafka", **{"rdkafka.log.connection.close": "false"}), []),
    ],
)
def test_outputs_of_fluent_bit(container: Members, expected: list[str]) -> None:
    assert places("ECS750", container, ROUTER) == expected
    assert places("ECS750", container, router("fluentd")) == []
    assert places("ECS750", container) == []


def test_public_images_have_no_unknown_outputs() -> None:
    unknown = output(Name="our_own_output")
    assert places("ECS750", unknown, {**ROUTER, "image": PUBLIC}) == ["options.Name"]
    assert places("ECS750", unknown, {**ROUTER, "image": "${ROUTER}"}) == []


@pytest.mark.parametrize(
    ("container", "kind", "expected"),
    [
        (output(Name="stdout"), "fluentbit", []),
        (output(name="stdout"), "fluentbit", ["options.name"]),
        (output(Name="stdout"), "fluentd", ["options.Name"]),
        (output(**{"@type": "stdout"}), "fluentd", []),
        (output(**{"include-pattern": "a", "log-driver-buffer-limit": "1"}), "fluentbit", []),
        (output(Match="*"), "fluentbit", ["options"]),
        (output([{"name": "Name", "valueFrom": "a"}], Host="a"), "fluentbit", []),
        (output([{"name": "${NAME}", "valueFrom": "a"}], Host="a"), "fluentbit", []),
        (output([{"name": "apikey", "valueFrom": "a"}]), "fluentbit", ["options"]),
        (
            output(Name="stdout", **{"log-driver-buffer-limit": "1k"}),
            "fluentbit",
            ["options.log-driver-buffer-limit"],
        ),
        (output(Host="a"), "${KIND}", []),
    ],
)
def test_key_of_the_output(container: Members, kind: str, expected: list[str]) -> None:
    assert places("ECS719", container, router(kind)) == expected


@pytest.mark.parametrize(
    ("image", "members", "found"),
    [
        (PUBLIC, {}, 1),
        ("fluent/fluent-bit:4.0", {}, 1),
        ("docker.io/fluent/fluent-bit:4.0", {}, 1),
        ("example/router:1", {}, 0),
        (PUBLIC, {"command": ["/own.sh"]}, 0),
        (PUBLIC.replace(":", ":init-"), {}, 1),
        (PUBLIC.replace(":", ":init-"), {"environment": "${VARIABLES}"}, 0),
        (
            PUBLIC.replace(":", ":init-"),
            {"environment": [{"name": "aws_fluent_bit_init_file_1", "value": "a"}]},
            0,
        ),
        (PUBLIC.replace(":", ":init-"), {"environment": [{"name": "OTHER", "value": "a"}]}, 1),
    ],
)
def test_logs_without_output(image: str, members: Members, found: int) -> None:
    assert len(places("ECS751", LOG, {**ROUTER, "image": image, **members})) == found
