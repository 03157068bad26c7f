"""Images that are pulled without login from a registry that limits it (ECS483)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.image import split_image
from ecslint.model.task import Container

_DOCKER_HUB = frozenset({"", "docker.io", "index.docker.io", "registry-1.docker.io"})


@check("ECS483")
def image_is_pulled_anonymously(container: Container) -> Problems:
    image = container.image
    if not isinstance(image, str) or not image or container.repository_credentials is not None:
        return
    parts = split_image(image)
    if parts.registry not in _DOCKER_HUB or "$" in image or "<" in image:
        return
    official = "/" not in parts.path or parts.path.startswith("library/")
    name = parts.path.removeprefix("library/")
    mirror = f'use "public.ecr.aws/docker/library/{name}"' if official else "use a pull through cache"
    message = f'"{image}" is pulled from Docker Hub without login, which limits the rate; {mirror}'
    yield Problem(container.at("image"), message)
