"""Commands that need capabilities or devices which a container does not have (ECS695)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint.facts.privileges import PROGRAMS
from tests.command import invoke

FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "1024"}
REFUSED = (
    "mkdir -p /s3 && mount-s3 bucket /s3 && exec app",
    "s3fs bucket /s3 -o iam_role=auto && exec app",
    "rclone mount remote: /mnt --daemon && exec app",
    "juicefs mount -d redis://r:6379/1 /mnt && exec app",
    "mount -t nfs4 fs-1.efs.eu-west-1.amazonaws.com:/ /mnt && exec app",
    "mount --bind /a /b && exec app",
    "iptables -A INPUT -p tcp --dport 80 -j ACCEPT && exec app",
    "iptables-restore < /etc/rules && exec app",
    "/sbin/ip link set dev eth0 mtu 1400 && exec app",
    "ip -4 route add 10.0.0.0/8 via 10.1.0.1 && exec app",
    "tc qdisc add dev eth0 root netem delay 100ms && exec app",
    "nft -f /etc/nftables.conf && exec app",
    "wg-quick up wg0 && exec app",
    "route add default gw 10.0.0.1 && exec app",
    "swapon /swapfile && exec app",
    "hostname web-1 && exec app",
    "modprobe ip_tables && exec app",
    "hwclock --hctosys && exec app",
    "date -s 2026-01-01 && exec app",
    "sysctl -w vm.max_map_count=262144 && exec app",
    "sysctl -p && exec app",
    "echo 1024 > /proc/sys/net/core/somaxconn && exec app",
    "docker build -t app . && exec app",
)
TAKEN = (
    "mount | grep efs; exec app",
    "mount -l && exec app",
    "mount-s3 --version && exec app",
    "rclone copy remote:data /data && exec app",
    "rclone sync remote:mount /data && exec app",
    "if mount -t tmpfs none /x; then exec app; fi",
    "mount -t tmpfs none /x || echo none; exec app",
    "iptables -t nat -L -n; iptables-save; exec app",
    "ip addr show && ip -4 route get 1.1.1.1 && exec app",
    "tc qdisc show && exec app",
    "route -n && exec app",
    "hostname -f; hostname; exec app",
    "export HOST=$(hostname) && exec app",
    "date -u +%s; exec app",
    "hwclock -r; exec app",
    "sysctl -a; sysctl -n vm.max_map_count; exec app",
    "cat /proc/sys/vm/max_map_count; exec app",
    "# mount -t nfs4 fs:/ /mnt\nexec app",
    'echo "iptables -A INPUT" && exec app',
    "npm run mount -- --to /a",
    "docker --version && exec app",
)


def reported(folder: Path, task: dict[str, Any], command: list[str], **container: Any) -> list[str]:
    """Return the messages of ECS695 on a container with that command."""
    given = {"name": "app", "image": "example/app:1", "memory": 512, "command": command, **container}
    file = folder / "task-definition.json"
    file.write_text(json.dumps({"family": "web", **task, "containerDefinitions": [given]}))
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    return [f["message"] for f in json.loads(result.stdout)["findings"] if f["rule"] == "ECS695"]


@pytest.mark.parametrize("script", REFUSED)
def test_a_command_is_refused(script: str, tmp_path: Path) -> None:
    for task in (FARGATE, {}):
        [message] = reported(tmp_path, task, ["sh", "-c", script])
        assert len(message) <= 180
    assert reported(tmp_path, {}, ["sh", "-c", script], privileged=True) == []
    assert reported(tmp_path, FARGATE, ["sh", "-c", f"{script.partition(' && exec')[0]} || true"]) == []


@pytest.mark.parametrize("script", TAKEN)
def test_a_command_is_taken(script: str, tmp_path: Path) -> None:
    assert reported(tmp_path, FARGATE, ["sh", "-c", script]) == []


def test_every_program_is_tried() -> None:
    tried = " ".join(REFUSED)
    kinds = {id(need): [n for n, other in PROGRAMS.items() if other is need] for need in PROGRAMS.values()}
    assert [names for names in kinds.values() if not any(name in tried for name in names)] == []


def test_what_the_container_is_given_counts(tmp_path: Path) -> None:
    command = ["sh", "-c", "mount-s3 bucket /s3 && exec app"]
    capability, device = {"capabilities": {"add": ["SYS_ADMIN"]}}, {"devices": [{"hostPath": "/dev/fuse"}]}
    assert reported(tmp_path, {}, command, linuxParameters={**capability, **device}) == []
    assert len(reported(tmp_path, {}, command, linuxParameters=capability)) == 1
    assert len(reported(tmp_path, {}, command, linuxParameters=device)) == 1
    every = {"capabilities": {"add": ["ALL"]}, **device}
    assert reported(tmp_path, {}, command, linuxParameters=every) == []


def test_a_daemon_may_be_reached(tmp_path: Path) -> None:
    command = ["sh", "-c", "docker run app"]
    assert len(reported(tmp_path, {}, command)) == 1
    point = [{"sourceVolume": "docker", "containerPath": "/var/run/docker.sock"}]
    volumes = {"volumes": [{"name": "docker", "host": {"sourcePath": "/var/run/docker.sock"}}]}
    assert reported(tmp_path, volumes, command, mountPoints=point) == []
    variable = [{"name": "DOCKER_HOST", "value": "tcp://builder.internal:2376"}]
    assert reported(tmp_path, FARGATE, command, environment=variable) == []


@pytest.mark.parametrize(
    ("limit", "given", "found"),
    [
        ("65535", None, 0),
        ("100000", None, 1),
        ("unlimited", None, 1),
        ("100000", 200000, 0),
        ("300000", 200000, 1),
    ],
)
def test_nobody_raises_a_hard_limit(limit: str, given: int | None, found: int, tmp_path: Path) -> None:
    ulimits = {"ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": given}]} if given else {}
    command = ["sh", "-c", f"ulimit -n {limit} && exec app"]
    assert len(reported(tmp_path, FARGATE, command, **ulimits)) == found
    assert len(reported(tmp_path, {}, command, **ulimits)) == (found if given else 0)
