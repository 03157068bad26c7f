"""The instances that a stack makes: image, types, user data, role and size of each group, and whose they
are."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ecslint.base.route import Route
from ecslint.base.unresolved import EncodedText, PartialText, Reference, Unresolved
from ecslint.documents.cloudformation.fleets import GROUP
from ecslint.documents.cloudformation.queries import members, number, objects
from ecslint.facts.instance_images import InstanceImage, instance_image, named_image
from ecslint.reach.patterns import Text, literal, matches
from ecslint.reach.policies import Answer, any_of
from ecslint.reach.roles import POLICIES, ROLE, Role, customs, role_of
from ecslint.reach.texts import Texts
from ecslint.reach.user_data import DEFAULT_CLUSTER, UserData, parse

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.base import Place

TEMPLATE: Final = "AWS::EC2::LaunchTemplate"
CONFIGURATION: Final = "AWS::AutoScaling::LaunchConfiguration"
INSTANCE: Final = "AWS::EC2::Instance"
PROFILE: Final = "AWS::IAM::InstanceProfile"
PROVIDER: Final = "AWS::ECS::CapacityProvider"
CLUSTER: Final = "AWS::ECS::Cluster"
ASSOCIATIONS: Final = "AWS::ECS::ClusterCapacityProviderAssociations"
_SCALERS: Final = ("AWS::AutoScaling::ScalingPolicy", "AWS::AutoScaling::ScheduledAction")
_ABOUT_FLEETS: Final = (
    GROUP,
    TEMPLATE,
    CONFIGURATION,
    INSTANCE,
    PROFILE,
    PROVIDER,
    CLUSTER,
    ROLE,
    *POLICIES,
)
"""Types of what fleets are read from; they or what they refer to decide on them."""
NOT_BASE64: Final = "not base64"
_NEVER_BASE64: Final = frozenset("#!:;<>[]{}\"'$&|@")
"""Letters that no text in base64 has."""


class Fleet(NamedTuple):
    """A group of instances, or one.

    ``owner`` is the Auto Scaling group or the instance, ``source`` what has image and user data, below
    ``route``. ``types`` is ``None`` where not all are known. ``data`` is ``None`` where there are none,
    ``NOT_BASE64`` where EC2 refuses them. ``has_profile`` is ``None`` where that is not known.
    ``providers`` are the capacity providers of the stack that manage the group.
    """

    owner: Resolved
    source: Resolved
    route: Route
    image: InstanceImage | None
    """What is known of the image; ``None`` if nothing."""
    image_is_sure: bool
    """Whether nothing else can be given in its place, as for a parameter's default."""
    types: tuple[tuple[str, Place], ...] | None
    data: UserData | str | None
    role: Role | None
    """The role of the instances; ``None`` where it is not known."""
    has_profile: Answer
    providers: tuple[Resolved, ...]

    # ``image_is_sure`` is false for the default of a parameter, in place of which another may be given.

    @property
    def name(self) -> str:
        """The logical id of what starts the instances."""
        return self.owner.resource.logical_id

    def at(self, *path: str | int) -> Place:
        """Point at a property of what has image and user data."""
        return self.source.at(*self.route, *path)

    @property
    def is_for_ecs(self) -> bool:
        """Whether the instances are surely meant for a cluster of Amazon ECS."""
        named = isinstance(self.data, UserData) and bool(self.data.clusters)
        return named or bool(self.providers) or (self.image is not None and self.image.for_ecs)

    def size(self, name: str) -> float | None:
        """Return ``MinSize``, ``MaxSize`` or ``DesiredCapacity``; an instance alone is one."""
        return number(self.owner.get(name)) if self.owner.resource.type == GROUP else 1.0

    def joins(self, cluster: Text) -> Answer:
        """Say whether the user data send the instances to the cluster with a name."""
        data = self.data
        if data is None:
            if self.image is None or not self.image.for_ecs:
                return None
            return matches(literal(DEFAULT_CLUSTER), cluster)
        if isinstance(data, str):
            return None
        if data.is_open or data.kind in ("unknown", "other"):
            return None
        if not data.clusters:
            if self.image is None or not self.image.for_ecs:
                return None
            return matches(literal(DEFAULT_CLUSTER), cluster)
        return any_of(matches(named(value), cluster) for value in data.clusters)


