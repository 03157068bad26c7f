"""``imagedefinitions.json`` and ``imageDetail.json`` of CodePipeline."""

from __future__ import annotations

from ecslint.base.route import Route
from ecslint.base.unresolved import WRONG_TYPE, Unresolved
from ecslint.documents.subject import IMAGE_DETAIL, Kind, Prefix, Subject
from ecslint.model.base import build
from ecslint.model.images import ImageDefinitions, ImageDetail
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import mark_placeholders


class _Images(Prefix):
    """The origin of a model around a list that is the whole document."""

    __slots__ = ()

    def route(self, route: Route) -> Route:
        return route[1:] if route[:1] == ("images",) else route


def read_images(document: Document, kind: Kind) -> list[Subject]:
    """Return the subject of one of the two files."""
    data = mark_placeholders(document.data)
    if kind == IMAGE_DETAIL:
        swapped = isinstance(data, list)
        content = {} if swapped else {"imageUri": data.get("ImageURI"), "keys": list(map(str, data))}
        origin = _Detail("imageUri" in data and "ImageURI" not in data)
        return [Subject(build(ImageDetail, {**content, "swapped": swapped}), document, origin)]
    if isinstance(data, dict):
        return [Subject(build(ImageDefinitions, {"swapped": True}), document, _Images())]
    images = [
        {"name": item.get("name"), "imageUri": item.get("imageUri"), "keys": list(map(str, item))}
        if isinstance(item, dict)
        else Unresolved(WRONG_TYPE)
        for item in data
    ]
    return [Subject(build(ImageDefinitions, {"images": images}), document, _Images())]


class _Detail(Prefix):
    """The origin of an ``imageDetail.json``, whose key is ``ImageURI`` unless it is misspelt."""

    __slots__ = ("_misspelt",)

    def __init__(self, misspelt: bool) -> None:
        super().__init__()
        self._misspelt = misspelt

    def route(self, route: Route) -> Route:
        return ("ImageURI",) if route == ("imageUri",) and not self._misspelt else route
