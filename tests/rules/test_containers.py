"""Containers: images, names, who waits for whom, commands, users and restarts."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.unresolved import ELSEWHERE, Unresolved
from ecslint.finding import Severity
from ecslint.model.image import image_fault, split_image
from tests.rules.helpers import places, problems, task

DIGEST = "sha256:" + "a1" * 32


def waits(target: str, condition: str) -> dict[str, Any]:
    return {"dependsOn": [{"containerName": target, "condition": condition}]}


@pytest.mark.parametrize(
    ("reference", "registry", "path", "tag", "digest"),
    [
        ("nginx", "", "nginx", "", ""),
        ("nginx:1.27", "", "nginx", "1.27", ""),
        ("library/nginx", "", "library/nginx", "", ""),
        ("localhost/app:1", "localhost", "app", "1", ""),
        ("registry:5000/app", "registry:5000", "app", "", ""),
        ("registry.example.com/a/b:2@" + DIGEST, "registry.example.com", "a/b", "2", DIGEST),
    ],
)
def test_parts_of_an_image_reference(reference: str, registry: str, path: str, tag: str, digest: str) -> None:
    assert split_image(reference) == (registry, path, tag, digest)
    assert image_fault(reference) is None


@pytest.mark.parametrize(
    ("reference", "word", "better"),
    [
        (" nginx", "blank", "nginx"),
        ("docker://nginx", "scheme", "nginx"),
        ("nginx latest", "not allowed", None),
        ("nginx:", "tag", "nginx"),
        ("nginx:1.27:x", "tag", None),
        ("nginx:-1", "tag", None),
        ("nginx:" + "1" * 129, "tag", None),
        ("nginx@sha512:ab", "sha256", None),
        ("nginx@" + DIGEST[:-1], "63 digits", None),
        ("nginx@" + DIGEST[:-1] + "g", "hexadecimal", None),
        ("registry.example.com:http/app", "registry", None),
        ("/nginx", "empty part", None),
        ("shop//nginx", "empty part", None),
        ("Shop/nginx", "lower case", "shop/nginx"),
        ("shop/-nginx", "repository name", None),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "no repository", None),
        ("1234.dkr.ecr.eu-west-1.amazonaws.com/app", "12 digits", None),
    ],
)
def test_faults_of_an_image_reference(reference: str, word: str, better: str | None) -> None:
    fault = image_fault(reference)
    assert fault is not None
    assert word in fault[0]
    assert fault[1] == better


@pytest.mark.parametrize(
    "image",
    [
        "nginx:1.27",
        "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1",
        "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/team/app:V1_2.3-rc",
        "mcr.microsoft.com/windows/servercore/iis",
        "shop/web__app--x:1",
        "nginx@" + DIGEST.upper().replace("SHA", "sha"),
        "registry.example.com/" + "a" * 200 + "@" + DIGEST,
    ],
)
def test_images_that_are_right(image: str) -> None:
    assert problems("ECS410", task({"image": image})) == []


@pytest.mark.parametrize("image", ["ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com/app", "IMAGE_NAME", "a/(b)"])
def test_images_that_are_left_to_fill_in(image: str) -> None:
    assert [p.severity for p in problems("ECS410", task({"image": image}))] == [Severity.WARNING]


def test_an_image_may_have_255_characters_before_the_digest() -> None:
    assert problems("ECS410", task({"image": "a" * 255 + "@" + DIGEST})) == []
    assert len(problems("ECS410", task({"image": "a" * 256}))) == 1


def test_names_have_255_characters_at_most() -> None:
    assert problems("ECS404", task({"name": "x" * 255})) == []
    assert len(problems("ECS404", task({"name": "x" * 256}))) == 1
    assert len(problems("ECS404", task({"name": "wéb"}))) == 1
    assert [p.severity for p in problems("ECS404", task({}, family="<a,b>"))] == [Severity.WARNING]
    assert problems("ECS404", task({}, family="{NAME}")) == []


def test_what_only_a_whole_list_can_tell_is_a_warning_for_a_bare_one() -> None:
    bare = {"family": Unresolved(ELSEWHERE)}
    assert [p.severity for p in problems("ECS401", task({"essential": False}, **bare))] == [Severity.WARNING]
    assert [p.severity for p in problems("ECS430", task(waits("db", "START"), **bare))] == [Severity.WARNING]
    assert [p.severity for p in problems("ECS430", task({"links": ["db"]}, **bare))] == [Severity.WARNING]


def test_unknown_containers_may_be_the_ones_that_are_missing() -> None:
    definition = task(waits("db", "HEALTHY"))
    unknown = definition.replaced(container_definitions=[*definition.containers, Unresolved("placeholder")])
    assert len(problems("ECS430", definition)) == 1
    assert problems("ECS430", unknown) == []


@pytest.mark.parametrize(
    ("containers", "path"),
    [
        ([waits("c0", "START")], None),
        ([waits("c1", "START"), waits("c0", "START")], "c0 → c1 → c0"),
        ([waits("c2", "START"), waits("c2", "START"), waits("c1", "START")], "c2 → c1 → c2"),
        ([{"links": ["c1:alias"]}, {"volumesFrom": [{"sourceContainer": "c0"}]}], "c0 → c1 → c0"),
    ],
)
def test_circles(containers: list[dict[str, Any]], path: str | None) -> None:
    found = problems("ECS430", task(*containers))
    assert len(found) == 1
    assert (path or '"c0" names itself in dependsOn') in found[0].message
    assert len(found[0].related) == (path.count("→") - 1 if path else 0)
    assert (found[0].fix is not None and found[0].fix.safe) is (path is None)


def test_two_circles_are_two_problems_and_a_tree_is_none() -> None:
    two = [waits("c1", "START"), waits("c0", "START"), waits("c3", "START"), waits("c2", "START")]
    assert len(problems("ECS430", task(*two))) == 2
    both = {"dependsOn": waits("c1", "START")["dependsOn"] + waits("c2", "START")["dependsOn"]}
    assert problems("ECS430", task(both, waits("c2", "START"), {})) == []


def test_the_fix_for_an_essential_dependency_leaves_one_essential_container() -> None:
    definition = task({**waits("c1", "SUCCESS"), "essential": False}, {})
    assert [problem.fix for problem in problems("ECS430", definition)] == [None]
    assert problems("ECS430", task(waits("c1", "COMPLETE"), {}))[0].fix is not None
    assert problems("ECS430", task(waits("c1", "START"), {})) == []


@pytest.mark.parametrize(
    ("container", "place"),
    [
        ({"command": ["npm", "start"]}, None),
        ({"command": ["npm start"]}, "command.0"),
        ({"entryPoint": ["python app.py"]}, "entryPoint.0"),
        ({"entryPoint": ["sh", "-c"], "command": ["npm start && true"]}, None),
        ({"entryPoint": ["sh", "-c", "npm start"]}, None),
        ({"entryPoint": ["sh", "-c", 'exec "$@"', "--"], "command": ["npm", "start"]}, None),
        ({"entryPoint": ["/bin/bash", "-lc"], "command": ["npm", "start"]}, "command.1"),
        ({"command": ["bash", "-c", "npm", "start"]}, "command.3"),
        ({"command": ["bash", "run.sh", "a", "b"]}, None),
        ({"entryPoint": ["app"], "command": ["a", "&&", "b"]}, "command.1"),
        ({"entryPoint": ["${ENTRY}"], "command": ["npm start"]}, None),
        ({"entryPoint": ["app"], "command": ["${ARGUMENT}", "&&"]}, None),
    ],
)
def test_commands(container: dict[str, Any], place: str | None) -> None:
    assert places("ECS415", task(container)) == ([place] if place else [])


def test_windows_paths_users_and_commands_are_left_alone() -> None:
    container = {"user": "a b", "workingDirectory": "app", "command": ["run me"]}
    windows = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
    assert places("ECS415", task(container)) == ["command.0"]
    assert places("ECS416", task(container)) == ["user", "workingDirectory"]
    for rule in ("ECS415", "ECS416"):
        assert problems(rule, task(container, **windows)) == []
    assert problems("ECS416", task({"workingDirectory": "C:\\app"})) == []


@pytest.mark.parametrize("user", ["app", "app:app", "0", "1000:1000", "app:1000", "2147483647"])
def test_users_that_are_right(user: str) -> None:
    assert problems("ECS416", task({"user": user})) == []


@pytest.mark.parametrize("user", ["2147483648", "1000:-1", "a:b:c", "a:b c"])
def test_users_that_are_wrong(user: str) -> None:
    assert len(problems("ECS416", task({"user": user}))) == 1


@pytest.mark.parametrize(("period", "count"), [(59, 1), (60, 0), (1800, 0), (1801, 1)])
def test_restart_attempt_periods(period: int, count: int) -> None:
    policy = {"enabled": True, "restartAttemptPeriod": period}
    assert len(problems("ECS445", task({"restartPolicy": policy}))) == count


@pytest.mark.parametrize(("codes", "count"), [(50, 0), (51, 1)])
def test_ignored_exit_codes(codes: int, count: int) -> None:
    policy = {"enabled": True, "ignoredExitCodes": list(range(codes))}
    assert len(problems("ECS445", task({"restartPolicy": policy}))) == count


def test_a_log_router_that_restarts_moves_in_bridge_mode_only() -> None:
    router = {"firelensConfiguration": {"type": "fluentbit"}, "restartPolicy": {"enabled": True}}
    assert len(problems("ECS445", task(router))) == 1
    assert problems("ECS445", task(router, networkMode="awsvpc")) == []


def test_what_is_found_behind_entries_that_are_unknown_or_fine() -> None:
    several = {
        "dependsOn": [
            "${DEPENDENCY}",
            {"containerName": "${NAME}", "condition": "SUCCESS"},
            {"containerName": "", "condition": "SUCCESS"},
            {"containerName": "nobody", "condition": "SUCCESS"},
            {"containerName": "c1", "condition": "START"},
            {"containerName": "c2", "condition": "SUCCESS"},
            {"containerName": "c1", "condition": "SUCCESS"},
            {"containerName": "c1", "condition": "HEALTHY"},
        ]
    }
    definition = task(several, {"essential": True}, {"essential": False})
    assert places("ECS430", definition) == [
        "dependsOn.3.containerName",
        "dependsOn.6.condition",
        "dependsOn.7.condition",
    ]


def test_links_are_found_behind_others() -> None:
    links = {"links": ["${LINK}", "a b", "c1:db", "nobody:db"]}
    assert places("ECS430", task(links, {})) == ["links.1", "links.3"]


def test_only_the_first_fault_of_a_name_is_followed() -> None:
    definition = task({"name": ""}, {"name": "${N}"}, {"name": "a"}, {"name": ""}, {"name": "a"})
    numbers = {id(container): number for number, container in enumerate(definition.containers)}
    assert sorted(numbers[id(p.place.model)] for p in problems("ECS404", definition)) == [0, 3, 4]
    assert problems("ECS404", task({"name": ".:."}))[0].fix is None
    assert problems("ECS404", task({"name": "a.b"}))[0].fix is not None


def test_containers_are_counted_and_judged_as_far_as_they_are_known() -> None:
    some = task({"essential": False})
    others = [*some.containers, Unresolved("placeholder")]
    assert problems("ECS401", some.replaced(container_definitions=others)) == []
    unknown = some.replaced(container_definitions=Unresolved("placeholder"))
    assert problems("ECS401", unknown) == []


def test_images_without_a_fixed_version() -> None:
    for image, count in (("nginx", 1), ("nginx:latest", 1), ("nginx:1", 0), ("IMAGE_NAME", 0), ("", 0)):
        assert len(problems("ECS412", task({"image": image}))) == count
    for image, severities in (("nginx", [Severity.WARNING]), ("nginx:1", [None]), ("", []), ("${I}", [])):
        found = problems("ECS413", task({"image": image, "versionConsistency": "disabled"}))
        assert [problem.severity for problem in found] == severities
    assert problems("ECS410", task({"image": "a:b:c"}))[0].fix is None
    assert problems("ECS410", task({"image": "a:"}))[0].fix is not None


def test_a_restart_policy_is_judged_against_those_who_wait_for_the_container() -> None:
    policy = {"restartPolicy": {"enabled": True}, "essential": False}
    assert len(problems("ECS445", task(waits("c1", "COMPLETE"), policy))) == 1
    assert problems("ECS445", task(waits("c1", "HEALTHY"), policy)) == []
    assert problems("ECS445", task(waits("c2", "SUCCESS"), policy, {})) == []
    off = {"restartPolicy": {"enabled": False, "ignoredExitCodes": [1]}}
    assert places("ECS445", task(off)) == ["restartPolicy.ignoredExitCodes"]


@pytest.mark.parametrize(
    ("container", "value"),
    [
        ({"command": ["npm  start"]}, ["npm", "start"]),
        ({"entryPoint": ["a && b"]}, ["sh", "-c", "a && b"]),
        ({"command": ['echo "a b"']}, ["sh", "-c", 'echo "a b"']),
    ],
)
def test_a_command_line_is_split_or_given_to_a_shell(container: dict[str, Any], value: list[str]) -> None:
    (problem,) = problems("ECS415", task(container))
    assert problem.fix is not None
    ((_, place, new, _),) = problem.fix.edits
    assert place.path == (next(iter(container)),)
    assert new == value


@pytest.mark.parametrize(
    "container",
    [
        {"command": ["start "]},
        {"command": ["a", "b c"]},
        {"entryPoint": ["my app", "x"]},
        {"entryPoint": ["my app", "x"], "command": ["a b"]},
        {"entryPoint": ["run"], "command": ["a b"]},
        {"entryPoint": ["sh", "run.sh", "-c"], "command": ["a", "&&"]},
        {"entryPoint": ["bash", "--rcfile", "-c"], "command": ["a"]},
        {"entryPoint": ["bash", "-x"], "command": ["a", "b"]},
        {"entryPoint": ["bash", "--norc", "a"], "command": ["b"]},
        {"entryPoint": ["sh", "-c"]},
        {"entryPoint": ["sh", "-c", "npm"]},
        {"entryPoint": ["sh", "-c"], "command": ["exec $0", "npm"]},
        {"entryPoint": ["sh", "-c"], "command": ["${SCRIPT}", "npm"]},
        {"entryPoint": [], "command": []},
        {"command": ["&&"]},
        {"command": ["bash", "a", "&&", "b"]},
    ],
)
def test_commands_that_may_be_meant(container: dict[str, Any]) -> None:
    assert problems("ECS415", task(container)) == []


def test_words_are_counted_across_entry_point_and_command() -> None:
    assert places("ECS415", task({"entryPoint": ["sh", "-x", "-c"], "command": ["npm", "start"]})) == [
        "command.1"
    ]
    assert places("ECS415", task({"entryPoint": ["sh", "-c", "npm"], "command": ["start"]})) == ["command.0"]
    assert places("ECS415", task({"entryPoint": ["a", "|", "b"], "command": ["c", "|"]})) == ["entryPoint.1"]


def test_windows_users_and_paths_without_a_platform() -> None:
    assert problems("ECS416", task({"user": "CORP\\app user"})) == []
    for path in ("C:/app", "\\app", ""):
        assert problems("ECS416", task({"workingDirectory": path})) == []


def test_the_fix_of_an_essential_dependency_is_safe() -> None:
    (problem,) = problems("ECS430", task(waits("c1", "SUCCESS"), {}))
    assert problem.fix is not None
    assert problem.fix.safe
    assert problem.fix.edits[0].value is False


def test_the_nearest_other_container_is_named() -> None:
    web = {"name": "web", **waits("webp", "START")}
    (one,) = problems("ECS430", task(web, {"name": "db"}))
    assert "nearest" not in one.message
    assert one.fix is None
    (two,) = problems("ECS430", task(web, {"name": "webb"}, {"name": "db"}))
    assert '; use "webb"' in two.message
    assert two.fix is not None
    assert two.fix.edits[0].value == "webb"
    (link,) = problems("ECS430", task({"links": ["dbs:postgres"]}, {"name": "db"}))
    assert '; use "db"' in link.message
    assert link.fix is not None
    assert link.fix.edits[0].value == "db:postgres"


def test_fixes_point_at_whole_entries() -> None:
    (itself,) = problems("ECS430", task({**waits("c0", "START"), "name": "c0"}))
    assert itself.fix is not None
    assert itself.fix.edits[0].place.path == ("dependsOn", 0)
    (link,) = problems("ECS430", task({"links": ["c0:me"]}))
    assert link.fix is not None
    assert link.fix.edits[0].place.path == ("links", 0)
    assert problems("ECS430", task(waits("c1", "START"), waits("c0", "START")))[0].fix is None
    assert problems("ECS401", task({"essential": False}, {"essential": False}))[0].fix is None
    assert problems("ECS401", task({"essential": False}))[0].fix is not None
    (timeout,) = problems("ECS434", task({"startTimeout": 30}))
    assert timeout.fix is not None
    assert timeout.fix.safe


def test_the_region_of_an_image_is_compared_with_that_of_the_log_group() -> None:
    log = {"logDriver": "awslogs", "options": {"awslogs-region": "eu-west-1"}}
    for host, count in (
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com", 1),
        ("123456789012.dkr-ecr.us-east-1.on.aws", 1),
        ("123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com", 0),
        ("public.ecr.aws", 0),
        ("123456789012.dkr.ecr.us-east-1.example.com", 0),
    ):
        container = {"image": f"{host}/app:1", "logConfiguration": log}
        assert len(problems("ECS414", task(container))) == count
        for other in ({"logDriver": "awslogs"}, {**log, "logDriver": "splunk"}, "${LOG}"):
            assert problems("ECS414", task({**container, "logConfiguration": other})) == []