def named(value: Text) -> Text:
    """Return the name of a cluster that is given by its name or ARN."""
    if value[:4] == literal("arn:") and "/" in value:
        return value[len(value) - value[::-1].index("/") :]
    return value


def cluster_name(value: object, stack: Stack, texts: Texts) -> Text | None:
    """Return the name of the cluster that a value names, ``None`` if nothing is known of it."""
    if value is None:
        return literal(DEFAULT_CLUSTER)
    text = texts.of(value)
    return None if not text else named(text)


def fleets(stack: Stack, texts: Texts) -> list[Fleet]:
    """Return the instances of the stack, those of Auto Scaling groups first.

    They are read once for all scenarios in which they are the same.
    """
    template = stack.template
    names = tuple(resource.logical_id for resource in template.resources_of(*_ABOUT_FLEETS))
    key = ("fleets", stack.state_of(names))
    if key not in template.known:
        template.known[key] = _fleets(stack, texts)
    found: list[Fleet] = template.known[key]
    return found


def _fleets(stack: Stack, texts: Texts) -> list[Fleet]:
    found = []
    for group in stack.all(GROUP):
        fleet = _of_group(group, stack, texts)
        if fleet is not None:
            found.append(fleet)
    found += [
        _fleet(instance, instance, (), _types([instance], stack), (), stack, texts)
        for instance in stack.all(INSTANCE)
        if isinstance(instance.data, dict)
    ]
    return found


def _of_group(group: Resolved, stack: Stack, texts: Texts) -> Fleet | None:
    if not isinstance(group.data, dict):
        return None
    mixed = members(group.get("MixedInstancesPolicy"))
    of_mixed = members(mixed.get("LaunchTemplate"))
    providers = tuple(
        provider
        for provider in stack.all(PROVIDER)
        if _is_group(members(provider.get("AutoScalingGroupProvider")).get("AutoScalingGroupArn"), group)
    )
    configuration = stack.target(group.get("LaunchConfigurationName"), CONFIGURATION)
    if configuration is not None and isinstance(configuration.data, dict):
        types = _types([configuration], stack)
        return _fleet(group, configuration, (), types, providers, stack, texts)
    named_by = members(of_mixed.get("LaunchTemplateSpecification")) or members(group.get("LaunchTemplate"))
    value = named_by.get("LaunchTemplateId", named_by.get("LaunchTemplateName"))
    template = stack.target(value, TEMPLATE)
    if template is None or not isinstance(template.data, dict):
        return None
    route: Route = ("LaunchTemplateData",)
    types = _types([template, *route], stack)
    overrides = of_mixed.get("Overrides")
    if overrides is not None:
        types = _overrides(group, overrides)
    return _fleet(group, template, route, types, providers, stack, texts)


def _is_group(value: object, group: Resolved) -> bool:
    if isinstance(value, Reference):
        return value.logical_id == group.resource.logical_id
    name = group.get("AutoScalingGroupName")
    return isinstance(value, str) and isinstance(name, str) and value == name


def _types(source: list[Any], stack: Stack) -> tuple[tuple[str, Place], ...] | None:
    owner, *route = source
    data = members(owner.get(route[0])) if route else owner.data
    value = data.get("InstanceType")
    if not isinstance(value, str) or "InstanceRequirements" in data:
        return None
    return ((value, owner.at(*route, "InstanceType")),)


def _overrides(group: Resolved, overrides: object) -> tuple[tuple[str, Place], ...] | None:
    if not isinstance(overrides, list) or not overrides:
        return None
    found = []
    for index, item in objects(overrides):
        value = item.get("InstanceType")
        if isinstance(value, str):
            route = ("MixedInstancesPolicy", "LaunchTemplate", "Overrides", index, "InstanceType")
            found.append((value, group.at(*route)))
    return tuple(found) if len(found) == len(overrides) else None


def _fleet(
    owner: Resolved,
    source: Resolved,
    route: Route,
    types: tuple[tuple[str, Place], ...] | None,
    providers: tuple[Resolved, ...],
    stack: Stack,
    texts: Texts,
) -> Fleet:
    data = members(source.get(str(route[0]))) if route else source.data
    assert isinstance(data, dict)
    image = data.get("ImageId")
    has_profile, role = _profile(data.get("IamInstanceProfile"), stack, texts)
    return Fleet(
        owner,
        source,
        route,
        _image(image, stack),
        not image.text.startswith("${") if isinstance(image, Unresolved) else True,
        types,
        user_data(data.get("UserData"), texts),
        role,
        has_profile,
        providers,
    )


