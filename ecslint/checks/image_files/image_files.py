"""The image files of CodePipeline (ECS840, ECS841)."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ecslint.base.suggest import nearest
from ecslint.checks import check
from ecslint.facts import appspec as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import Model, each
from ecslint.model.images import ImageDefinitions, ImageDetail
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document

_MEANT = {
    "container": "name",
    "containername": "name",
    "image": "imageuri",
    "uri": "imageuri",
    "repositoryuri": "imageuri",
}
"""Keys that people write for those of the two files, all in lower case."""


@check("ECS840")
def image_file_is_wrong(images: ImageDefinitions | ImageDetail, document: Document) -> Problems:
    if isinstance(images, ImageDetail):
        yield from _detail(images)
    else:
        yield from _definitions(images, document)


def _definitions(definitions: ImageDefinitions, document: Document) -> Problems:
    if definitions.swapped:
        name = os.path.basename(document.path)
        message = f'{name} is not a list; use {{"name": CONTAINER, "imageUri": IMAGE}}, or imageDetail.json'
        yield Problem(definitions.at(), message)
        return
    if not isinstance(definitions.images, list):
        return
    if not definitions.images:
        yield Problem(
            definitions.at(), "the list of images is empty; add a name and an imageUri per container"
        )
    if document.file.once("bytes", lambda text: len(text.encode())) > facts.MAX_IMAGE_FILE:
        yield Problem(
            definitions.at(),
            (
                f"the file has more than {facts.MAX_IMAGE_FILE // 1024} KB, the most allowed; "
                "remove images, or deploy in parts"
            ),
        )
    first: dict[str, int] = {}
    for index, image in each(definitions.images):
        for key, value in (("name", image.name), ("imageUri", image.image_uri)):
            if value is None and key not in image.keys:
                yield _missing(image, key, image.keys)
            elif value is None or value == "":
                yield Problem(image.at(key), f'"{key}" is empty; set it')
        if isinstance(image.image_uri, str):
            yield from _malformed(image, "imageUri", image.image_uri)
        if isinstance(image.name, str) and image.name and first.setdefault(image.name, index) != index:
            earlier = definitions.at("images", first[image.name], "name")
            message = f'the container "{image.name}" has two images; keep one entry'
            yield Problem(image.at("name"), message, ((earlier, "the first one is here"),))


def _detail(detail: ImageDetail) -> Problems:
    if detail.swapped:
        message = (
            'imageDetail.json is not an object; use {"ImageURI": IMAGE}, or imagedefinitions.json for a list'
        )
        yield Problem(detail.at(), message)
    elif "ImageURI" not in detail.keys:
        yield _missing(detail, "ImageURI", detail.keys)
    elif detail.image_uri is None or detail.image_uri == "":
        yield Problem(detail.at("imageUri"), '"ImageURI" is empty; set it')
    elif isinstance(detail.image_uri, str):
        yield from _malformed(detail, "imageUri", detail.image_uri)


def _missing(model: Model, key: str, keys: Sequence[str]) -> Problem:
    """Return the problem of a missing key, with the key that was written in its stead."""
    for written in keys:
        plain = written.lower().replace("_", "").replace("-", "")
        if _MEANT.get(plain) == key.lower() or nearest(written, [key]):
            place = model.at(written, part="key")
            fix = Fix(f"rename to {key}", (Edit("rename", place, key),), safe=True)
            return Problem(place, f'"{written}" is not read here; use "{key}"', fix=fix)
    return Problem(model.at(key), f'there is no "{key}" here; add it')


def _malformed(model: Model, key: str, image: str) -> Problems:
    """Yield what no reference to an image can contain."""
    if "://" in image:
        message = f'"{image}" is not an image; remove "{image.partition("://")[0]}://"'
        yield Problem(model.at(key), message)
    elif image != image.strip() or any(map(str.isspace, image)):
        yield Problem(
            model.at(key), f'the image "{image}" contains white space, which ECS refuses; remove it'
        )


@check("ECS841")
def image_definition_names_no_container(definitions: ImageDefinitions, task: TaskDefinition) -> Problems:
    if not task.names_complete or not task.containers:
        return
    names = [str(container.name) for container in task.containers]
    for _, image in each(definitions.images):
        if isinstance(image.name, str) and image.name and image.name not in names:
            hint = nearest(image.name, names) or (names[0] if len(names) == 1 else None)
            has = f"use {', '.join(names)}" if hint is None else f'use "{hint}"'
            message = f'there is no container "{image.name}" in the task definition; {has}'
            related = ((task.at("containerDefinitions", part="key"), "the containers are here"),)
            yield Problem(image.at("name"), message, related)
