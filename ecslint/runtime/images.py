"""What is publicly known of well-known images: ports, programs that they lack, variables that they need, …

Each file in ``schemas/images/`` describes a family of images, with its sources and the date on which they
were read; ``schemas/images/README.md`` explains the fields. Nothing is known of images in private registries.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.resources import data_directory
from ecslint.base.schemas import Schema
from ecslint.base.unresolved import Unresolved
from ecslint.facts.runtimes import JAVA_IMAGES
from ecslint.model.image import split_image

_DOCKER_HUB: Final = ("docker.io/", "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/")
_MIRRORS: Final = ("public.ecr.aws/docker/library/", "mirror.gcr.io/", "library/")
"""Mirrors of Docker Hub, and the namespace of official images.

https://docs.cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images, read 2026-11.
"""


class Reference(NamedTuple):
    """An image by the name that it has in the files: repository in its shortest form, and tag."""

    repository: str
    """The repository in its shortest form."""
    tag: str
    """The tag in lower case; empty where a digest stands in its place."""


@dataclass(frozen=True)
class Family:
    """What a file says; see its README."""

    name: str
    """The name of its file."""
    repositories: tuple[str, ...]
    """The repositories that are of it, if every family was asked for; ``*`` stands for anything."""
    wider: str | None = None
    """The family with a pattern for the same image: it has the fields that this one lacks."""

    @cached_property
    def data(self) -> Schema:
        """What its file says; fields that it lacks are those of the family that it is ``like``, or wider."""
        own = _read(os.path.join("images", f"{self.name}.json"))
        for name in (own.get("like"), self.wider):
            if name is not None:
                own = {**_read(os.path.join("images", f"{name}.json")), **own}
        return own

    @property
    def title(self) -> str:
        """What it is called in messages."""
        return str(self.data["title"])

    def entries(self, field: str, tag: str) -> list[Schema]:
        """Return the entries of a field that hold for a tag."""
        return [entry for entry in self.data.get(field, ()) if tag_matches(entry.get("tags"), tag)]


UNKNOWN_TAG: Final = "?"
"""Stands for a tag that the file does not reveal; no tag has this character."""


def tag_matches(patterns: list[str] | None, tag: str) -> bool:
    """Say whether a tag fits: one of the patterns, but none of those that begin with ``!``.

    A tag that is not known, and that of a digest alone, fits no patterns, only what holds for every tag.
    """
    if patterns is None:
        return True
    if tag in ("", UNKNOWN_TAG):
        return False
    wanted = [p for p in patterns if not p.startswith("!")]
    unwanted = [p[1:] for p in patterns if p.startswith("!")]
    return (not wanted or any(fnmatchcase(tag, p) for p in wanted)) and not any(
        fnmatchcase(tag, p) for p in unwanted
    )


@lru_cache(1024)
def reference(image: str) -> Reference:
    """Return repository and tag of an image; names on Docker Hub and its mirrors become the short ones."""
    parts = split_image(image)
    name = f"{parts.registry}/{parts.path}" if parts.registry else parts.path
    for prefix in _DOCKER_HUB:
        name = name.removeprefix(prefix)
    for prefix in _MIRRORS:
        name = name.removeprefix(prefix)
    return Reference(name, (parts.tag or ("" if parts.digest else "latest")).lower())


def _read(name: str) -> Schema:
    with open(os.path.join(data_directory("schemas"), name), encoding="utf-8") as file:
        data: Schema = json.load(file)
    return data


class _Pattern(NamedTuple):
    """A pattern of repositories with one ``*``: what stands before it and behind it, and the family."""

    head: str
    tail: str
    family: str


@cache
def _index() -> tuple[dict[str, str], tuple[_Pattern, ...]]:
    """Return the family of each repository, and the patterns, as ``tools.image_index`` wrote them."""
    index = _read("image-families.json")
    return index["exact"], tuple(_Pattern(*parts) for parts in index["patterns"])


@cache
def families() -> tuple[Family, ...]:
    """Return every family, by the name of its file; what the files say is read once it is asked for."""
    exact, patterns = _index()
    found: dict[str, list[str]] = {}
    for repository, family in exact.items():
        found.setdefault(family, []).append(repository)
    for head, tail, family in patterns:
        found.setdefault(family, []).append(f"{head}*{tail}")
    return tuple(Family(name, tuple(found[name])) for name in sorted(found))


_FILLED_IN = regex(r"[$<{%]")


def family_of(image: object) -> tuple[Family, str] | None:
    """Return the family of an image and its tag, ``None`` for an image of which nothing is known.

    The tag may be filled in later (``redis:${TAG}``), which makes it ``UNKNOWN_TAG``.
    """
    if isinstance(image, str):
        return _family(image) if image else None
    if isinstance(image, Unresolved):
        text = image.text
        mark = _FILLED_IN.search(text)
        name = text[: mark.start()] if mark is not None else ""
        before, colon, _ = name.rpartition(":")
        if not colon or "/" in text[len(before) + 1 :]:
            return None
        found = _family(before)
        return None if found is None else (found[0], UNKNOWN_TAG)
    return None


@lru_cache(1024)
def _family(image: str) -> tuple[Family, str] | None:
    """Return the family of an image that is known, and its tag."""
    repository, tag = reference(image)
    exact, patterns = _index()
    own = exact.get(repository)
    wider = next(
        (f for head, tail, f in patterns if repository.startswith(head) and repository.endswith(tail)), None
    )
    name = own or wider
    return None if name is None else (_made(name, wider if own else None), tag)


@cache
def _made(name: str, wider: str | None) -> Family:
    """Return a family, with the fields of a wider one if a pattern of that fits its image as well."""
    return Family(name, (), wider)


class Ended(NamedTuple):
    """A release cycle that gets no updates any more: ``date`` in the form 2025-04-30."""

    product: str
    """The product's name."""
    cycle: str
    """The release cycle that ended."""
    date: str
    newest: str
    """The newest cycle."""