def _image(value: object, stack: Stack) -> InstanceImage | None:
    """Return the image that a public parameter names, resolved by reference or by the type of a parameter."""
    if not isinstance(value, Unresolved):
        return None
    name = value.text[2:-1] if value.text.startswith("${") else ""
    if name in stack.template.parameters and name not in stack.scenario.parameters:
        if not str(stack.template.parameters[name].get("Type")).startswith("AWS::SSM::Parameter::Value<"):
            return None
        return instance_image(stack.template.default_text(name) or "")
    if value.text.startswith("{{resolve:ami:"):  # a data source of Terraform
        return named_image(value.text.removeprefix("{{resolve:ami:"))
    return instance_image(value.text) if value.text.startswith("{{resolve:ssm:") else None


def user_data(value: object, texts: Texts) -> UserData | str | None:
    """Read ``UserData`` of a launch template or an instance: ``NOT_BASE64`` for what EC2 refuses."""
    if value is None or value == "":
        return None
    if isinstance(value, EncodedText):
        text = texts.of(value.inner)
        return parse(text) if text is not None else UserData("unknown", is_open=True, signals=None)
    if isinstance(value, str):
        try:
            return parse(literal(b64decode("".join(value.split()), validate=True).decode("utf-8", "replace")))
        except (binascii.Error, ValueError):
            return NOT_BASE64
    pieces = value.parts if isinstance(value, PartialText) else ()
    if any(isinstance(piece, str) and set(piece) & _NEVER_BASE64 for piece in pieces):
        return NOT_BASE64
    return UserData("unknown", is_open=True, signals=None)


def _profile(value: object, stack: Stack, texts: Texts) -> tuple[Answer, Role | None]:
    """Say whether there is an instance profile, and return its role if it is one of the stack."""
    if value is None:
        return False, None
    given = value.get("Arn", value.get("Name")) if isinstance(value, dict) else value
    if given is None:
        return False, None
    profile = stack.target(given, PROFILE)
    if profile is None and _is_role(given, stack):
        return False, None
    roles = profile.get("Roles") if profile is not None else None
    if profile is not None and isinstance(profile.data, dict) and roles in (None, []):
        return False, None
    if not isinstance(roles, list) or len(roles) != 1:
        return None, None
    return True, role_of(roles[0], stack, texts)


def _is_role(given: object, stack: Stack) -> bool:
    """Say whether a role is given in place of its profile, and no profile has its name."""
    role = stack.target(given, "AWS::IAM::Role")
    name = None if role is None else role.get("RoleName")
    return role is not None and (name is None or not stack.all(PROFILE))


def clusters_of(provider: Resolved, stack: Stack) -> Iterator[Resolved]:
    """Yield the clusters of the stack with which a capacity provider is associated."""
    own = provider.resource.logical_id
    for cluster in stack.all(CLUSTER):
        if _lists(cluster.get("CapacityProviders"), provider, own):
            yield cluster
    for associations in stack.all(ASSOCIATIONS):
        if _lists(associations.get("CapacityProviders"), provider, own):
            target = stack.target(associations.get("Cluster"), CLUSTER)
            if target is not None:
                yield target


def _lists(values: object, provider: Resolved, own: str) -> bool:
    return isinstance(values, list) and any(
        value.logical_id == own if isinstance(value, Reference) else value == provider.get("Name")
        for value in values
        if isinstance(value, str | Reference)
    )


def is_scaled(fleet: Fleet, stack: Stack, managed: bool = True) -> bool:
    """Say whether something of the stack may start instances: managed scaling, a policy, a schedule.

    Managed scaling counts only where tasks name the provider (``managed``).
    """
    if managed and any(
        members(members(p.get("AutoScalingGroupProvider")).get("ManagedScaling")).get("Status") != "DISABLED"
        for p in fleet.providers
    ):
        return True
    own, template = fleet.name, stack.template
    scalers = (resource.logical_id for resource in template.resources_of(*_SCALERS))
    return any(own in template.mentions(name) for name in (*scalers, *customs(template)))
