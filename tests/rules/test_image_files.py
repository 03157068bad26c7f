"""Files with images that CodePipeline hands on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rules.test_appspec_limits import report

IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1"


@pytest.mark.parametrize(
    ("name", "content", "said", "fix"),
    [
        ("imagedefinitions.json", [{"name": "web", "imageUri": IMAGE}], None, None),
        ("imagedefinitions.json", [{"name": "web", "image_uri": IMAGE}], 'use "imageUri"', "safe"),
        ("imagedefinitions.json", [{"name": "web", "image": IMAGE}], 'use "imageUri"', "safe"),
        ("imagedefinitions.json", [{"name": "web"}], 'there is no "imageUri"', None),
        ("imagedefinitions.json", [{"name": "web", "imageUri": None}], '"imageUri" is empty', None),
        ("imagedefinitions.json", [{"name": "web", "imageUri": f"{IMAGE} "}], "white space", None),
        ("imagedefinitions.json", [{"name": "web", "imageUri": "we b:1"}], "white space", None),
        (
            "imagedefinitions.json",
            [{"name": "web", "imageUri": f"https://{IMAGE}"}],
            'remove "https://"',
            None,
        ),
        ("imagedefinitions.json", [{"name": "web", "imageUri": IMAGE, "image": IMAGE}], None, None),
        ("imagedefinitions.json", [{"imageUri": IMAGE}], 'there is no "name"', None),
        ("imagedefinitions.json", [{"container": "web", "imageUri": IMAGE}], 'use "name"', "safe"),
        ("imagedefinitions.json", [], "the list of images is empty", None),
        ("imagedefinitions.json", ["${IMAGE}"], None, None),
        ("imagedefinitions.json", {"ImageURI": IMAGE}, "is not a list", None),
        ("imageDetail.json", [{"name": "web", "imageUri": IMAGE}], "is not an object", None),
        ("imagedefinitions.json", [{"name": "web", "tag": "1"}], 'there is no "imageUri"', None),
        ("imageDetail.json", {"image": IMAGE}, 'use "ImageURI"', "safe"),
        ("imageDetail.json", {"tag": "1"}, 'there is no "ImageURI"', None),
        ("imageDetail.json", {"ImageURI": IMAGE}, None, None),
        ("imageDetail.json", {"imageUri": IMAGE}, 'use "ImageURI"', "safe"),
        ("imageDetail.json", {"ImageURI": ""}, "empty", None),
    ],
)
def test_files_with_images(
    name: str, content: Any, said: str | None, fix: str | None, tmp_path: Path
) -> None:
    found = report(tmp_path, "ECS840", {name: content})
    assert len(found) == (said is not None)
    for _, message, fix in found:
        assert said is not None
        assert said in message
        assert fix == fix


@pytest.mark.parametrize(("size", "too_large"), [(102400, False), (102401, True)])
def test_the_size_of_imagedefinitions(size: int, too_large: bool, tmp_path: Path) -> None:
    text = json.dumps([{"name": "web", "imageUri": IMAGE}])
    found = report(tmp_path, "ECS840", {"imagedefinitions.json": text + " " * (size - len(text))})
    assert ["more than 100 KB" in message for _, message, _ in found] == ([True] if too_large else [])


@pytest.mark.parametrize(
    ("names", "found"),
    [(["web"], 1), (["api", "web"], 1), (["api"], 0), (["web", "${NAME}"], 0), ([], 0)],
)
def test_images_for_containers_that_are_not_there(names: list[str], found: int, tmp_path: Path) -> None:
    containers = [{"name": name, "image": "example/web:1", "memory": 256} for name in names]
    files = {
        "imagedefinitions.json": [{"name": "api", "imageUri": IMAGE}],
        "task-definition.json": {"family": "web", "containerDefinitions": containers},
    }
    assert len(report(tmp_path, "ECS841", files)) == (found and "api" not in names)
