"""CodeDeploy deployment groups of ECS services in templates (ECS850, ECS851, ECS855)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.checks._shared.names import name_problems
from ecslint.checks._shared.permissions import Gaps, Use, is_settled, untrusting
from ecslint.checks.code_deploy._groups import SERVICE, application_of, is_for_service, service_of, whole
from ecslint.checks.code_deploy._reactions import is_switched_on, wrong_reactions
from ecslint.checks.code_deploy._traffic import traffic
from ecslint.documents.cloudformation.queries import is_open, lacks, members, number, objects, shown, text
from ecslint.facts import code_deploy as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    DeploymentApplication: TypeAlias = Resolved
    DeploymentConfig: TypeAlias = Resolved
    DeploymentGroup: TypeAlias = Resolved

GROUP = "AWS::CodeDeploy::DeploymentGroup"


@check("ECS580")
def name_of_deployment_refused(
    resource: DeploymentApplication | DeploymentConfig | DeploymentGroup, stack: Stack
) -> Problems:
    if resource.resource.type == GROUP:
        of_service = is_for_service(resource, stack)
    else:
        of_service = text(resource.get("ComputePlatform")) == "ECS"
    if of_service:
        yield from name_problems(resource)


@check("ECS850")
def group_is_not_set_up_for_its_service(group: DeploymentGroup, stack: Stack) -> Problems:
    if is_for_service(group, stack):
        yield from _platform(group, stack)
        yield from _role(group, stack)
        yield from _style(group)
        yield from _for_instances(group)
        yield from traffic(group, stack)
        yield from _blue_green_options(group)
        yield from wrong_reactions(group)


def _platform(group: Resolved, stack: Stack) -> Iterator[Problem]:
    application = application_of(group, stack)
    platform = application.get("ComputePlatform") if application is not None else "ECS"
    if application is not None and (platform is None or text(platform) not in (None, "ECS")):
        given = "Server, the default" if platform is None else platform
        message = (
            f"the application has the compute platform {given}, but its deployment group is for an ECS "
            "service; set ComputePlatform: ECS"
        )
        place = application.at("ComputePlatform")
        fix = Fix("set it to ECS", (Edit("set", place, "ECS"),))
        yield Problem(place, message, ((group.at("ECSServices"), "the ECS service"),), fix)


def _role(group: Resolved, stack: Stack) -> Iterator[Problem]:
    role = stack.target(group.get("ServiceRoleArn"), "AWS::IAM::Role")
    if role is not None:
        yield from untrusting(role, stack, facts.PRINCIPAL, "CodeDeploy", group.at("ServiceRoleArn"))


@check("ECS333")
def deployment_role_lacks_permission(group: DeploymentGroup, stack: Stack) -> Problems:
    value = group.get("ServiceRoleArn")
    if not is_for_service(group, stack) or stack.target(value, "AWS::IAM::Role") is None:
        return
    from ecslint.reach.features import action_needs, pass_needs
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    role = role_of(value, stack, texts)
    if role is None:
        return
    gaps, place, certain = Gaps(role), group.at("ServiceRoleArn"), is_settled(role, stack)
    for need in action_needs(list(facts.ACTIONS), "the service"):
        sure = certain and need.request.action in facts.NEEDED
        gaps.ask(need, Use(place, "deploy the service", "deployments fail"), sure)
    for _, target in objects(group.get("ECSServices")):
        service = stack.target(target.get("ServiceName"), "AWS::ECS::Service")
        task = (
            None
            if service is None
            else stack.target(service.get("TaskDefinition"), "AWS::ECS::TaskDefinition")
        )
        for need in pass_needs(task, True, stack, texts):
            gaps.ask(need, Use(place, f"pass {need.what} to the task", "deployments fail"), certain)
    yield from gaps.problems()


def _for_instances(group: Resolved) -> Iterator[Problem]:
    for name in facts.SERVER_ONLY:
        if isinstance(group.get(name), list | dict) and group.get(name):
            message = (
                f"{name} chooses instances, which a deployment group of an ECS service cannot; remove it"
            )
            place = group.at(name)
            yield Problem(place, message, fix=Fix(f"remove {name}", (Edit("remove", place),)))


def _style(group: Resolved) -> Iterator[Problem]:
    style = group.get("DeploymentStyle")
    wanted = {"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"}
    if style is None:
        message = (
            "the deployment group of an ECS service has no DeploymentStyle; set BLUE_GREEN "
            "and WITH_TRAFFIC_CONTROL"
        )
        place = group.at("DeploymentStyle")
        fix = Fix("add DeploymentStyle", (Edit("set", place, wanted),))
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)
    if not isinstance(style, dict):
        return
    for name, value in wanted.items():
        given = style.get(name)
        if given == value or isinstance(given, Unresolved):
            continue
        place = group.at("DeploymentStyle", name)
        what = "is left out" if given is None else f"is {given}"
        message = f"{name} {what}, which ECS services are not deployed with; use {value}"
        yield Problem(place, message, fix=Fix(f"set it to {value}", (Edit("set", place, value),)))


@check("ECS851")
def service_cannot_be_deployed(group: DeploymentGroup, stack: Stack) -> Problems:
    if not is_for_service(group, stack):
        return
    services = group.get("ECSServices")
    if services is None or services == []:
        message = "the deployment group names no ECS service; add ECSServices"
        yield Problem(group.at("ECSServices"), message)
        return
    if (whole(services) or ())[1:]:
        message = (
            f"ECSServices has {len(services)} services, but a deployment group takes one; remove the others"
        )
        yield Problem(group.at("ECSServices", 1), message)
    for index, entry in objects(services):
        yield from _names(group, index, entry, stack)
    yield from _controller(group, stack)
    yield from _second_group(group, stack)


def _names(group: Resolved, index: int, entry: dict[str, object], stack: Stack) -> Iterator[Problem]:
    for name, kind, arn in (
        ("ServiceName", SERVICE, "ServiceArn"),
        ("ClusterName", "AWS::ECS::Cluster", "Arn"),
    ):
        place, value = group.at("ECSServices", index, name), entry.get(name)
        if value is None:
            yield Problem(place, f"the entry of ECSServices has no {name}; add it")
        elif isinstance(value, str) and value.startswith("arn:"):
            short = value.rpartition("/")[2]
            message = f'{name} takes a name, "{value}" is an ARN; use {short}'
            yield Problem(place, message, fix=Fix(f"use {short}", (Edit("set", place, short),)))
        elif isinstance(value, Reference) and _is_arn(value, kind, arn, stack):
            target = value.logical_id
            better = f"!GetAtt {target}.Name" if kind == SERVICE else f"!Ref {target}"
            given = value.text if value.attribute else f"Ref of {target}"
            yield Problem(place, f"{name} takes a name, but {given} is an ARN; use {better}")


def _is_arn(value: Reference, kind: str, attribute: str, stack: Stack) -> bool:
    given = value.attribute == attribute or (kind == SERVICE and not value.attribute)
    return given and stack.target(value, kind) is not None


def _controller(group: Resolved, stack: Stack) -> Iterator[Problem]:
    service = service_of(group, stack)
    if service is None:
        return
    controller = service.get("DeploymentController")
    kind = "ECS" if controller is None else members(controller).get("Type", "ECS")
    if isinstance(controller, Unresolved) or text(kind) in (None, "CODE_DEPLOY"):
        return
    message = (
        f"CodeDeploy is to deploy this service, but its deployment controller is {kind}; "
        "set DeploymentController.Type: CODE_DEPLOY"
    )
    place = service.at("DeploymentController", "Type")
    edit = Edit(
        "set", place if isinstance(controller, dict) else service.at("DeploymentController"), "CODE_DEPLOY"
    )
    if controller is None:
        edit = edit._replace(value={"Type": "CODE_DEPLOY"})
    related = ((group.at("ECSServices", 0, "ServiceName"), "the deployment group"),)
    yield Problem(place, message, related, Fix("set CODE_DEPLOY", (edit,)))


def _second_group(group: Resolved, stack: Stack) -> Iterator[Problem]:
    service = service_of(group, stack)
    for other in stack.all(GROUP):
        if other.resource.logical_id >= group.resource.logical_id:
            continue  # one of the two is told, whatever their order in the file
        found = service_of(other, stack)
        if service is None or found is None:
            same = _named_service(group) is not None and _named_service(group) == _named_service(other)
        else:
            same = found.resource.logical_id == service.resource.logical_id
        if same and stack.exists(other.resource.logical_id) is True:
            name = other.resource.logical_id
            message = f"the service is deployed by {name} already; remove one of the deployment groups"
            related = ((other.at("ECSServices"), "the other deployment group"),)
            yield Problem(group.at("ECSServices", 0, "ServiceName"), message, related)
            return


def _named_service(group: Resolved) -> tuple[str, str] | None:
    """Return cluster and service of a deployment group as words of the template, if both are known."""
    services = whole(group.get("ECSServices")) or ()
    entry = services[0] if len(services) == 1 and isinstance(services[0], dict) else {}
    cluster, service = (_identity(entry.get(name)) for name in ("ClusterName", "ServiceName"))
    return None if cluster is None or service is None else (cluster, service)


def _identity(value: object) -> str | None:
    return value.text if isinstance(value, Reference) else value if isinstance(value, str) else None


def _blue_green_options(group: Resolved) -> Iterator[Problem]:
    block = group.get("BlueGreenDeploymentConfiguration")
    if not isinstance(block, dict):
        return
    base = "BlueGreenDeploymentConfiguration"
    end = "TerminateBlueInstancesOnDeploymentSuccess"
    minutes = number(members(block.get(end)).get("TerminationWaitTimeInMinutes"))
    if minutes is not None and not 0 <= minutes <= facts.LONGEST_TERMINATION:
        nearest = min(max(int(minutes), 0), facts.LONGEST_TERMINATION)
        place = group.at(base, end, "TerminationWaitTimeInMinutes")
        message = (
            f"TerminationWaitTimeInMinutes is {shown(minutes)}; use 0 to "
            f"{facts.LONGEST_TERMINATION}, the nearest is {nearest}"
        )
        yield Problem(place, message, fix=Fix(f"set {nearest}", (Edit("set", place, nearest),)))
    for name, hint in (
        ("DeploymentReadyOption", "ActionOnTimeout: CONTINUE_DEPLOYMENT"),
        (end, "Action: TERMINATE"),
    ):
        if lacks(block, name):
            message = f"BlueGreenDeploymentConfiguration has no {name}; add it with {hint}"
            yield Problem(group.at(base, part="key"), message)
    if members(block.get(end)).get("Action") == "KEEP_ALIVE":
        place = group.at(base, end, "Action")
        message = "Action is KEEP_ALIVE, but old tasks of a service are always stopped; use TERMINATE"
        yield Problem(place, message, fix=Fix("use TERMINATE", (Edit("set", place, "TERMINATE"),)))
    if isinstance(block.get("GreenFleetProvisioningOption"), dict):
        place = group.at(base, "GreenFleetProvisioningOption", part="key")
        message = "GreenFleetProvisioningOption is for instances, not for services; remove it"
        yield Problem(place, message, fix=Fix("remove it", (Edit("remove", place),)))
    yield from _ready(group, block)


def _ready(group: Resolved, block: dict[str, object]) -> Iterator[Problem]:
    path = ("BlueGreenDeploymentConfiguration", "DeploymentReadyOption")
    option = members(block.get(path[1]))
    action, given = text(option.get("ActionOnTimeout")), option.get("WaitTimeInMinutes")
    minutes = 0 if given is None else number(given)
    place = group.at(*path, "WaitTimeInMinutes")
    if minutes is None or action is None:
        return
    if action == "STOP_DEPLOYMENT" and minutes <= 0:
        message = "STOP_DEPLOYMENT waits for someone to continue, but not how long; set WaitTimeInMinutes"
        yield Problem(place, message, ((group.at(*path, "ActionOnTimeout"), "STOP_DEPLOYMENT"),))
    elif action == "CONTINUE_DEPLOYMENT" and minutes > 0:
        message = (
            f"WaitTimeInMinutes is {shown(minutes)}, but CONTINUE_DEPLOYMENT does not wait; "
            "remove it, or set ActionOnTimeout: STOP_DEPLOYMENT"
        )
        related = ((group.at(*path, "ActionOnTimeout"), "CONTINUE_DEPLOYMENT"),)
        yield Problem(place, message, related, Fix("remove it", (Edit("remove", place),)))
    elif minutes > facts.LONGEST_WAIT:
        message = (
            f"the deployment fails before WaitTimeInMinutes ({shown(minutes)}) is over; set "
            f"at most {facts.LONGEST_WAIT}"
        )
        yield Problem(place, message, severity=Severity.WARNING)


@check("ECS855")
def failed_deployment_stays(group: DeploymentGroup, stack: Stack) -> Problems:
    if not is_for_service(group, stack):
        return
    block = group.get("AutoRollbackConfiguration")
    if is_open(block) or (block is not None and not isinstance(block, dict)):
        return
    if is_switched_on(block) and not members(block).get("Events"):
        return  # CodeDeploy refuses it
    events = members(block).get("Events")
    events = events if isinstance(events, list) else []
    if block is None or str(block.get("Enabled")).lower() != "true" or "DEPLOYMENT_FAILURE" not in events:
        message = (
            "a failed deployment is not rolled back; set AutoRollbackConfiguration to "
            "Enabled: true with DEPLOYMENT_FAILURE"
        )
        yield Problem(group.at("AutoRollbackConfiguration"), message)
    alarms = group.get("AlarmConfiguration")
    if "DEPLOYMENT_STOP_ON_ALARM" in events and not is_open(alarms) and not members(alarms).get("Alarms"):
        index = events.index("DEPLOYMENT_STOP_ON_ALARM")
        message = "DEPLOYMENT_STOP_ON_ALARM has no effect without an alarm; add AlarmConfiguration with one"
        yield Problem(group.at("AutoRollbackConfiguration", "Events", index), message)
