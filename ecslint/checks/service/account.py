"""Services against what the account has, as context files tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.words import one_of
from ecslint.checks import check
from ecslint.checks._shared.service import keeps_tasks, known_text, target_groups, use_nearest
from ecslint.checks._shared.vpcs import vpcs_of_template
from ecslint.facts.services import FARGATE_PROVIDERS
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete
from ecslint.model.service import (
    AwsVpcConfiguration,
    NetworkConfiguration,
    Service,
)

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.account import Clusters, Subnet, Subnets
    from ecslint.model.run import RunTask, TaskSet
    from ecslint.model.target_group import TargetGroups


@check("ECS562")
def several_vpcs(
    runs: Service | RunTask | TaskSet,
    subnets: Subnets | None,
    groups: TargetGroups | None,
    resolved: Resolved | None,
    stack: Stack | None,
) -> Problems:
    if subnets is not None:
        yield from _of_account(runs, subnets, groups)
    if isinstance(runs, Service) and resolved is not None and stack is not None:
        yield from vpcs_of_template(runs, resolved, stack)


def _of_account(runs: Service | RunTask | TaskSet, subnets: Subnets, groups: TargetGroups | None) -> Problems:
    network = runs.network_configuration
    block = network.awsvpc_configuration if isinstance(network, NetworkConfiguration) else None
    if not isinstance(block, AwsVpcConfiguration):
        return
    first: Subnet | None = None
    for index, name in each(block.subnets):
        subnet = subnets.find(name)
        vpc = known_text(subnet.vpc_id) if subnet is not None else None
        if subnet is None or vpc is None:
            continue
        if first is None:
            first = subnet
        elif vpc != first.vpc_id:
            message = (
                f"subnet {name} is in {vpc}, {first.subnet_id} in {first.vpc_id}; use subnets of one VPC"
            )
            yield Problem(block.at("subnets", index), message, ((subnet.at("VpcId"), f"in {vpc}"),))
            return
    if first is None or groups is None or not keeps_tasks(runs):
        return
    for index, entry in target_groups(runs):
        group = groups.find(entry.target_group_arn)
        vpc = known_text(group.vpc_id) if group is not None else None
        if group is not None and vpc is not None and vpc != first.vpc_id:
            message = (
                f"the target group is in {vpc}, but the tasks run in {first.vpc_id} and cannot register; "
                "use a target group of their VPC"
            )
            related = ((group.at("VpcId"), f"in {vpc}"), (first.at("VpcId"), f"in {first.vpc_id}"))
            yield Problem(runs.at("loadBalancers", index, "targetGroupArn"), message, related)


@check("ECS589")
def provider_not_in_cluster(runs: Service | RunTask | TaskSet, clusters: Clusters) -> Problems:
    cluster = clusters.find(runs.cluster)
    if cluster is None or cluster.capacity_providers is None or not is_complete(cluster.capacity_providers):
        return
    attached = [name for _, name in each(cluster.capacity_providers)]
    for _, item in each(runs.capacity_provider_strategy):
        name = known_text(item.capacity_provider)
        if name is None or name in attached:
            continue
        known = f"it has {one_of(attached)}" if attached else "it has none"
        hint = "" if name in FARGATE_PROVIDERS else use_nearest(name, attached)
        hint = hint or "; attach it with put-cluster-capacity-providers"
        message = f'cluster {cluster.cluster_name} has no capacity provider "{name}" ({known}){hint}'
        related = ((cluster.at("capacityProviders"), known),)
        yield Problem(item.at("capacityProvider"), message, related)
