"""Arguments that the AWS provider takes an ARN for only, where ECS itself would take a name as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.source.templating.placeholders import looks_like_fill_in

if TYPE_CHECKING:
    from ecslint.documents.terraform.model import BlockView, TerraformModule

ARNS: Final = {
    "aws_ecs_task_definition": (
        ("execution_role_arn",),
        ("task_role_arn",),
        (
            "volume",
            "fsx_windows_file_server_volume_configuration",
            "authorization_config",
            "credentials_parameter",
        ),
    ),
    "aws_ecs_service": (
        ("load_balancer", "advanced_configuration", "role_arn"),
        ("service_connect_configuration", "service", "tls", "role_arn"),
        ("service_connect_configuration", "service", "tls", "issuer_cert_authority", "aws_pca_authority_arn"),
        ("volume_configuration", "managed_ebs_volume", "role_arn"),
    ),
    "aws_ecs_cluster": (("service_connect_defaults", "namespace"),),
}
"""Blocks and argument. Source: ``verify.ValidARN`` in hashicorp/terraform-provider-aws
``internal/service/ecs/{service,task_definition,cluster}.go`` (2026), read 2026-11-30. Arguments whose form
ECS checks as well (target groups, registries) are left to the rule for it."""

_OTHERS: Final = {
    "aws_iam_role": ("name", "id", "unique_id"),
    "aws_service_discovery_http_namespace": ("name", "id"),
    "aws_service_discovery_private_dns_namespace": ("name", "id"),
}
"""Attributes of resources that have an ``arn`` and these, which are none."""


@check("ECS046")
def value_is_no_arn(module: TerraformModule) -> Problems:
    for kind, paths in ARNS.items():
        for resource in module.resources(kind):
            for path in paths:
                for block in _inner(resource, path[:-1]):
                    yield from _argument(block, path[-1])
    yield from _clusters_of_modules(module)


def _clusters_of_modules(module: TerraformModule) -> Iterator[Problem]:
    """Yield namespaces that modules of the registry hand to their clusters."""
    from ecslint.documents.terraform.model import Spot
    from ecslint.documents.terraform.values import Site

    for built in module.template.built.values():
        given = built.value.data.get("ServiceConnectDefaults") if built.block.type == "module" else None
        namespace = None if given is None else given.data["Namespace"]
        if namespace is not None and isinstance(namespace.site, Site):
            message = _fault("namespace", namespace.data)
            if message:
                yield Problem(Spot(module, namespace.site).at(), message)


def _inner(block: BlockView, path: tuple[str, ...]) -> Iterator[BlockView]:
    """Yield the blocks at a path."""
    if not path:
        yield block
        return
    for each in block.blocks(path[0]):
        yield from _inner(each, path[1:])


def _fault(name: str, value: object) -> str | None:
    """Return why a text is no ARN, ``None`` if it is one or not known."""
    if not isinstance(value, str) or not value or value.startswith("arn:") or looks_like_fill_in(value):
        return None
    return f'{name} is "{value[:60]}", and the AWS provider takes an ARN only; use the ARN'


def _argument(block: BlockView, name: str) -> Problems:
    value = block.value(name)
    message = _fault(name, value)
    if message:
        yield Problem(block.at(name), message)
    elif isinstance(value, Reference):
        for path in block.paths(name)[:1]:
            if len(path) == 3 and path[2] in _OTHERS.get(path[0], ()):
                address = ".".join(path[:2])
                message = (
                    f"{name} is {'.'.join(path)}, and the AWS provider takes an ARN only; use {address}.arn"
                )
                yield Problem(block.at(name), message)
