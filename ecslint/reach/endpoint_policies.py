"""What the policies of endpoints keep a task from, of the secrets, images and log groups that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.unresolved import Unresolved
from ecslint.facts.images import is_private_ecr
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition
from ecslint.reach import policies as iam
from ecslint.reach import resources
from ecslint.reach.network_model import Endpoint, Graph, Workload
from ecslint.reach.network_parts import Subnet
from ecslint.reach.network_policies import denied
from ecslint.reach.patterns import Hole, Text
from ecslint.reach.roles import account_names, role_of
from ecslint.reach.texts import Texts

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack

_SERVICES: Final = {
    "ecr:GetAuthorizationToken": "ecr.api",
    "ecr:BatchGetImage": "ecr.dkr",
    "ecr:GetDownloadUrlForLayer": "ecr.dkr",
    "logs:CreateLogStream": "logs",
    "logs:PutLogEvents": "logs",
    "s3:GetObject": "s3",
    "secretsmanager:GetSecretValue": "secretsmanager",
    "ssm:GetParameters": "ssm",
}
"""The endpoint that an action is called through.
Source: *Integrated services*, AWS PrivateLink Guide; *Amazon ECR interface VPC endpoints*, read 2026-11."""


class Kept(NamedTuple):
    """An endpoint whose policy surely does not let a task do what it needs."""

    workload: Workload
    """What starts the tasks."""
    endpoint: Endpoint
    """The endpoint."""
    action: str
    """The action of IAM."""
    what: str
    """The resource, in quotes."""
    place: Place
    """Where the task needs it."""


def kept(graph: Graph, stack: Stack) -> Iterator[Kept]:
    """Yield what the policies of endpoints keep tasks on Fargate from.

    What a policy says of an action whatever the resource is not told here, since the ways themselves tell it.
    """
    listed = [endpoint for endpoint in graph.endpoints if isinstance(endpoint.policy, dict)]
    if not listed:
        return
    texts = Texts(stack)
    for workload in graph.workloads:
        task = workload.task
        if task is None or workload.launch != "FARGATE" or workload.interface is None:
            continue
        role = role_of(task.execution_role_arn, stack, texts)
        who: Text = (Hole("the role"),) if role is None else role.arn
        for place, need in _needs(task, stack, texts):
            action = need.request.action
            for endpoint in listed:
                if endpoint.service != _SERVICES.get(action) or not _serves(workload, endpoint):
                    continue
                if denied(endpoint.policy, action) is not True and _closed(endpoint, need, who, texts):
                    yield Kept(workload, endpoint, action, need.what, place)


def _serves(workload: Workload, endpoint: Endpoint) -> bool:
    """Say whether all tasks of a workload surely call through an endpoint."""
    subnets = workload.interface.subnets if workload.interface is not None else ()
    for subnet in subnets:
        if not isinstance(subnet, Subnet) or subnet.vpc is not endpoint.vpc:
            return False
        if endpoint.gateway and subnet.table not in endpoint.tables:
            return False
    return bool(subnets) and (endpoint.gateway is True or endpoint.private_dns is True)


def _closed(endpoint: Endpoint, need: resources.Need, who: Text, texts: Texts) -> bool:
    policy = iam.parse(endpoint.policy, texts.of, None, (), resource=True)
    if any(statement.not_principal for statement in policy.statements):
        return False
    answer, _ = iam.resource_grants(policy, need.request, "AWS", (who, *account_names(texts)))
    return answer is False


def _needs(task: TaskDefinition, stack: Stack, texts: Texts) -> Iterator[tuple[Place, resources.Need]]:
    for container in task.containers:
        for _, secret in each(container.secrets):
            for need in resources.secret_needs(secret.value_from, stack, texts):
                yield secret.at("valueFrom"), need
        for _, file in each(container.environment_files):
            for need in resources.file_needs(file.value, stack, texts):
                yield file.at("value"), need
        if is_private_ecr(container.image):
            for need in resources.repository_needs(container.image, stack, texts):
                yield container.at("image"), need
        yield from _logs(container, stack, texts)


def _logs(container: Container, stack: Stack, texts: Texts) -> Iterator[tuple[Place, resources.Need]]:
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awslogs":
        return
    if isinstance(log.options, dict):
        group, region = log.options.get("awslogs-group"), log.options.get("awslogs-region")
        actions = ("logs:CreateLogStream", "logs:PutLogEvents")
        for need in resources.log_needs(group, region, stack, texts, actions):
            yield log.at("logDriver"), need
