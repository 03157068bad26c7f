"""Secrets that go through Terraform's state instead of being fetched by ECS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecslint.checks import check
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.terraform.model import TerraformModule

_CONTENTS = {
    ("data", "aws_secretsmanager_secret_version"): ("secret_string", "secret_binary"),
    ("data", "aws_ssm_parameter"): ("value", "insecure_value"),
    ("data", "aws_secretsmanager_random_password"): ("random_password",),
    ("aws_secretsmanager_secret_version",): ("secret_string", "secret_binary"),
    ("aws_ssm_parameter",): ("value", "insecure_value"),
    ("random_password",): ("result", "bcrypt_hash"),
}
"""Attributes that hold the secret itself. Source: provider documentation, read 2026-11-29."""


def content_of(path: list[str]) -> str | None:
    """Return the attribute of a traversal that is a secret's content."""
    for kind, attributes in _CONTENTS.items():
        if tuple(path[: len(kind)]) == kind:
            return next((name for name in path[len(kind) + 1 :] if name in attributes), None)
    return None


@check("ECS042")
def secret_itself_instead_of_its_arn(module: TerraformModule) -> Problems:
    for spot, path in _values(module):
        attribute = content_of(path)
        if attribute is not None:
            yield Problem(
                spot.at(),
                f'"valueFrom" is the secret itself ("{attribute}"); use the ARN, which ECS looks up',
            )


def _values(module: TerraformModule) -> Iterator[tuple[Any, list[str]]]:
    yield from module.values_of_member("aws_ecs_task_definition", "container_definitions", "valueFrom")
