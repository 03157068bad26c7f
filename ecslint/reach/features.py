"""What features of ECS ask of roles: starting tasks, ECS Exec, file systems, infrastructure, joining a
cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ecslint.base.unresolved import Unresolved
from ecslint.facts import managed_policies
from ecslint.facts.roles import TASKS_PRINCIPAL
from ecslint.reach.patterns import Hole, Text, brief, literal, matches, segments
from ecslint.reach.policies import Request, about_action
from ecslint.reach.resources import FILE_SYSTEM, Need, guard_of, key_need, key_of

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.base import Place
    from ecslint.reach.roles import Role
    from ecslint.reach.texts import Texts

TASK_DEFINITION: Final = "AWS::ECS::TaskDefinition"
ROLE: Final = "AWS::IAM::Role"
CHANNELS: Final = tuple(
    f"ssmmessages:{name}"
    for name in ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")
)
"""What ECS Exec does with the task's role (…/AmazonECS/latest/developerguide/ecs-exec.html, 2026-11)."""
EXEC_LOGS: Final = (
    "logs:DescribeLogGroups",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
)
"""What sessions take that are logged to a log group of the cluster's configuration (same page)."""
EXEC_FILES: Final = ("s3:GetEncryptionConfiguration", "s3:PutObject")
"""The same for a bucket."""
JOIN: Final = (
    "ecs:DiscoverPollEndpoint",
    "ecs:RegisterContainerInstance",
    "ecs:Poll",
    "ecs:SubmitTaskStateChange",
)
"""Without one of these an instance never runs a task (…/instance_IAM_role.html, 2026-11)."""
_ANY: Final = ((Hole("resource"),),)


def run_needs(task: object, cluster: object, stack: Stack, texts: Texts) -> list[Need]:
    """Return what starting a task takes: its definition on the cluster. ``task`` is its ARN.

    IAM compares the ARN of the revision that is started, also where none is named (since 2024:
    https://github.com/aws/aws-cdk/pull/31615; *Actions, resources, and condition keys for Amazon ECS*,
    read 2026-11).
    """
    own = stack.target(task, TASK_DEFINITION)
    text = texts.of(task)
    ways: tuple[Text, ...] = _ANY
    what = '"' + own.resource.logical_id + '"' if own is not None else f'"{brief(text or ())}"'
    if own is not None:
        ways = (texts.arn(own) or _ANY[0],)
    elif text is not None and text[:4] == tuple("arn:"):
        ways = (text,) if ":" in text[text.index("/") :] else ((*text, ":", Hole("revision", ":/*")),)
    context = {} if (arn := texts.of(cluster)) is None else {"ecs:cluster": arn}
    return [Need(Request("ecs:RunTask", ways, context), what, own)]


def fixed_revision(role: Role, task: Resolved | None, texts: Texts) -> tuple[str, Place] | None:
    """Return the one revision of a task definition of the stack that a role may run, and where that is said.

    ``None`` where it may run others, or where nothing of it is known.
    """
    arn = None if task is None else texts.arn(task)
    if arn is None or role.is_open or ":" not in arn:
        return None
    request = Request("ecs:RunTask", (arn,))
    found = None
    for policy in role.policies:
        for statement in policy.statements:
            if statement.allows is False or about_action(statement, request.action) is False:
                continue
            if policy.is_open or statement.not_resource or statement.resources is None:
                return None
            for resource in statement.resources:
                answer = matches(resource, arn)
                number = "".join(map(str, segments(resource)[-1])) if len(segments(resource)) > 6 else ""
                if answer is None and number.isascii() and number.isdecimal():
                    place = policy.at(*statement.route, "Resource")
                    found = found if place is None else (number, place)
                elif answer is not False:
                    return None
    return found


def tag_needs(run: dict[str, object]) -> list[Need]:
    """Return what tagging tasks as they are started takes; ``run`` are the ``EcsParameters``."""
    given = (run.get(name) for name in ("TagList", "Tags", "PropagateTags"))
    tags = next((value for value in given if isinstance(value, str | list) and value), None)
    if tags is None and run.get("EnableECSManagedTags") not in (True, "true"):
        return []
    return [Need(Request("ecs:TagResource", _ANY, {"ecs:createaction": literal("RunTask")}), "tasks")]


def pass_needs(task: Resolved | None, fargate: bool, stack: Stack, texts: Texts) -> list[Need]:
    """Return what handing the roles of a task definition to its tasks takes.

    That the task role has to be passed to tasks on instances as well is documented, but what the CDK makes,
    which is deployed all the time, does not allow it: so that is asked for Fargate only.
    """
    found: list[Need] = []
    for name in ("ExecutionRoleArn", *(("TaskRoleArn",) if fargate else ())) if task is not None else ():
        value = task.get(name) if task is not None else None
        if value is None or value == "":
            continue
        role = stack.target(value, ROLE)
        arn = texts.arn(role) if role is not None else texts.of(value)
        if arn is None or (arn[:4] != tuple("arn:") and role is None):
            arn = _ANY[0]
        what = f'"{role.resource.logical_id}"' if role is not None else f'"{brief(arn)}"'
        context = {"iam:passedtoservice": literal(TASKS_PRINCIPAL)}
        found.append(Need(Request("iam:PassRole", (arn,), context), what, role))
    return found


