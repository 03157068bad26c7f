"""Is a document an ``imagedefinitions.json`` or an ``imageDetail.json`` of CodePipeline?

Both are told by their content, but their names count as well: the pipeline looks for a file of that name, so
one with the content of the other is a mistake.
"""

from __future__ import annotations

from ecslint.documents.subject import IMAGE_DEFINITIONS, IMAGE_DETAIL, Kind

DEFINITIONS_FILE = "imagedefinitions.json"
DETAIL_FILE = "imagedetail.json"
_URI = ("imageuri", "image_uri", "image-uri")


def images_kind(path: str, data: object) -> Kind | None:
    """Say whether a document is one of the two files."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    is_definitions, is_detail = name.endswith(DEFINITIONS_FILE), name.endswith(DETAIL_FILE)
    if isinstance(data, list):
        objects = [item for item in data if isinstance(item, dict)]
        if (is_definitions or is_detail) and (objects or not data):
            return IMAGE_DEFINITIONS if is_definitions else IMAGE_DETAIL
        return IMAGE_DEFINITIONS if objects and all(map(_has_uri, objects)) else None
    if isinstance(data, dict):
        if is_detail:
            return IMAGE_DETAIL
        if is_definitions:
            return IMAGE_DEFINITIONS
        return IMAGE_DETAIL if "ImageURI" in data else None
    return None


def _has_uri(item: dict[object, object]) -> bool:
    keys = {str(key).lower() for key in item}
    return "name" in keys and any(key in keys for key in _URI) and len(keys) <= 3
