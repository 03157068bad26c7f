"""The table of public images, and how images find their family in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.runtime import images
from ecslint.runtime.images import (
    UNKNOWN_TAG,
    Family,
    families,
    family_of,
    lifecycle_end,
    reference,
    shown_image,
    tag_matches,
)
from tools import image_index, refresh_fluent_bit, refresh_image_lifecycle

FOLDER = Path(__file__).parents[2] / "schemas" / "images"
LISTS = {
    "listens": {"port", "protocol", "fixed", "also", "alone"},
    "lacks": {"programs", "instead"},
    "writes": {"path", "also", "what"},
    "needs": {
        "any",
        "add",
        "value",
        "error",
        "unless_mounted",
        "launch_type",
        "arguments",
        "given",
        "given_value",
        "except",
        "network",
        "localhost",
        "when_argument",
        "when_word",
        "how",
    },
    "instance": {
        "paths",
        "capability",
        "setting",
        "launch_type",
        "error",
        "when_argument",
        "when_variable",
        "when_values",
    },
    "answers": {"port", "path", "status", "what", "instead", "use", "unless", "given", "unless_mounted"},
    "broken": {"what", "use"},
    "configured_by": {"variables"},
    "retired": {"since", "what", "use"},
    "runs_as": {"user"},
    "ends": {"what"},
    "program": {"path", "what", "instead"},
    "entry": {"runs", "names", "instead", "from"},
    "without": {"programs"},
    "files": {"option", "folder", "names"},
    "values": {
        "name",
        "kind",
        "allowed",
        "use",
        "error",
        "launch_type",
        "least",
        "lengths",
        "unless",
        "other",
        "without",
        "parts",
        "refused",
        "required",
    },
    "privileged": {"error"},
    "users": {"names"},
    "process_one": {"error"},
    "owns": {"path", "user", "volume", "unless", "group"},
    "dash": set(),
    "get_only": {"paths", "status"},
    "chowns": {"path", "user", "unless"},
    "mounts": {"argument", "path", "use"},
    "platforms": {"architectures"},
    "user": {"allowed", "paths", "owned", "unless", "error", "instead"},
    "init_files": {"variables", "actions"},
    "refuses": {"argument", "error", "use"},
    "misplaced": {"path", "use", "unless", "error"},
    "capabilities": {"names", "user", "error"},
}
FIELDS = {
    "title",
    "source",
    "as_of",
    "repositories",
    "like",
    "roles",
    "server",
    "sidecar",
    "together",
    "memory",
    "role",
    "client",
    "file_variables",
    "ipv4_only",
    "broker",
    "controllers_hidden",
    "same",
    "shared_memory",
    *LISTS,
}


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_file_is_sound(family: Family) -> None:
    data = json.loads((FOLDER / f"{family.name}.json").read_text())
    assert set(data) <= FIELDS
    assert re.fullmatch(r"20\d\d-\d\d", data["as_of"])
    assert data["source"]
    assert all(source.startswith("https://") for source in data["source"])
    for field, members in LISTS.items():
        for entry in data.get(field, ()):
            assert set(entry) <= members | {"tags"}, field
    for repository in data["repositories"]:
        assert repository == repository.lower()
        assert "*" in repository or reference(f"{repository}:1").repository == repository


def test_no_repository_is_in_two_files() -> None:
    names = [repository for family in families() for repository in family.repositories]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("image", "family", "tag"),
    [
        ("nginx", "nginx", "latest"),
        ("docker.io/library/nginx:1.27", "nginx", "1.27"),
        ("public.ecr.aws/docker/library/nginx:1.27-Alpine", "nginx", "1.27-alpine"),
        ("public.ecr.aws/nginx/nginx:1.27", "nginx", "1.27"),
        ("nginx@sha256:" + "0" * 64, "nginx", ""),
        (
            "906394416424.dkr.ecr.eu-west-1.amazonaws.com/aws-for-fluent-bit:stable",
            "aws-for-fluent-bit",
            "stable",
        ),
    ],
)
def test_family(image: str, family: str, tag: str) -> None:
    found = family_of(image)
    assert found is not None
    assert (found[0].name, found[1]) == (family, tag)


@pytest.mark.parametrize(
    "image",
    [
        "example/nginx",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/nginx:1",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/docker-hub/library/nginx:1",
        "ghcr.io/nginx/nginx",
        "",
    ],
)
def test_nothing_is_known_of_others(image: str) -> None:
    assert family_of(image) is None


def test_tags() -> None:
    assert tag_matches(None, "1")
    assert tag_matches(["*slim*"], "1-slim")
    assert not tag_matches(["*slim*"], "1")
    assert tag_matches(["!*debug*"], "1")
    assert not tag_matches(["!*debug*"], "1-debug")
    assert not tag_matches(["1*", "!*debug*"], "1-debug")
    assert tag_matches(None, "")
    assert not tag_matches(["!*debug*"], "")


@pytest.mark.parametrize(
    ("image", "cycle"),
    [
        ("node:18", "18"),
        ("node:18.20.1-alpine", "18"),
        ("python:3.8.1-slim", "3.8"),
        ("postgres:9.6-alpine", "9.6"),
        ("debian:buster-slim", "10"),
        ("debian:10.3", "10"),
        ("ubuntu:18.04", "18.04"),
        ("node:24", None),
        ("node", None),
        ("node:alpine", None),
        ("python:3", None),
        ("example/node:18", None),
    ],
)
def test_lifecycle(image: str, cycle: str | None) -> None:
    found = lifecycle_end(image)
    assert (found and found.cycle) == cycle


def test_tables_are_sound() -> None:
    assert refresh_fluent_bit.main(["--check"]) == 0
    assert refresh_image_lifecycle.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("redis:${TAG}", "redis"),
        ("public.ecr.aws/docker/library/redis:{{ version }}", "redis"),
        ("redis:7.${MINOR}", "redis"),
        ("${REGISTRY}/redis:7", None),
        ("redis${SUFFIX}", None),
        ("localhost:${PORT}/redis:7", None),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/redis:${TAG}", None),
    ],
)
def test_image_whose_tag_is_filled_in(text: str, family: str | None) -> None:
    found = family_of(Unresolved(PLACEHOLDER, text))
    assert (found and found[0].name) == family
    if found is not None:
        assert found[1] == UNKNOWN_TAG
        assert not any("tags" in entry for entry in found[0].entries("lacks", found[1]))
        assert shown_image(Unresolved(PLACEHOLDER, text)) == text


def test_the_index_says_what_the_files_say() -> None:
    assert image_index.main(["--check"]) == 0


def test_a_run_reads_the_file_of_its_own_family_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    read = images._read
    monkeypatch.setattr(images, "_read", lambda name: names.append(Path(name).name) or read(name))
    images._family.cache_clear()
    images._made.cache_clear()
    found = family_of("postgres:16")
    assert found is not None
    assert not [name for name in names if name != "image-families.json"]
    assert found[0].title == "PostgreSQL"
    assert [name for name in names if name != "image-families.json"] == ["postgres.json"]


@pytest.mark.parametrize(
    ("image", "field", "known"),
    [
        ("bitnami/redis:7.2", "broken", True),  # as every image of the pattern
        ("bitnami/redis:7.2", "needs", True),  # of its own
        ("bitnamilegacy/redis:7.2", "broken", False),
        ("bitnamilegacy/redis:7.2", "retired", True),
        ("bitnami/minideb:bookworm", "broken", False),  # an empty list: nothing is known
        ("dhi.io/curl:8", "lacks", False),
        ("dhi.io/nginx:1", "lacks", True),
        ("openjdk:17", "ends", True),  # like other images of Java
        ("openjdk:17", "retired", True),
        ("eclipse-temurin:17", "retired", False),
        ("mirror.gcr.io/grafana/grafana:11", "listens", True),
    ],
)
def test_fields_of_a_wider_family_and_of_one_alike(image: str, field: str, known: bool) -> None:
    found = family_of(image)
    assert found is not None
    assert bool(found[0].entries(field, found[1])) is known


def test_families_that_others_are_like_exist() -> None:
    names = {family.name for family in families()}
    assert {family.data.get("like") for family in families()} <= names | {None}


@pytest.mark.parametrize(
    ("image", "program", "lacking"),
    [
        ("wordpress:6.8-apache", "wget", True),
        ("wordpress:6.8-apache", "curl", False),
        ("wordpress:cli-2.12", "wget", False),
        ("drupal:11-fpm-alpine", "bash", True),
        ("ghost:6", "curl", True),
        ("ghost:6-alpine", "wget", False),
        ("neo4j:5.26-community", "curl", True),
        ("neo4j:5.26-community", "wget", False),
        ("neo4j:5.26-community-ubi9", "curl", False),
        ("influxdb:1.8-alpine", "curl", True),
        ("influxdb:1.8", "curl", False),
        ("influxdb:2.7", "wget", True),
        ("influxdb:2.0", "wget", False),
        ("jenkins/jenkins:lts", "wget", True),
        ("jenkins/jenkins:2.190", "wget", False),
        ("rust:1-slim", "curl", True),
        ("rust:1", "curl", False),
        ("openjdk:17-slim", "wget", True),
        ("kong:3.9", "curl", True),
        ("kong:2.8-alpine", "curl", False),
        ("hasura/graphql-engine:v2.13.0", "curl", False),
        ("minio/minio:RELEASE.2024-01-01T16-36-33Z", "wget", True),
        ("minio/minio:RELEASE.2019-10-12T01-39-57Z", "wget", False),
        ("fluent/fluentd:v1.16-debian-1", "wget", True),
        ("fluent/fluentd:v1.16-1", "wget", False),
        ("redmine:6", "curl", True),
        ("redmine:6-alpine", "curl", False),
        ("oven/bun:1-alpine", "wget", False),
        ("oven/bun:1", "wget", True),
        ("nginx@sha256:" + "0" * 64, "wget", False),
        ("internetsystemsconsortium/bind9:9.16", "nc", True),
        ("internetsystemsconsortium/bind9:9.20", "nc", False),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.0", "curl", True),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.7", "curl", False),
        ("netbirdio/signal:latest", "/bin/sh", True),
        ("netbirdio/signal:latest", "wget", False),
    ],
)
def test_programs_that_a_tag_lacks(image: str, program: str, lacking: bool) -> None:
    found = family_of(image)
    assert found is not None
    family, tag = found
    assert any(program in entry["programs"] for entry in family.entries("lacks", tag)) is lacking