def exec_needs(cluster: object, stack: Stack, texts: Texts) -> tuple[list[Need], Need | None]:
    """Return what sessions of ECS Exec take, and what the key takes under which the cluster keeps them."""
    channels = [Need(Request(action, _ANY), "Systems Manager") for action in CHANNELS]
    own = stack.target(cluster, "AWS::ECS::Cluster")
    block = own.get("Configuration") if own is not None else None
    block = block.get("ExecuteCommandConfiguration") if isinstance(block, dict) else None
    key = key_of(block.get("KmsKeyId"), stack) if isinstance(block, dict) else None
    log = block.get("LogConfiguration") if isinstance(block, dict) else None
    if isinstance(log, dict) and log.get("CloudWatchLogGroupName") is not None:
        channels += [Need(Request(action, _ANY), "CloudWatch Logs") for action in EXEC_LOGS]
    if isinstance(log, dict) and log.get("S3BucketName") is not None:
        channels += [Need(Request(action, _ANY), "Amazon S3") for action in EXEC_FILES]
    return channels, None if key is None else key_need(key, stack, texts)


def mount_need(volume: Any, writes: bool, stack: Stack, texts: Texts) -> tuple[Need, bool] | None:
    """Return what mounting a file system of the stack takes, and whether the task's role asks for it.

    ``volume`` is the model of its configuration. ``None`` for a file system without a policy, which admits
    everybody, and for one of which nothing is known.
    """
    system = stack.target(volume.file_system_id, FILE_SYSTEM)
    if system is None or isinstance(system.data, Unresolved) or system.get("FileSystemPolicy") is None:
        return None
    config = volume.authorization_config
    if isinstance(config, Unresolved) or isinstance(volume.transit_encryption, Unresolved):
        return None
    iam = None if config is None else config.iam
    if isinstance(iam, Unresolved):
        return None
    encrypted = volume.transit_encryption == "ENABLED"
    context: dict[str, Text] = {
        "elasticfilesystem:accessedviamounttarget": literal("true"),
        "aws:securetransport": literal("true" if encrypted else "false"),
    }
    point = None if config is None else config.access_point_id
    resolved = stack.target(point, "AWS::EFS::AccessPoint")
    arn = None if resolved is None else texts.arn(resolved)
    if arn is not None:
        context["elasticfilesystem:accesspointarn"] = arn
    action = "elasticfilesystem:ClientWrite" if writes else "elasticfilesystem:ClientMount"
    own = texts.arn(system)
    request = Request(action, _ANY if own is None else (own,), context)
    name = f'"{system.resource.logical_id}"'
    return Need(request, name, system, guard_of(system, stack, texts)), iam == "ENABLED"


INFRASTRUCTURE: Final = {
    "load balancers": "AmazonECSInfrastructureRolePolicyForLoadBalancers",
    "volumes": "AmazonECSInfrastructureRolePolicyForVolumes",
    "VPC Lattice": "AmazonECSInfrastructureRolePolicyForVpcLattice",
    "managed instances": "AmazonECSInfrastructureRolePolicyForManagedInstances",
    "Service Connect TLS": "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
    "Express Gateway services": "AmazonECSInfrastructureRoleforExpressGatewayServices",
}
"""What a role of ECS itself is for, and AWS' managed policy for it.
Source: …/AmazonECS/latest/developerguide/infrastructure_IAM_role.html, read 2026-11."""


NEEDED: Final = {
    "load balancers": frozenset({"elasticloadbalancing:RegisterTargets"}),
    "volumes": frozenset({"ec2:AttachVolume", "ec2:CreateVolume"}),
    "VPC Lattice": frozenset({"vpc-lattice:RegisterTargets"}),
    "managed instances": frozenset({"ec2:CreateFleet", "ec2:CreateLaunchTemplate"}),
    "Express Gateway services": frozenset(
        {"elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup"}
    ),
}
"""Without which of them a feature does nothing at all, whatever the service looks like.
Source: the managed policies and *Amazon ECS infrastructure IAM role*, Developer Guide, read 2026-11."""


def actions_of(policy: str) -> list[str]:
    """Return the actions that a managed policy of AWS allows, those with wildcards left out."""
    document = managed_policies.document(policy) or {}
    found: list[str] = []
    for statement in document.get("Statement", ()):
        actions = statement.get("Action", ())
        actions = actions if isinstance(actions, list) else [actions]
        if statement.get("Effect") == "Allow":
            found += [action for action in actions if "*" not in action]
    return list(dict.fromkeys(found))


def action_needs(actions: list[str], what: str) -> list[Need]:
    """Return needs for actions on resources that are not known."""
    return [Need(Request(action, _ANY), what) for action in actions]
