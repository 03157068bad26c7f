"""Images of containers (ECS410 to ECS414)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Reference, Unresolved, known
from ecslint.checks import check
from ecslint.facts import containers as facts
from ecslint.facts.images import private_registry
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place
from ecslint.model.image import image_fault, is_left_to_fill_in, split_image
from ecslint.model.task import Container

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template
    from ecslint.source.document import Document

_IMAGE_ID = regex(r"(?:sha256:)?[0-9a-f]{64}")


@check("ECS410")
def image_reference_is_invalid(
    container: Container, template: Template | None, document: Document
) -> Problems:
    image = container.image
    place = container.at("image")
    if isinstance(image, Unresolved):
        wrong = _scheme_fault(image) or _repository_fault(image, template)
        if wrong is not None:
            yield Problem(place, wrong)
        return
    if image and _IMAGE_ID.fullmatch(image):
        message = (
            f'"{image[:19]}…" is the id of an image, which no registry knows; use its repository and tag'
        )
        yield Problem(place, message)
    elif image and not is_left_to_fill_in(image):
        yield from _invalid(image, place)
        yield from _web_site(image, place)
        yield from _commit_of_ours(image, place)
    elif image:
        message = (
            f'"{image}" has a part that is not filled in, so it cannot be pulled; '
            "replace it, or use <NAME> or ${NAME} if a deployment step does"
        )
        yield Problem(place, message, severity=Severity.WARNING)
    elif image == "" or (template is None and _is_null(container, document.data)):
        message = (
            f'{_title(container)} has an empty "image", which AWS refuses; set it, unless a '
            "deployment step does"
        )
        yield Problem(place, message, severity=Severity.WARNING)
    # CloudFormation's own schema requires an image: that is found with the structure.
    elif template is None or not template.requires_members:
        message = (
            f'{_title(container)} has no "image"; give one, for instance "public.ecr.aws/nginx/nginx:1.27"'
        )
        yield Problem(place, message)


def _is_null(container: Container, data: object) -> bool:
    """Say whether a container of a task definition has ``null`` for its image, as something to fill in."""
    while isinstance(data, dict) and "containerDefinitions" not in data and "taskDefinition" in data:
        data = data["taskDefinition"]
    listed = data.get("containerDefinitions") if isinstance(data, dict) else data
    return isinstance(listed, list) and any(
        isinstance(item, dict)
        and "image" in item
        and item["image"] is None
        and item.get("name") == container.name
        for item in listed
    )


def _scheme_fault(image: Unresolved) -> str | None:
    """Say that a reference whose beginning is known begins with the scheme of a URL."""
    begin = image.parts[0] if isinstance(image, PartialText) else None
    scheme = re.match(r"https?://", begin) if isinstance(begin, str) else None
    if scheme is None:
        return None
    return f'the image begins with "{scheme[0]}", but a reference has no scheme; remove it'


def _repository_fault(image: Unresolved, template: Template | None) -> str | None:
    """Say what is wrong with a reference to a repository of the template at the beginning of an image."""
    begin = image.parts[0] if isinstance(image, PartialText) else image
    if template is None or not isinstance(begin, Reference) or begin.attribute not in ("", "Arn"):
        return None
    resource = template.resources.get(begin.logical_id)
    if resource is None or resource.type != "AWS::ECR::Repository":
        return None
    what = "ARN" if begin.attribute else "name"
    return (
        f"this begins with the {what} of {begin.logical_id}, an image with the registry; use "
        f'!Sub "${{{begin.logical_id}.RepositoryUri}}:TAG"'
    )


def _title(container: Container) -> str:
    return f'container "{container.name}"' if isinstance(container.name, str) else "the container"


def _invalid(image: str, place: Place) -> Problems:
    length = len(image.partition("@")[0])
    if length > facts.IMAGE_MAX:
        yield Problem(place, f"the image reference has {length} characters; use at most {facts.IMAGE_MAX}")
        return
    fault = image_fault(image)
    if fault is not None:
        reason, better = fault
        hint = f'; use "{better}"' if better else ""
        fix = Fix(f'use "{better}"', (Edit("set", place, better),)) if better else None
        yield Problem(place, f'"{image}" is not a valid image reference: {reason}{hint}', fix=fix)


_WEB_SITES = {"hub.docker.com": "", "gallery.ecr.aws": "public.ecr.aws/"}


def _web_site(image: str, place: Place) -> Problems:
    """Yield the address of a registry's web site in place of the registry's."""
    host, _, path = image.partition("/")
    if host in _WEB_SITES and path:
        better = _WEB_SITES[host] + re.sub(r"^(?:r|_|repository/docker)/", "", path)
        message = f'"{host}" is a web site, not a registry; use "{better}"'
        fix = Fix(f'use "{better}"', (Edit("set", place, better),))
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)
    elif host == "ghcr.io" and "/" not in path and path:
        message = f'names at ghcr.io begin with the owner; use "ghcr.io/OWNER/{path}"'
        yield Problem(place, message, severity=Severity.WARNING)


_COMMIT = regex(r"[0-9a-f]{40}")


def _commit_of_ours(image: str, place: Place) -> Problems:
    """Yield a commit as the tag of an official image, none of which has such tags."""
    from ecslint.runtime.images import family_of

    parts = split_image(image)
    official = "/" not in parts.path and not parts.registry and family_of(image) is not None
    if official and _COMMIT.fullmatch(parts.tag or ""):
        message = f'"{parts.path}" on Docker Hub has no tag "{parts.tag}"; use the address of your repository'
        yield Problem(place, message, severity=Severity.WARNING)


@check("ECS412")
def image_tag_is_mutable(container: Container) -> Problems:
    image = container.image
    if isinstance(image, str) and image and not is_left_to_fill_in(image) and split_image(image).mutable:
        given = 'with the tag "latest"' if split_image(image).tag else "without a tag"
        message = f'"{image}" {given} is another image after every push; name a version or a digest'
        yield Problem(container.at("image"), message)


@check("ECS413")
def version_consistency_is_disabled(container: Container) -> Problems:
    image = container.image
    if container.version_consistency != "disabled" or not isinstance(image, str) or not image:
        return
    if not split_image(image).digest:
        severity = Severity.WARNING if split_image(image).mutable else None
        message = (
            f'tasks of one deployment may run different code, since each pulls "{image}" '
            'anew; remove "versionConsistency": "disabled"'
        )
        yield Problem(container.at("versionConsistency"), message, severity=severity)


@check("ECS414")
def image_is_in_another_region(container: Container) -> Problems:
    """The Region of the task is seen in its own log group, if anywhere."""
    image, log = container.image, known(container.log_configuration)
    if not isinstance(image, str) or log is None or log.log_driver != "awslogs":
        return
    region = (known(log.options) or {}).get("awslogs-region")
    private = private_registry(split_image(image).registry)
    if private is not None and isinstance(region, str) and region and private[1] != region:
        message = (
            f"the image is pulled from {private[1]} into {region}, which takes longer and "
            "costs data transfer; replicate the repository"
        )
        place = container.at("logConfiguration", "options", "awslogs-region")
        yield Problem(container.at("image"), message, ((place, f"logs go to {region}"),))
