"""What the agent does for a container by a role: pull its image, write its logs (ECS319, ECS337)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.facts.images import is_private_ecr
from ecslint.model.base import Place
from ecslint.model.task import Container

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.resources import Need
    from ecslint.reach.texts import Texts

Wanted = tuple[Place, str, "Need"]
"""Where something needs a permission, what it does (as in ``may not …``), and the permission."""

_WRITING = ("logs:CreateLogStream", "logs:PutLogEvents")


def image_needs(container: Container, stack: Stack, texts: Texts) -> Iterator[Wanted]:
    """Yield what pulling an image from a private repository of Amazon ECR needs."""
    from ecslint.reach import resources

    if is_private_ecr(container.image):
        for need in resources.repository_needs(container.image, stack, texts):
            yield container.at("image"), f"pull {need.what}", need


def log_needs(container: Container, stack: Stack, texts: Texts, *, writes: bool = True) -> Iterator[Wanted]:
    """Yield what the log driver awslogs needs: to make its group where it is told to, and to write.

    ``writes``: whether the role that is asked about is the one that writes; on instances another one does.
    """
    from ecslint.reach import resources

    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awslogs":
        return
    if not isinstance(log.options, dict):
        return
    group, region = log.options.get("awslogs-group"), log.options.get("awslogs-region")
    if log.options.get("awslogs-create-group") in ("true", "True"):
        place = log.at("options", "awslogs-create-group")
        for need in resources.log_needs(group, region, stack, texts, ("logs:CreateLogGroup",)):
            yield place, f"create the log group {need.what}", need
    if writes:
        for need in resources.log_needs(group, region, stack, texts, _WRITING):
            yield log.at("logDriver"), f"log to {need.what}", need
