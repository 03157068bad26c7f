"""Images without an agent, groups of several capacity providers, targets that are no instances, clusters that
are deleted too early (ECS679, ECS680, ECS686, ECS693, ECS783)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecslint.checks import check
from ecslint.checks.instances.joining import fleets_of, is_awaited
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.fleets import Fleets
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.stack_fleets import Fleet


@check("ECS679")
def image_has_no_agent(whole: Fleets) -> Problems:
    from ecslint.reach.user_data import UserData

    found, every = fleets_of(whole)
    for fleet in found:
        if fleet.image is None or fleet.image.for_ecs or not fleet.is_for_ecs:
            continue
        data = fleet.data
        if isinstance(data, str) or (isinstance(data, UserData) and data.installs is not False):
            continue
        message = (
            "the image has no ECS agent and UserData installs none, so no instance joins; "
            "use an image that is optimized for ECS"
        )
        sure = fleet.image_is_sure and is_awaited(fleet, every)
        severity = None if sure else Severity.WARNING
        related = ((fleet.at("UserData"), "what runs at the start"),)
        yield Problem(fleet.at("ImageId"), message, related, severity=severity)


@check("ECS686")
def image_is_not_an_id(whole: Fleets) -> Problems:
    from ecslint.facts.instance_images import holds_json

    seen: set[str] = set()
    for fleet in fleets_of(whole)[0]:
        name = _parameter_name(fleet, whole)
        if name is None or fleet.source.resource.logical_id in seen or not holds_json(name[0]):
            continue
        seen.add(fleet.source.resource.logical_id)
        message = (
            f'parameter "{name[0]}" holds JSON, not the ID of an image, so no instance is '
            'launched; add "/image_id"'
        )
        severity = None if name[1] else Severity.WARNING
        yield Problem(fleet.at("ImageId"), message, severity=severity)


def _parameter_name(fleet: Fleet, whole: Fleets) -> tuple[str, bool] | None:
    """Return the parameter of Systems Manager that gives the image, and whether no other can be given."""
    from ecslint.base.unresolved import Unresolved
    from ecslint.documents.cloudformation.queries import members

    data = members(fleet.source.get(str(fleet.route[0]))) if fleet.route else members(fleet.source.data)
    value = data.get("ImageId")
    text = value.text if isinstance(value, Unresolved) else value if isinstance(value, str) else ""
    for start, end in (("{{resolve:ssm:", "}}"), ("resolve:ssm:", "")):
        if text.startswith(start) and text.endswith(end):
            return text[len(start) : len(text) - len(end)].partition(":")[0], True
    template = whole.stack.template
    name = text[2:-1] if text.startswith("${") else ""
    kind = str(template.parameters.get(name, {}).get("Type"))
    if name in template.parameters and kind.startswith("AWS::SSM::Parameter::Value<"):
        return (template.default_text(name) or "", False)
    return None


@check("ECS680")
def group_has_two_providers(whole: Fleets) -> Problems:
    from ecslint.documents.cloudformation.fleets import GROUP

    groups: dict[str, list[Resolved]] = {}
    for provider in whole.stack.all("AWS::ECS::CapacityProvider"):
        settings = provider.get("AutoScalingGroupProvider") if isinstance(provider.data, dict) else None
        given = settings.get("AutoScalingGroupArn") if isinstance(settings, dict) else None
        group = whole.stack.target(given, GROUP)
        if group is not None and whole.stack.exists(provider.resource.logical_id):
            groups.setdefault(group.resource.logical_id, []).append(provider)
    for name, sure in groups.items():
        for provider in sure[1:]:
            first = sure[0].resource.logical_id
            message = (
                f'"{name}" already belongs to capacity provider "{first}", and a group takes one; '
                "use a separate group"
            )
            place = provider.at("AutoScalingGroupProvider", "AutoScalingGroupArn")
            yield Problem(place, message, ((sure[0].at(), "its first provider"),))


@check("ECS783")
def group_registers_other_targets(whole: Fleets) -> Problems:
    from ecslint.documents.cloudformation.fleets import GROUP

    for group in whole.stack.all(GROUP):
        given = group.get("TargetGroupARNs") if isinstance(group.data, dict) else None
        for index, value in enumerate(given if isinstance(given, list) else ()):
            target = whole.stack.target(value, "AWS::ElasticLoadBalancingV2::TargetGroup")
            kind = None if target is None or not isinstance(target.data, dict) else target.get("TargetType")
            if target is None or not isinstance(target.data, dict):
                continue
            name, place = target.resource.logical_id, group.at("TargetGroupARNs", index)
            if kind in ("ip", "lambda", "alb"):
                message = f'an Auto Scaling group cannot register with "{name}", of type "{kind}"; remove it'
                yield Problem(place, message, ((target.at("TargetType"), "its target type"),))
            elif kind in (None, "instance"):
                service = _with_dynamic_ports(whole.stack, name)
                if service is not None:
                    message = (
                        f'instances register with "{name}" on its own port, where no task listens, as the '
                        "service registers its tasks; remove it"
                    )
                    related = ((service.at("LoadBalancers"), "the service registers its tasks"),)
                    yield Problem(place, message, related, severity=Severity.WARNING)


def _with_dynamic_ports(stack: Stack, target_group: str) -> Resolved | None:
    """Return a service that registers tasks with a target group, each on a port that the host chooses."""
    for service in stack.all("AWS::ECS::Service"):
        given = service.get("LoadBalancers") if isinstance(service.data, dict) else None
        for entry in given if isinstance(given, list) else ():
            found = entry.get("TargetGroupArn") if isinstance(entry, dict) else None
            own = stack.target(found, "AWS::ElasticLoadBalancingV2::TargetGroup")
            task = stack.target(service.get("TaskDefinition"), "AWS::ECS::TaskDefinition")
            if own is None or own.resource.logical_id != target_group or task is None:
                continue
            if _has_dynamic_port(task, entry.get("ContainerName"), entry.get("ContainerPort")):
                return service
    return None


def _has_dynamic_port(task: Resolved, container: object, port: object) -> bool:
    """Say whether a port of a container is one that the host chooses, for certain."""
    if not isinstance(task.data, dict) or task.get("NetworkMode") not in (None, "bridge"):
        return False
    containers = task.get("ContainerDefinitions")
    for each in containers if isinstance(containers, list) else ():
        mappings = each.get("PortMappings") if isinstance(each, dict) else None
        if mappings is None or each.get("Name") != container:
            continue
        for mapping in mappings if isinstance(mappings, list) else ():
            if isinstance(mapping, dict) and mapping.get("ContainerPort") == port:
                return mapping.keys() <= _OF_MAPPINGS and mapping.get("HostPort", 0) == 0
    return False


_OF_MAPPINGS: Final = frozenset({"AppProtocol", "ContainerPort", "HostPort", "Name", "Protocol"})
"""Members of a port mapping; with others, not all of them are known."""


@check("ECS693")
def cluster_is_not_awaited(whole: Fleets) -> Problems:
    """Report instances that name their cluster by its text: the stack may delete the cluster before them."""
    from ecslint.facts.arns import FORMS
    from ecslint.reach.patterns import matches
    from ecslint.reach.stack_fleets import CLUSTER, named
    from ecslint.reach.texts import Texts
    from ecslint.reach.user_data import UserData

    stack, texts = whole.stack, Texts(whole.stack)
    known = [each for each in stack.all(CLUSTER) if isinstance(each.data, dict)]
    clusters = [each for each in known if each.get("ClusterName") is not None]
    for fleet in fleets_of(whole)[0] if clusters else ():
        data = fleet.data
        if not isinstance(data, UserData) or data.is_open or len(data.clusters) != 1:
            continue
        for cluster in clusters:
            own = cluster.resource.logical_id
            if not matches(named(data.clusters[0]), texts.name(cluster, FORMS[CLUSTER])):
                continue
            if stack.exists(own) and not stack.depends_on(fleet.name, own):
                message = (
                    f'"{fleet.name}" names cluster "{own}" by its text, so the stack may delete it before '
                    f'them; use a reference to "{own}"'
                )
                related = ((cluster.at("ClusterName"), "the cluster"),)
                yield Problem(fleet.at("UserData"), message, related)
