"""Manifests of AWS Copilot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import invoke
from tests.terraform.test_modules import lint, shown

MANIFEST = """name: api
type: Backend Service
image:
  build: Dockerfile
  port: 8080
cpu: {cpu}
memory: {memory}
environments:
  test:
    count: 1
  prod:
    memory: {prod}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "copilot" / "api" / "manifest.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def manifest(cpu: object = 256, memory: object = 512, prod: object = 1024) -> str:
    return MANIFEST.format(cpu=cpu, memory=memory, prod=prod)


def test_environments_are_judged_with_their_overrides(tmp_path: Path) -> None:
    write(tmp_path, manifest())
    assert lint(tmp_path) == []
    write(tmp_path, manifest(prod=4096))
    (finding,) = lint(tmp_path)
    assert shown([finding]) == [("ECS101", "manifest.yml", 12)]
    assert finding.when == "in environment prod"
    assert finding.fix is None
    write(tmp_path, manifest(memory=4096))
    (finding,) = lint(tmp_path)
    assert shown([finding]) == [("ECS101", "manifest.yml", 7)]
    assert finding.when == "in environment test"


def test_what_all_environments_share_is_said_once(tmp_path: Path) -> None:
    write(tmp_path, manifest(cpu=100))
    assert shown(lint(tmp_path)) == [("ECS101", "manifest.yml", 6)]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("image:\n  location: nginx\n  healthcheck: {command: [CMD, 'true'], interval: 400s}\n", "ECS421", 5),
        ("image: {location: nginx}\nstorage: {ephemeral: 15}\n", "ECS112", 4),
        ("image: {location: nginx}\ncpu: 128\nmemory: 256\n", "ECS101", 4),
    ],
)
def test_values_are_checked_where_they_stand(tmp_path: Path, text: str, rule: str, line: int) -> None:
    write(tmp_path, "name: job\ntype: Worker Service\n" + text)
    assert shown(lint(tmp_path)) == [(rule, "manifest.yml", line)]


@pytest.mark.parametrize(
    "text",
    [
        "type: Scheduled Job\nimage: {build: .}\nplatform: windows/amd64\non: {schedule: '@daily'}\n",
        "type: Worker Service\nimage: {build: .}\ncpu: ${CPU}\nmemory: ${MEMORY}\n",
        "type: Request-Driven Web Service\nimage: {build: .}\ncpu: 100\n",
        "type: Backend Service\nimage: {build: .}\ncpu: 100\ntaskdef_overrides: [{path: Cpu, value: 256}]\n",
        "type: Backend Service\nimage: {location: x}\nsidecars: {a: {image: {build: .}, port: '80/udp'}}\n",
    ],
)
def test_unknown_is_no_error(tmp_path: Path, text: str) -> None:
    write(tmp_path, "name: api\n" + text)
    assert lint(tmp_path) == []


def test_overrides_beside_the_manifest_make_doubtful(tmp_path: Path) -> None:
    path = write(tmp_path, manifest(cpu=100))
    (path.parent / "overrides").mkdir()
    assert lint(tmp_path) == []


def test_a_fix_keeps_numbers_numbers(tmp_path: Path) -> None:
    text = "name: job\ntype: Scheduled Job\nimage: {location: nginx}\ncpu: 128\nmemory: 256\n"
    path = write(tmp_path, text)
    invoke(["check", "--isolated", "--no-cache", "--unsafe-fixes", str(path)])
    assert path.read_text(encoding="utf-8") == text.replace("128", "256").replace(
        "memory: 256", "memory: 512"
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("environments:\n  test:\n    image: {location: nginx}\n", []),
        ("image: {location: x, build: y}\n", [4]),
        (
            "count: {range: 1-5, requests: 10}\nenvironments: {test: {count: {spot: 1}}, prod: {count: 2}}\n",
            [],
        ),
        ("count: {range: 5-1, cpu_percentage: 101}\n", [5, 5]),
        ("count: {range: {min: 1}, memory_percentage: {value: 50}}\n", [5]),
        ("count: {cpu_percentage: 70}\n", [5]),
        ("http: {path: /, version: http3, hosted_zone: Z1}\n", [5, 5]),
        (
            "storage: {volumes: {a: {path: /a, efs: {uid: 1, id: fs-1}}, b: {path: /b, efs: {gid: 1}}}}\n",
            [5, 5, 5],
        ),
        (
            "storage: {volumes: {a: {path: /a, efs: "
            "{id: x, root_dir: /x, auth: {access_point_id: y, iam: false}}}}}\n",
            [5, 5],
        ),
        ("platform: {osfamily: linux}\n", [5]),
        ("platform: {osfamily: windows_server_2022_core, architecture: x86_64}\n", []),
        ("sidecars: {a: {image: {location: x, build: y}, mount_points: [{path: /a}]}}\n", [5, 5]),
        ("observability: {tracing: xray}\n", [5]),
        ("logging: {env_file: log.txt}\nenv_file: ${FILE}\n", [5]),
    ],
)
def test_what_copilot_refuses(tmp_path: Path, text: str, lines: list[int]) -> None:
    third = "cpu: 256" if "http:" in text else "http: {path: /}"
    fourth = "" if text.startswith("image:") else "image: {build: .}\n"
    write(tmp_path, f"name: api\ntype: Backend Service\n{third}\n{fourth}{text}")
    assert [line for rule, _, line in shown(lint(tmp_path)) if rule == "ECS770"] == lines
