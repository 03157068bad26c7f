"""What platforms, images, accelerators and metadata allow, and where the finding points."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.definitions import WINDOWS, ec2, fargate, findings, found, web

CONTAINER = "/containerDefinitions/0"
SHARED = {"nvidiaMps": {"memory": 1024}}


def gpu(**requirement: Any) -> dict[str, Any]:
    return web(memory=128, resourceRequirements=[{"type": "GPU", **requirement}])


def neuron(value: str = "ALL", name: str = "web") -> dict[str, Any]:
    return {**web(memory=128, resourceRequirements=[{"type": "NeuronDevice", "value": value}]), "name": name}


def managed(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return ec2(*containers, **{"requiresCompatibilities": ["MANAGED_INSTANCES"], **more})


def image(name: str) -> dict[str, Any]:
    return {"name": "web", "image": name, "memory": 128, "cpu": 256}


def windows(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return ec2(*containers, **{"runtimePlatform": WINDOWS, **more})


def external(*containers: dict[str, Any]) -> dict[str, Any]:
    return ec2(*containers, requiresCompatibilities=["EXTERNAL"])


def constrained(count: int, expression: str = "attribute:zone == a") -> dict[str, Any]:
    return ec2(placementConstraints=[{"type": "memberOf", "expression": expression}] * count)


def disk(**volume: Any) -> list[dict[str, Any]]:
    return [{"name": "data", **volume}]


def mounted(path: str) -> dict[str, Any]:
    mount = {"sourceVolume": "data", "containerPath": path}
    return web(cpu=256, memory=256, mountPoints=[mount])


QUIET: list[tuple[str, dict[str, Any]]] = [
    ("ECS120", ec2(web(memory=128, privileged=True), pidMode="host", ipcMode="host")),
    ("ECS120", fargate(web(linuxParameters={"devices": []}), placementConstraints=[], ipcMode="")),
    ("ECS120", fargate(volumes=disk(host={}))),
    ("ECS120", external(web(memory=128, dockerSecurityOptions=["no-new-privileges"]))),
    ("ECS120", managed(web(memory=128, hostname="web"), networkMode="awsvpc")),
    ("ECS120", managed(volumes=disk(host={"sourcePath": "/var/lib/web"}))),
    ("ECS120", managed(volumes=disk(host={"sourcePath": "/tmp"}))),
    ("ECS123", windows(mounted("c:\\app\\logs"), volumes=disk(host={"sourcePath": "C:\\logs"}))),
    ("ECS123", windows(mounted("D:\\logs"), volumes=disk(host={"sourcePath": "/logs"}))),
    ("ECS123", windows(mounted("/logs"), volumes=disk(host={"sourcePath": "C:\\logs"}))),
    ("ECS123", windows(web(memory=128, user="ContainerUser", linuxParameters={}))),
    ("ECS123", windows(web(memory=128, linuxParameters={"initProcessEnabled": False}))),
    ("ECS127", ec2(image("arm64v8/nginx:1"))),
    ("ECS127", ec2(image("mcr.microsoft.com/windows/nanoserver:ltsc2022"))),
    ("ECS127", fargate(image("public.ecr.aws/x/app-arm64:1"))),
    ("ECS127", fargate(image("amd64/nginx:1"))),
    ("ECS127", fargate(image("example/app:1-x86_64"), runtimePlatform={"operatingSystemFamily": "LINUX"})),
    ("ECS127", windows(image("mcr.microsoft.com/windows/nanoserver:latest"))),
    ("ECS123", windows(volumes=disk(configuredAtLaunch=True))),
    ("ECS123", fargate(volumes=disk(configuredAtLaunch=True))),
    ("ECS140", ec2(gpu(value="1"))),
    ("ECS140", ec2(gpu(sharingStrategy=SHARED))),
    ("ECS140", external(gpu(value="1"))),
    ("ECS140", managed(neuron())),
    ("ECS140", ec2(gpu(sharingStrategy=SHARED), {**gpu(sharingStrategy=SHARED), "name": "b"})),
    ("ECS140", ec2(gpu(value="1"), {**gpu(value="2"), "name": "b"})),
    ("ECS140", managed(neuron())),
    ("ECS140", managed(neuron("${ALL}"))),
    ("ECS140", ec2(gpu(value="1"), inferenceAccelerators=[])),
    ("ECS515", constrained(10)),
    ("ECS515", constrained(1, "a" * 2000)),
    ("ECS160", fargate(pidMode="host")),
    ("ECS160", windows(pidMode="host")),
    ("ECS161", fargate(web(privileged=True))),
    ("ECS161", windows(web(memory=128, privileged=True))),
    ("ECS162", ec2(web(privileged=True, linuxParameters={"capabilities": {"add": ["ALL"]}}))),
    ("ECS164", ec2(web(memoryReservation=128), memory="512")),
    ("ECS164", fargate(web(memoryReservation=128))),
    ("ECS352", windows(web(memory=128, cpu=256))),
    ("ECS352", ec2(web(memory=128, linuxParameters="${LINUX}", dockerSecurityOptions="${OPTIONS}"))),
    ("ECS166", ec2(web(memory=128, user="0", firelensConfiguration={"type": "fluentbit"}))),
    ("ECS166", windows(web(memory=128, user="root"))),
    ("ECS168", ec2(tags=[{"key": "aws:x", "value": ""}, {"key": "team", "value": "shop"}])),
]
LOUD: list[tuple[str, dict[str, Any], list[str]]] = [
    ("ECS120", fargate(pidMode="host"), ["error /pidMode"]),
    (
        "ECS120",
        fargate(web(linuxParameters={"maxSwap": 0})),
        [f"warning {CONTAINER}/linuxParameters/maxSwap"],
    ),
    (
        "ECS120",
        fargate(volumes=disk(dockerVolumeConfiguration={"driver": "local"})),
        ["error /volumes/0/dockerVolumeConfiguration"],
    ),
    (
        "ECS120",
        external(web(memory=128, dockerSecurityOptions=["label:type:web"])),
        [f"error {CONTAINER}/dockerSecurityOptions/0"],
    ),
    ("ECS120", managed(web(memory=128, hostname="w"), networkMode="host"), [f"error {CONTAINER}/hostname"]),
    ("ECS120", managed(ipcMode="host"), ["warning /ipcMode"]),
    (
        "ECS120",
        managed(
            web(memory=128, linuxParameters={"maxSwap": 1}, dockerSecurityOptions=["no-new-privileges"]),
            requiresCompatibilities=["FARGATE", "MANAGED_INSTANCES"],
            proxyConfiguration={"containerName": "web"},
        ),
        [
            "error /proxyConfiguration",
            f"error {CONTAINER}/linuxParameters/maxSwap",
            f"error {CONTAINER}/dockerSecurityOptions",
        ],
    ),
    (
        "ECS120",
        managed(volumes=disk(host={"sourcePath": "/variable"})),
        ["warning /volumes/0/host/sourcePath"],
    ),
    ("ECS123", windows(cpu="256"), ["warning /cpu"]),
    ("ECS123", windows(pidMode="task"), ["warning /pidMode"]),
    (
        "ECS123",
        fargate(web(restartPolicy={"enabled": True}), runtimePlatform=WINDOWS, pidMode="host"),
        [f"warning {CONTAINER}/restartPolicy"],
    ),
    ("ECS123", managed(runtimePlatform=WINDOWS), ["error /runtimePlatform/operatingSystemFamily"]),
    (
        "ECS123",
        fargate(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2025_CORE"}),
        ["warning /runtimePlatform/operatingSystemFamily"],
    ),
    ("ECS127", fargate(image("arm64v8/nginx:1")), [f"warning {CONTAINER}/image"]),
    ("ECS127", fargate(image("example.com/a/b:arm64")), [f"warning {CONTAINER}/image"]),
    ("ECS127", fargate(image("example.com/a/b:1-aarch64@sha256:1")), [f"warning {CONTAINER}/image"]),
    (
        "ECS127",
        fargate(image("example/app:1-amd64"), runtimePlatform={"cpuArchitecture": "ARM64"}),
        [f"warning {CONTAINER}/image"],
    ),
    ("ECS127", fargate(image("example/app:1-nanoserver")), [f"warning {CONTAINER}/image"]),
    ("ECS127", fargate(image("mcr.microsoft.com/windows/server:ltsc2022")), [f"error {CONTAINER}/image"]),
    (
        "ECS127",
        windows(image("mcr.microsoft.com/windows/nanoserver:ltsc2019")),
        [f"warning {CONTAINER}/image"],
    ),
    (
        "ECS123",
        windows(volumes=disk(configuredAtLaunch=True), requiresCompatibilities=["MANAGED_INSTANCES"]),
        ["error /runtimePlatform/operatingSystemFamily", "error /volumes/0/configuredAtLaunch"],
    ),
    ("ECS140", windows(gpu(value="1")), [f"error {CONTAINER}/resourceRequirements/0/type"]),
    (
        "ECS140",
        external(gpu(sharingStrategy=SHARED)),
        [f"error {CONTAINER}/resourceRequirements/0/sharingStrategy"],
    ),
    ("ECS140", ec2(neuron()), [f"error {CONTAINER}/resourceRequirements/0/type"]),
    ("ECS140", ec2(gpu()), [f"error {CONTAINER}/resourceRequirements/0"]),
    ("ECS140", ec2(gpu(value="0")), [f"error {CONTAINER}/resourceRequirements/0/value"]),
    ("ECS140", managed(neuron("1")), [f"error {CONTAINER}/resourceRequirements/0/value"]),
    (
        "ECS140",
        managed(neuron(), neuron(name="b")),
        ["error /containerDefinitions/1/resourceRequirements/0/type"],
    ),
    (
        "ECS140",
        ec2(gpu(value="1"), {**gpu(sharingStrategy=SHARED), "name": "b"}),
        ["error /containerDefinitions/1/resourceRequirements/0/sharingStrategy"],
    ),
    ("ECS515", constrained(11), ["error /placementConstraints/10"]),
    ("ECS515", constrained(1, "a" * 2001), ["error /placementConstraints/0/expression"]),
    (
        "ECS157",
        ec2(networkMode="awsvpc", proxyConfiguration={"type": "OTHER", "containerName": "web"}),
        ["warning /proxyConfiguration"],
    ),
    ("ECS160", ec2(ipcMode="host"), ["warning /ipcMode"]),
    ("ECS166", windows(web(memory=128, user="ContainerAdministrator")), [f"warning {CONTAINER}/user"]),
    ("ECS166", ec2(web(memory=128, user="root:web")), [f"warning {CONTAINER}/user"]),
    ("ECS168", ec2(tags=[{"key": "aws:x", "value": ""}]), ["info /tags"]),
]


@pytest.mark.parametrize(("rule", "definition"), QUIET)
def test_allowed(rule: str, definition: dict[str, Any]) -> None:
    assert found(definition, rule) == []


@pytest.mark.parametrize(("rule", "definition", "expected"), LOUD)
def test_not_allowed(rule: str, definition: dict[str, Any], expected: list[str]) -> None:
    assert found(definition, rule) == expected


def messages(definition: dict[str, Any], rule: str) -> list[str]:
    return [finding.message for finding in findings(definition, rule)]


def related(definition: dict[str, Any], rule: str) -> list[str]:
    return [place.pointer for finding in findings(definition, rule) for place in finding.related]


def test_forms_of_security_options() -> None:
    def advised(option: str) -> bool:
        (message,) = messages(ec2(web(memory=128, dockerSecurityOptions=[option])), "ECS134")
        return message.endswith(" with a colon")

    assert advised("apparmor=docker-default")
    assert advised("label")
    assert not advised("seccomp=default.json")
    assert not advised("other:apparmor=x")


def test_credential_specifications() -> None:
    spec = "credentialspec:arn:aws:s3:::specs/web.json"
    assert found(ec2(web(memory=128, credentialSpecs=[spec])), "ECS134") == []
    several = ec2(web(memory=128, credentialSpecs=["", spec, spec]))
    assert found(several, "ECS134") == [f"error {CONTAINER}/credentialSpecs/1"]
    (message,) = messages(fargate(web(credentialSpecs=[spec])), "ECS134")
    assert message.endswith('use "credentialspecdomainless:" instead of "credentialspec:"')
    (message,) = messages(ec2(web(memory=128, credentialSpecs=["web.json" * 5])), "ECS134")
    assert message.startswith(f'"{("web.json" * 5)[:30]}" is not a credential specification')


def test_a_name_of_a_capability_is_mended_safely() -> None:
    capabilities = {"capabilities": {"drop": ["CAP_NET_RAW"]}}
    (finding,) = findings(ec2(web(memory=128, linuxParameters=capabilities)), "ECS130")
    assert finding.fix is not None
    assert finding.fix.safe


def test_the_launch_type_that_is_required_is_shown_beside() -> None:
    both = ["FARGATE", "MANAGED_INSTANCES"]
    definition = managed(requiresCompatibilities=both, ephemeralStorage={"sizeInGiB": 50})
    assert related(definition, "ECS112") == ["/requiresCompatibilities/1"]


def test_the_container_that_asks_for_whole_gpus_is_shown_beside() -> None:
    definition = ec2(gpu(value="1"), {**gpu(sharingStrategy=SHARED), "name": "b"})
    assert related(definition, "ECS140") == [f"{CONTAINER}/resourceRequirements/0/value"]


def test_long_names_of_images_are_shortened_when_shown() -> None:
    name = f"example.com/{'x' * 80}:arm64"
    (message,) = messages(fargate(image(name)), "ECS127")
    assert f'"{name[:80]}" is built' in message


def test_the_platform_that_the_image_does_not_fit_is_shown_beside() -> None:
    arm = image("arm64v8/nginx:1")
    assert related(fargate(arm), "ECS127") == []
    stated = fargate(arm, runtimePlatform={"cpuArchitecture": "X86_64"})
    assert related(stated, "ECS127") == ["/runtimePlatform"]
