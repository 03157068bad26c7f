"""What Terraform does later to what it made: resets, replacements, the order of creation and destruction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.terraform.model import BlockView, TerraformModule

SERVICE = "aws_ecs_service"
TARGET = "aws_appautoscaling_target"
POLICY = "aws_appautoscaling_policy"
_POLICIES = ("aws_iam_role_policy", "aws_iam_role_policy_attachment")


def _controller(service: BlockView) -> object:
    for block in service.blocks("deployment_controller"):
        return block.value("type")
    return None


@check("ECS040")
def code_deploy_changes_are_undone(module: TerraformModule) -> Problems:
    for service in module.resources(SERVICE):
        if _controller(service) != "CODE_DEPLOY":
            continue
        ignored = service.ignored()
        if ignored is None:
            continue
        missing = [name for name in ("task_definition", "load_balancer") if name not in ignored]
        missing = [name for name in missing if service.has(name)]
        if missing:
            message = (
                "Terraform changes back what CodeDeploy deploys; set ignore_changes = "
                f"[{', '.join(sorted({*ignored, *missing}))}] in lifecycle"
            )
            yield Problem(service.at(missing[0]), message)


@check("ECS041")
def policy_goes_before_the_service(module: TerraformModule) -> Problems:
    for service in module.resources(SERVICE):
        roles = {tuple(path[:2]) for path in service.paths("iam_role") if path[0] == "aws_iam_role"}
        if not roles:
            continue
        waited = service.waits_for()
        whole = any(name.startswith("module.") for name in service.depends_on())
        for policy in module.resources(*_POLICIES):
            if policy.built.module is not service.built.module or policy.address in waited or whole:
                continue
            if any(tuple(path[:2]) in roles for path in policy.paths("role")):
                message = (
                    f"{policy.address} may be destroyed before the service, which then cannot drain; "
                    f"set depends_on = [{policy.address}]"
                )
                yield Problem(service.at("iam_role"), message, ((policy.at(), "the policy of its role"),))


@check("ECS043")
def policy_does_not_wait_for_its_target(module: TerraformModule) -> Problems:
    targets = module.resources(TARGET)
    for policy in module.resources(POLICY):
        own = [target for target in targets if target.built.module is policy.built.module]
        same = [target for target in own if _scales_the_same(policy, target)]
        if len(same) != 1 or same[0].address in policy.waits_for():
            continue
        if any(name.startswith("module.") for name in policy.depends_on()):
            continue
        message = (
            f"the policy does not wait for its target, so it may be created first and refused; "
            f"set resource_id = {same[0].address}.resource_id"
        )
        yield Problem(policy.at("resource_id"), message, ((same[0].at(), "its scalable target"),))


def _scales_the_same(policy: BlockView, target: BlockView) -> bool:
    if policy.value("service_namespace") != "ecs" or target.value("service_namespace") != "ecs":
        return False
    return _name(policy) is not None and _name(policy) == _name(target)


def _name(resource: BlockView) -> str | None:
    """Return the cluster and the service of a resource id, with names of resources in place of references."""
    return resource.module.expanded_text(resource, "resource_id")


@check("ECS044")
def desired_count_is_reset(module: TerraformModule) -> Problems:
    scaled = {address for target in module.resources(TARGET) for address in module.named_services(target)}
    for service in module.resources(SERVICE):
        ignored = service.ignored()
        if service.built.address not in scaled or ignored is None or "desired_count" in ignored:
            continue
        if service.value("scheduling_strategy") == "DAEMON":
            continue
        written = service.has("desired_count")
        what = "desired_count" if written else "the absent desired_count (0)"
        message = (
            f"every apply sets the service back to {what}, whatever autoscaling has chosen; "
            "set ignore_changes = [desired_count] in lifecycle"
        )
        yield Problem(service.at("desired_count") if written else service.at(part="key"), message)


_NAMED = (
    SERVICE,
    "aws_lb_target_group",
    "aws_alb_target_group",
    "aws_lb",
    "aws_alb",
    "aws_ecs_capacity_provider",
)
"""Resources whose names are unique in an account and Region, or a cluster."""


@check("ECS045")
def replacement_has_the_same_name(module: TerraformModule) -> Problems:
    for resource in module.resources(*_NAMED):
        if resource.lifecycle("create_before_destroy") is not True or not resource.has("name"):
            continue
        if any(path[0].startswith(("random_", "terraform_data")) for path in resource.paths("name")):
            continue
        name = resource.value("name")
        if isinstance(name, str):
            message = (
                f'the replacement is created before "{name}" is destroyed, and AWS refuses the name twice; '
                f"{_advice(resource.built.block.labels[0])}"
            )
            yield Problem(resource.at("name"), message)


def _advice(kind: str) -> str:
    if kind.startswith(("aws_lb", "aws_alb")):
        return "use name_prefix"
    return "remove create_before_destroy or add a random suffix"