@cache
def _lifecycle() -> Schema:
    images: Schema = _read("image-lifecycle.json")["images"]
    return images


_VERSION = regex(r"v?(\d{1,9}+)(?:\.(\d{1,9}+))?")


def lifecycle_end(image: str) -> Ended | None:
    """Return the ended release cycle that the tag of an official image names, if it does.

    What counts is whether it had ended when the table was made, not today.
    """
    repository, tag = reference(image)
    product = _lifecycle().get(repository)
    if product is None or not tag:
        return None
    ended: dict[str, str] = product["ended"]
    word = tag.partition("-")[0]
    version = _VERSION.match(word)
    cycle = product["names"].get(word)
    if cycle is None and version is not None:
        both = f"{version[1]}.{version[2]}"
        cycle = both if both in ended else version[1] if version[1] in ended else None
    if cycle is None or not product["newest"]:
        return None
    return Ended(product["title"], cycle, ended[cycle], product["newest"])


_JAVA_RELEASE = regex(r"(?:jdk-?|jre-?)?(\d{1,2})(?!\d)")


def java_release(image: str) -> int | None:
    """Return the release of Java that the tag of a public image names, from 8 on."""
    repository, tag = reference(image)
    match = _JAVA_RELEASE.match(tag) if repository in JAVA_IMAGES else None
    return int(match[1]) if match is not None and int(match[1]) >= 8 else None


_RELEASE = regex(r"(?:[a-z]+-)*v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})")


def version_of(tag: str) -> tuple[int, int, int] | None:
    """Return the version with three parts that a tag names, behind words such as ``init-``."""
    match = _RELEASE.match(tag)
    return (int(match[1]), int(match[2]), int(match[3])) if match is not None else None


def shown_image(image: str | Unresolved | None) -> str:
    """Return an image as messages name it, with what is filled in later as it is written."""
    return image.text if isinstance(image, Unresolved) else image or ""
