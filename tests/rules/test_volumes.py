"""Volumes and where they are mounted."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.finding import Severity
from tests.rules.helpers import places, problems, task
from tests.rules.test_logging import log


def mounts(*pairs: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"mountPoints": [{"sourceVolume": v, "containerPath": p, **more} for v, p in pairs]}


def test_a_mount_point_needs_a_declared_volume() -> None:
    assert places("ECS732", task(mounts(("data", "/data")))) == ["sourceVolume"]
    assert places("ECS732", task(mounts(("data", "/data")), volumes=[{"name": "data"}])) == []
    assert places("ECS732", task(mounts(("data", "/data")), volumes="${VOLUMES}")) == []
    assert places(
        "ECS732", task({"mountPoints": [{"containerPath": "/data"}]}, volumes=[{"name": "data"}])
    ) == ["sourceVolume"]


@pytest.mark.parametrize(
    ("path", "read_only", "found"),
    [
        ("/var/run/docker.sock", True, 1),
        ("/", True, 1),
        ("/etc/", True, 1),
        ("/proc", True, 0),
        ("/proc", False, 1),
        ("//sys/", None, 1),
        ("/etc/app", None, 0),
        ("/srv", None, 0),
    ],
)
def test_sensitive_host_paths(path: str, read_only: bool | None, found: int) -> None:
    volumes = [{"name": "v", "host": {"sourcePath": path}}]
    definition = task(mounts(("v", "/v"), readOnly=read_only), volumes=volumes)
    assert len(problems("ECS739", definition)) == found


def test_windows_paths_are_not_absolute_unix_paths() -> None:
    volumes = [{"name": "v"}]
    windows = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
    assert problems("ECS732", task(mounts(("v", "C:\\v")), volumes=volumes, runtimePlatform=windows)) == []
    assert problems("ECS732", task(mounts(("v", "C:\\v")), volumes=volumes)) == []
    assert len(problems("ECS732", task(mounts(("v", "v")), volumes=volumes))) == 1


EFS = {"fileSystemId": "fs-1"}


@pytest.mark.parametrize(
    ("volume", "encryption", "advice"),
    [
        ({}, 0, 1),
        ({"transitEncryption": "DISABLED"}, 0, 1),
        ({"transitEncryption": "ENABLED"}, 0, 0),
        ({"transitEncryptionPort": 3049}, 1, 0),
        ({"transitEncryptionPort": 1}, 1, 0),
        ({"transitEncryptionPort": 0}, 0, 1),
        ({"transitEncryptionPort": "${PORT}"}, 0, 1),
        ({"authorizationConfig": "${AUTHORIZATION}"}, 0, 1),
        ({"authorizationConfig": {"accessPointId": "fsap-1"}}, 1, 0),
        ({"authorizationConfig": {"iam": "ENABLED"}, "transitEncryption": "DISABLED"}, 1, 0),
        ({"authorizationConfig": {"iam": "DISABLED"}}, 0, 1),
        ({"authorizationConfig": {"iam": "ENABLED"}, "transitEncryption": "${X}"}, 0, 0),
    ],
)
def test_encryption_of_efs_is_an_error_where_it_is_needed(
    volume: dict[str, Any], encryption: int, advice: int
) -> None:
    definition = task({}, volumes=[{"name": "v", "efsVolumeConfiguration": {**EFS, **volume}}])
    found = problems("ECS741", definition)
    assert [problem.fix.safe for problem in found if problem.fix] == [True] * encryption
    assert len(problems("ECS744", definition)) == advice


def test_every_volume_is_looked_at() -> None:
    volumes = [
        {"name": "a", "efsVolumeConfiguration": {**EFS, "transitEncryption": "ENABLED"}},
        {"name": "b"},
        {"name": "c", "efsVolumeConfiguration": EFS},
    ]
    assert len(problems("ECS744", task({}, volumes=volumes))) == 1


def test_s3_files_need_a_task_role_and_no_root_directory() -> None:
    arn = "arn:aws:s3files:us-east-1:123456789012:file-system/fs-1"
    volume = {"fileSystemArn": arn, "rootDirectory": "/web", "accessPointArn": arn + "/access-point/fsap-1"}
    definition = task({}, volumes=[{"name": "v", "s3filesVolumeConfiguration": volume}])
    assert places("ECS741", definition) == ["rootDirectory"]
    assert places("ECS743", definition) == ["taskRoleArn"]
    elsewhere = task({}, requiresCompatibilities=["EC2"], volumes=[{"s3filesVolumeConfiguration": volume}])
    assert places("ECS741", elsewhere) == ["rootDirectory", "fileSystemArn"]


def test_containers_may_wait_for_the_log_router_through_others() -> None:
    def waits(name: str) -> dict[str, Any]:
        return {"dependsOn": [{"containerName": name, "condition": "START"}]}

    router = {"name": "router", "firelensConfiguration": {"type": "fluentbit"}, **waits("init")}
    app = {"name": "app", **log("awsfirelens")}
    side = {"name": "side", **waits("router")}
    init = {"name": "init"}
    assert len(problems("ECS718", task(app, router, side, init))) == 1
    assert problems("ECS718", task({**app, **waits("side")}, router, side, init)) == []
    assert (
        problems("ECS718", task(app, {"name": "router", "firelensConfiguration": {"type": "fluentbit"}}))
        == []
    )


WINDOWS = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ad-AbCdEf"


@pytest.mark.parametrize(
    ("authorization", "members", "expected"),
    [
        ({"credentialsParameter": SECRET, "domain": "corp.example.com"}, WINDOWS, []),
        ({"credentialsParameter": SECRET.replace("secretsmanager", "ssm"), "domain": "a.b"}, WINDOWS, []),
        ({"credentialsParameter": SECRET.replace("secretsmanager", "s3")}, WINDOWS, ["credentialsParameter"]),
        ({"credentialsParameter": "ad-login"}, WINDOWS, ["credentialsParameter"]),
        ({"credentialsParameter": "arn:aws:ssm:${REGION}:1:parameter/ad"}, WINDOWS, []),
        ({"credentialsParameter": "AD_LOGIN_ARN"}, WINDOWS, []),
        ({"domain": "CORP"}, WINDOWS, ["domain"]),
        ({"domain": "corp."}, WINDOWS, ["domain"]),
        ({"domain": ""}, WINDOWS, []),
        ({"domain": "${DOMAIN}"}, WINDOWS, []),
        ("${AUTHORIZATION}", WINDOWS, []),
        (None, WINDOWS, []),
        (None, {}, []),
        (None, {"runtimePlatform": "${PLATFORM}"}, []),
        (
            None,
            {"runtimePlatform": {"operatingSystemFamily": "LINUX"}},
            ["fsxWindowsFileServerVolumeConfiguration"],
        ),
    ],
)
def test_fsx_volumes(authorization: Any, members: dict[str, Any], expected: list[str]) -> None:
    fsx = {"fileSystemId": "fs-1", "rootDirectory": "share", "authorizationConfig": authorization}
    volumes = [{"name": "v", "fsxWindowsFileServerVolumeConfiguration": fsx}]
    assert places("ECS741", task({}, volumes=volumes, **members)) == expected


@pytest.mark.parametrize(
    ("arn", "platforms", "expected"),
    [
        ("arn:aws:s3files:us-east-1:123456789012:file-system/fs-1", ["FARGATE"], []),
        ("arn:aws:s3files:us-east-1:123456789012:file-system/fs-1", ["MANAGED_INSTANCES", "EC2"], []),
        ("arn:aws:s3files:us-east-1:123456789012:file-system/fs-1", ["EC2"], ["fileSystemArn"]),
        ("arn:aws:s3files:us-east-1:123456789012:file-system/fs-1", ["EC2", "${PLATFORM}"], []),
        ("arn:aws:s3files:us-east-1:123456789012:file-system/fs-1", None, []),
        ("arn:aws:s3:::bucket", ["FARGATE"], ["fileSystemArn"]),
        ("fs-1", ["FARGATE"], ["fileSystemArn"]),
        ("${ARN}", ["FARGATE"], []),
        ("FILE_SYSTEM_ARN", ["FARGATE"], []),
        (None, ["FARGATE"], []),
    ],
)
def test_s3_files_volumes(arn: str | None, platforms: list[str] | None, expected: list[str]) -> None:
    volumes = [{"name": "v", "s3filesVolumeConfiguration": {"fileSystemArn": arn}}]
    assert places("ECS741", task({}, volumes=volumes, requiresCompatibilities=platforms)) == expected


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ({"host": {"sourcePath": "/a"}}, []),
        ({"host": {}, "configuredAtLaunch": True}, []),
        ({"host": {"sourcePath": ""}, "configuredAtLaunch": True}, []),
        ({"host": {"sourcePath": "/a"}, "configuredAtLaunch": False}, []),
        ({"host": {"sourcePath": "/a"}, "configuredAtLaunch": True}, ["configuredAtLaunch"]),
        ({"host": "${HOST}", "configuredAtLaunch": True}, []),
        ({"efsVolumeConfiguration": EFS, "host": {"sourcePath": "${PATH}"}}, ["efsVolumeConfiguration"]),
        ({"efsVolumeConfiguration": "${EFS}", "configuredAtLaunch": True}, []),
        ({"efsVolumeConfiguration": EFS, "dockerVolumeConfiguration": {}}, ["efsVolumeConfiguration"]),
        ({"dockerVolumeConfiguration": {"scope": "task", "autoprovision": True}}, ["autoprovision"]),
        ({"dockerVolumeConfiguration": {"scope": "task", "autoprovision": False}}, ["autoprovision"]),
        ({"dockerVolumeConfiguration": {"scope": "task", "autoprovision": "${X}"}}, []),
        ({"dockerVolumeConfiguration": {"scope": "task"}}, []),
        ({"dockerVolumeConfiguration": {"scope": "shared", "autoprovision": True}}, []),
        ({"dockerVolumeConfiguration": "${DOCKER}"}, []),
    ],
)
def test_kinds_of_volumes(volume: dict[str, Any], expected: list[str]) -> None:
    definition = task({}, volumes=[{"name": "v", **volume}, {"name": "w"}])
    assert places("ECS730", definition) == expected
    for problem in problems("ECS730", definition):
        assert (problem.fix is not None and problem.fix.safe) == (expected == ["autoprovision"])


def test_a_volume_without_a_name_is_mounted_by_nobody() -> None:
    volumes = [{"host": {"sourcePath": "/proc"}}]
    assert problems("ECS739", task({"mountPoints": [{"containerPath": "/v"}]}, volumes=volumes)) == []


def test_the_first_of_two_kinds_is_shown() -> None:
    volume = {"name": "v", "host": {"sourcePath": "/a"}, "efsVolumeConfiguration": EFS}
    (problem,) = problems("ECS730", task({}, volumes=[volume]))
    assert [place.path for place, _ in problem.related] == [("host",)]


def test_the_first_of_two_volumes_is_shown() -> None:
    launch = [{"name": name, "configuredAtLaunch": True} for name in ("a", "b", "b")]
    found = problems("ECS730", task({}, volumes=[{"name": "n"}, *launch]))
    assert [(p.place.path, [place.path for place, _ in p.related]) for p in found] == [
        (("name",), [("name",)]),
        (("configuredAtLaunch",), [("configuredAtLaunch",)]),
        (("configuredAtLaunch",), [("configuredAtLaunch",)]),
    ]
    assert [getattr(p.related[0][0].model, "name", None) for p in found] == ["b", "a", "a"]


@pytest.mark.parametrize(
    ("volumes", "mounted", "expected"),
    [
        ([{"name": "v"}], ["v"], []),
        ([{"name": "v"}], [], [Severity.INFO]),
        ([{"name": "v", "configuredAtLaunch": False}], [], [Severity.INFO]),
        ([{"name": "v", "configuredAtLaunch": True}], [], [None]),
        ([{"name": "v", "configuredAtLaunch": "${EBS}"}], [], []),
        ([{"name": "v"}, {"name": "w"}], ["w"], [Severity.INFO]),
        ([{"name": "v"}], ["${NAME}"], []),
        ([{"name": "${NAME}"}], [], []),
        ([{"name": ""}, {}], [], []),
        ("${VOLUMES}", [], []),
        ([], [], []),
    ],
)
def test_volumes_that_nobody_mounts(volumes: Any, mounted: list[str], expected: list[Any]) -> None:
    definition = task({}, mounts(*((name, "/v") for name in mounted)), volumes=volumes)
    assert [problem.severity for problem in problems("ECS735", definition)] == expected
    open_ended = task({"mountPoints": "${MOUNTS}"}, volumes=volumes)
    assert problems("ECS735", open_ended) == []


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([{"sourceContainer": "c1"}], []),
        ([{"sourceContainer": "c2"}], ["sourceContainer"]),
        ([{"sourceContainer": "other"}], ["sourceContainer"]),
        ([{"sourceContainer": "${NAME}"}], []),
        ([{}], []),
        ("${SOURCES}", []),
        ([], []),
    ],
)
def test_volumes_of_other_containers(sources: Any, expected: list[str]) -> None:
    assert places("ECS732", task({"volumesFrom": sources}, {})) == expected
    assert places("ECS732", task({"volumesFrom": sources}, {}, {"name": "${NAME}"})) == []


def test_containers_are_suggested_but_not_the_one_itself() -> None:
    (other,) = problems(
        "ECS732", task({"name": "web", "volumesFrom": [{"sourceContainer": "assts"}]}, {"name": "assets"})
    )
    assert other.message.endswith('; use "assets"')
    (itself,) = problems(
        "ECS732", task({"name": "web", "volumesFrom": [{"sourceContainer": "wbe"}]}, {"name": "assets"})
    )
    assert itself.message.endswith("; use web, assets")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/a", "/b"], []),
        (["/a", "/a"], [None]),
        (["/a", "/a/", "/a//"], [None, None]),
        (["/", "//"], [None, None, None]),
        (["", "/a"], [None]),
        (["a"], [Severity.WARNING]),
        (["a", "a"], [Severity.WARNING, Severity.WARNING, None]),
        (["${PATH}", "${PATH}"], []),
    ],
)
def test_paths_of_mounts(paths: list[str], expected: list[Any]) -> None:
    definition = task(mounts(*(("v", path) for path in paths)), volumes=[{"name": "v"}])
    assert [problem.severity for problem in problems("ECS732", definition)] == expected


def test_the_first_mount_at_a_path_is_shown() -> None:
    paths = ("/b", "/a", "/c", "/a", "/a")
    found = problems("ECS732", task(mounts(*(("v", path) for path in paths)), volumes=[{"name": "v"}]))
    assert [place.path for problem in found for place, _ in problem.related] == [
        ("mountPoints", 1, "containerPath")
    ] * 2


@pytest.mark.parametrize(
    ("source", "names", "said", "fixed"),
    [
        ("v", ["v"], None, False),
        ("dat", ["data"], 'use "data"', True),
        ("cache", ["data", "logs"], "declare it, or use data, logs", False),
        ("cache", [], "the task has no volumes", False),
        ("", ["data"], "names no volume", False),
        (None, ["data"], "names no volume", False),
        ("${NAME}", ["data"], None, False),
    ],
)
def test_names_of_mounted_volumes(
    source: str | None, names: list[str], said: str | None, fixed: bool
) -> None:
    mount = {"sourceVolume": source, "containerPath": "/a"}
    found = problems("ECS732", task({"mountPoints": [mount]}, volumes=[{"name": name} for name in names]))
    assert [said in problem.message for problem in found if said] == ([True] if said else [])
    assert len(found) == bool(said)
    assert [problem.fix is not None for problem in found] == ([fixed] if said else [])


def test_mounts_of_volumes_that_are_not_all_known() -> None:
    for volumes in ("${VOLUMES}", ["${VOLUME}"], [{"name": "${NAME}"}]):
        assert problems("ECS732", task(mounts(("v", "/v")), volumes=volumes)) == []


@pytest.mark.parametrize(
    ("path", "mount", "found"),
    [
        ("/proc", {"readOnly": False}, 1),
        ("/proc", {"readOnly": "${RO}"}, 0),
        ("/proc", {"sourceVolume": "w"}, 0),
        ("/proc", {"sourceVolume": "${NAME}"}, 0),
        ("/proc", {"sourceVolume": None}, 0),
        ("/run/containerd/containerd.sock", {"readOnly": True}, 1),
        ("${PATH}", {}, 0),
        (None, {}, 0),
    ],
)
def test_system_directories_that_are_mounted(path: str | None, mount: dict[str, Any], found: int) -> None:
    point = {"sourceVolume": "v", "containerPath": "/v", **mount}
    volumes = [{"name": "v", "host": {"sourcePath": path}}, {"name": "w", "host": "${HOST}"}]
    assert len(problems("ECS739", task({"mountPoints": [point]}, volumes=volumes))) == found
    assert len(problems("ECS740", task({}, volumes=volumes))) == (path is not None)
