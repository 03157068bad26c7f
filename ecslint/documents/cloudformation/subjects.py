"""From a template to what checks run on: each ECS resource in each of its distinguishable scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.conditions import Scenario
from ecslint.documents.cloudformation.connectivity import (
    CONNECTIVITY,
    Connectivity,
    connected_scenarios,
)
from ecslint.documents.cloudformation.findings import (
    outputs_structural,
    resource_structural,
    scenarios_cut,
    template_structural,
)
from ecslint.documents.cloudformation.fleets import FLEETS, Fleets, has_instances
from ecslint.documents.cloudformation.fleets import TYPES as FLEET_TYPES
from ecslint.documents.cloudformation.network import (
    NETWORK,
    Network,
    groups_of_scenarios,
    scenarios_by_look,
)
from ecslint.documents.cloudformation.origin import Trace
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.sections import Resource
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.cloudformation.structure import Structures
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.cloudformation.when import when_text
from ecslint.documents.subject import Kind, Structural, Subject
from ecslint.finding import Severity
from ecslint.model.base import Model, build
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import mark_placeholders
from ecslint.validation.names import template_route, template_value, template_wording

TASK_DEFINITION: Final = "AWS::ECS::TaskDefinition"
SERVICE: Final = "AWS::ECS::Service"
TASK_SET: Final = "AWS::ECS::TaskSet"
ROLE: Final = "AWS::IAM::Role"
TARGET_GROUP: Final = "AWS::ElasticLoadBalancingV2::TargetGroup"
_BALANCER: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"

OTHERS: Final = frozenset(
    {
        "AWS::ECS::CapacityProvider",
        "AWS::ECS::Cluster",
        "AWS::ECS::ClusterCapacityProviderAssociations",
        "AWS::ECS::Daemon",
        "AWS::ECS::ExpressGatewayService",
        "AWS::ECS::Gateway",
        "AWS::ECS::GatewayClusterAssociations",
        "AWS::ECS::PrimaryTaskSet",
    }
)
"""ECS resources that have a schema but no model."""
MODELLED: Final = frozenset({"AWS::ECS::DaemonTaskDefinition", "AWS::ECS::TaskSet"})
NEIGHBOURS: Final = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "ScalingPolicy",
    "AWS::CodeDeploy::Application": "DeploymentApplication",
    "AWS::CodeDeploy::DeploymentConfig": "DeploymentConfig",
    "AWS::CodeDeploy::DeploymentGroup": "DeploymentGroup",
    "AWS::ElasticLoadBalancingV2::Listener": "ElbListener",
    "AWS::ElasticLoadBalancingV2::ListenerRule": "ElbListenerRule",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "ElbLoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "ElbTargetGroup",
    "AWS::Events::Rule": "EventsRule",
    "AWS::Logs::LogGroup": "LogGroup",
    "AWS::Scheduler::Schedule": "Schedule",
    "AWS::StepFunctions::StateMachine": "StateMachine",
    "AWS::ServiceDiscovery::HttpNamespace": "HttpNamespace",
    "AWS::ServiceDiscovery::PrivateDnsNamespace": "PrivateDnsNamespace",
    "AWS::ServiceDiscovery::Service": "DiscoveryService",
}
"""Resources beside those of ECS that have a schema but no model, and what rules call them."""
KINDS: Final = {**{kind: kind.rpartition(":")[2] for kind in sorted(OTHERS)}, **NEIGHBOURS}
"""Resources that rules look at as they are, and what the rules call them."""
_LINKED_TYPES: Final = frozenset(
    {
        "AWS::EC2::SecurityGroup",
        "AWS::ECS::CapacityProvider",
        "AWS::ECS::Cluster",
        "AWS::ECS::TaskDefinition",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::IAM::Role",
        "AWS::Logs::LogGroup",
        "AWS::ServiceDiscovery::Service",
    }
)
"""Types that rules on services follow references to; their conditions are told apart with the service's."""
_WITHOUT_SCHEMA: Final = frozenset({"AWS::StepFunctions::StateMachine"})
"""Kinds of which only what concerns ECS is read."""
_OF_ROLES: Final = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
"""Types that give roles policies; rules on what has a role find them by the role."""
_OF_TARGETS: Final = frozenset({"AWS::ECS::Cluster", TASK_DEFINITION, "AWS::IAM::Role"})
_FOLLOWED: Final = {
    TASK_DEFINITION: frozenset({"AWS::IAM::Role", "AWS::Logs::LogGroup"}),
    "AWS::ApplicationAutoScaling::ScalingPolicy": frozenset({"AWS::ApplicationAutoScaling::ScalableTarget"}),
    "AWS::CodeDeploy::DeploymentGroup": frozenset(
        {
            SERVICE,
            "AWS::CodeDeploy::Application",
            "AWS::CodeDeploy::DeploymentConfig",
            "AWS::ElasticLoadBalancingV2::Listener",
        }
    ),
    "AWS::ElasticLoadBalancingV2::Listener": frozenset({_BALANCER, TARGET_GROUP}),
    "AWS::ElasticLoadBalancingV2::ListenerRule": frozenset(
        {"AWS::ElasticLoadBalancingV2::Listener", TARGET_GROUP}
    ),
    _BALANCER: frozenset({"AWS::EC2::Subnet"}),
    "AWS::Events::Rule": _OF_TARGETS,
    "AWS::Scheduler::Schedule": _OF_TARGETS,
    "AWS::StepFunctions::StateMachine": _OF_TARGETS,
    "AWS::ServiceDiscovery::Service": frozenset(
        {"AWS::ServiceDiscovery::HttpNamespace", "AWS::ServiceDiscovery::PrivateDnsNamespace"}
    ),
}
"""The same for rules on other resources."""
_BACK_LINKED_TYPES: Final = (
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::ECS::ClusterCapacityProviderAssociations",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
)
"""Types that rules find by what they refer to."""


class Variant(NamedTuple):
    """The scenarios in which a subject looks the same, and the logical id that they were made for."""

    logical_id: str
    scenarios: tuple[Scenario, ...]


class Variants:
    """Says in which scenarios of a template a finding holds. One object per template."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.evaluated: dict[str, list[Scenario]] = {}
        self._known: dict[tuple[object, ...], str | None] = {}

    def describe(self, variants: Sequence[Any], pointers: Sequence[str]) -> str | None:
        """Return ``when IsProd is true`` for the variants of a finding, ``None`` if it always holds."""
        found: dict[str, list[Scenario]] = {}
        for variant in variants:
            if isinstance(variant, Variant):
                found.setdefault(variant.logical_id, []).extend(variant.scenarios)
        causes = {name for pointer in pointers for name in self._passed(pointer)}
        texts = [self._text(name, scenarios, causes) for name, scenarios in found.items()]
        return None if None in texts else next(iter(texts), None)

    def _text(self, logical_id: str, scenarios: list[Scenario], causes: set[str]) -> str | None:
        key = (logical_id, frozenset(map(id, scenarios)), frozenset(causes))
        if key not in self._known:
            own = None if logical_id in (NETWORK, CONNECTIVITY, FLEETS) else self.template.touched(logical_id)
            self._known[key] = when_text(scenarios, self.evaluated[logical_id], causes, own)
        return self._known[key]

    def _passed(self, pointer: str) -> Iterator[str]:
        """Yield the conditions of the ``Fn::If`` functions that a JSON pointer goes through."""
        node = self.template.document.data
        for token in pointer.split("/")[1:]:
            step = token.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list):
                node = node[int(step)] if step.isdecimal() and int(step) < len(node) else None
            elif isinstance(node, dict):
                node = node.get(step)
                if step == "Fn::If" and isinstance(node, list) and node and isinstance(node[0], str):
                    yield node[0]


class PropertiesOrigin:
    """Places of a model that was made from a resource's properties."""

    __slots__ = ("_traces", "resolved")

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self._traces: dict[Route, Trace] = {}

    def _trace(self, route: Route) -> Trace:
        found = self._traces.get(route)
        if found is None:
            resolved = self.resolved
            written = template_route(resolved.resource.type, resolved.data, route)
            found = self._traces[route] = resolved.trace(written)
        return found

    def route(self, route: Route) -> Route:
        return self._trace(route).source

    def use(self, route: Route) -> Route | None:
        return self._trace(route).use

    def note(self, route: Route) -> str | None:
        return ", ".join(self._trace(route).notes) or None

    def wording(self, text: str) -> str:
        return template_wording(self.resolved.resource.type, text)

    def spelt(self, route: Route, value: Any) -> Any:
        return template_value(self.resolved.resource.type, route, value)


class TemplateOrigin:
    """Places in the template itself and in any of its resources."""

    __slots__ = ("seen",)

    def __init__(self) -> None:
        self.seen: list[Resolved] = []

    def _split(self, route: Route) -> tuple[Resolved | None, Route]:
        if route and isinstance(route[0], int):
            return self.seen[route[0]], route[1:]
        return None, route

    def route(self, route: Route) -> Route:
        resolved, rest = self._split(route)
        return rest if resolved is None else resolved.source(rest)

    def use(self, route: Route) -> Route | None:
        resolved, rest = self._split(route)
        return None if resolved is None else resolved.use(rest)

    def note(self, route: Route) -> str | None:
        resolved, rest = self._split(route)
        return None if resolved is None else resolved.note(rest)

    def wording(self, text: str) -> str:
        return text

    def spelt(self, route: Route, value: Any) -> Any:
        return value


class TemplateSubject(Subject):
    """A template as a whole. Owns the places of all evaluated resources that have no model."""

    __slots__ = ("_template", "_template_origin")

    def __init__(self, template: Template) -> None:
        super().__init__(template, template.document, origin := TemplateOrigin())
        self._template = template
        self._template_origin = origin

    def route_of(self, model: object) -> Route | None:
        if model is self._template:
            return ()
        if isinstance(model, Resolved) and model.template is self._template:
            seen = self._template_origin.seen
            seen.append(model)
            return (len(seen) - 1,)
        return None


class ResourceSubject(Subject):
    """A resource without a model: its checks are given the evaluated properties (``Resolved``)."""

    __slots__ = ()

    def __init__(
        self,
        resolved: Resolved,
        structural: Sequence[Structural],
        family: Variants,
        variant: Variant,
        origin: PropertiesOrigin,
    ) -> None:
        document = resolved.template.document
        super().__init__(resolved, document, origin, structural=structural, family=family, variant=variant)
        self.context[self.kind] = resolved

    @property
    def kind(self) -> str:
        kind = self.model.resource.type if isinstance(self.model, Resolved) else ""
        return KINDS.get(kind, "Resource")


def _model_of(kind: str) -> type[Model]:
    if kind == SERVICE:
        from ecslint.model.service import Service

        return Service
    if kind == TASK_SET:
        from ecslint.model.run import TaskSet

        return TaskSet
    from ecslint.model.task import DaemonTaskDefinition

    return DaemonTaskDefinition


def read_template_file(document: Document, kind: Kind = "cloudformation") -> list[Subject]:
    """Return the subjects of a template."""
    return read_template(document)


def read_template(
    document: Document,
    pseudo: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
) -> list[Subject]:
    """Return the template and every ECS resource in it as subjects, linked to each other.

    ``pseudo`` fixes pseudo parameters (``{"AWS::Region": "eu-west-1"}``), ``parameters`` gives values that
    take the place of defaults.

    A template that has nothing to do with ECS is not looked at.
    """
    if not any(
        word in document.text for word in ("AWS::ECS::", "ecs:service:", "ECSServices", "EcsParameters")
    ):
        return []
    return Reader(Template(document, pseudo, parameters)).subjects()


class Reader:
    """Makes the subjects of one template; what looks the same in several scenarios is made once."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.whole = TemplateSubject(template)
        self.variants = Variants(template)
        self._models: dict[int, Model] = {}
        self._tasks_linked: dict[int, Subject] = {}
        self.structures = Structures()

    def origin(self, resolved: Resolved) -> PropertiesOrigin:
        """Return the places of a model that is made from a resource's properties."""
        return PropertiesOrigin(resolved)

    def whole_structural(self) -> list[Structural]:
        """Return what is wrong with the template itself."""
        return [*template_structural(self.template), *outputs_structural(self.template)]

    def structural(self, resolved: Resolved, stack: Stack) -> list[Structural]:
        """Return what is wrong with a resource in one scenario, its properties' structure aside."""
        return list(resource_structural(resolved, stack))

    def subjects(self) -> list[Subject]:
        """Return the subjects of the template, itself first."""
        self.whole.structural = self.whole_structural()
        found: list[Subject] = [self.whole, *self._networks(), *self._connectivities(), *self._fleets()]
        for resource in self.template.resources.values():
            if resource.type in (SERVICE, TASK_SET):
                found += self._services(resource)
            elif resource.type == TASK_DEFINITION:
                found += self._tasks(resource)
            elif resource.type in MODELLED:
                found += self._modelled(resource)
            elif resource.type in KINDS or self.template.usage(resource.logical_id).looks_up:
                found += self._others(resource)
        if self.template.macros:
            for subject in found:
                subject.doubt = f"the macro {self.template.macros[0]} may change this"
        if self.template.scenarios_cut:
            self.whole.structural = [*self.whole.structural, scenarios_cut()]
        return found

    def _networks(self) -> list[Subject]:
        """Return a subject for the subnets of the template in each scenario that differs."""
        found = []
        groups = groups_of_scenarios(self.template)
        self.variants.evaluated[NETWORK] = [scenario for group in groups for scenario in group]
        for group in groups:
            network, variant = Network(Stack(self.template, group[0])), Variant(NETWORK, tuple(group))
            subject = Subject(network, self.template.document, family=self.variants, variant=variant)
            subject.linked.append(self.whole)
            found.append(subject)
        return found

    def _connectivities(self) -> list[Subject]:
        """Return a subject for the ways through the template in each scenario that differs."""
        found = []
        groups = connected_scenarios(self.template)
        self.variants.evaluated[CONNECTIVITY] = [scenario for group in groups for scenario in group]
        for group in groups:
            variant = Variant(CONNECTIVITY, tuple(group))
            stack = Stack(self.template, group[0])
            linked: list[Subject] = [self.whole]
            model = partial(self._connected_model, stack, variant, linked)
            subject = Subject(
                Connectivity(stack, model), self.template.document, family=self.variants, variant=variant
            )
            subject.linked = linked
            found.append(subject)
        return found

    def _connected_model(
        self, stack: Stack, variant: Variant, linked: list[Subject], logical_id: str
    ) -> Model | None:
        """Return the model of a service or a task definition, whose places are then known."""
        resource = self.template.resources.get(logical_id)
        if resource is None or resource.type not in (SERVICE, TASK_DEFINITION):
            return None
        resolved = stack.resolve(logical_id)
        if isinstance(resolved.data, Unresolved):
            return None
        if resource.type == TASK_DEFINITION:
            subject = self._linked_task(resolved, stack, variant)
        else:
            subject = self._subject(resolved, _model_of(SERVICE), stack, variant)
        if subject not in linked:
            linked.append(subject)
        return subject.model if isinstance(subject.model, Model) else None

    def _fleets(self) -> list[Subject]:
        """Return a subject for the instances of the template in each scenario that differs."""
        if not has_instances(self.template):
            return []
        found = []
        groups = scenarios_by_look(self.template, FLEET_TYPES)
        self.variants.evaluated[FLEETS] = [scenario for group in groups for scenario in group]
        for group in groups:
            fleets, variant = Fleets(Stack(self.template, group[0])), Variant(FLEETS, tuple(group))
            subject = Subject(fleets, self.template.document, family=self.variants, variant=variant)
            subject.linked.append(self.whole)
            found.append(subject)
        return found

    def _buckets(self, resource: Resource, others: Iterable[str] = ()) -> list[Variant]:
        """Group the scenarios in which a resource exists by what it and the others look like."""
        logical_ids = [resource.logical_id, *others]
        evaluated = [
            scenario
            for scenario in self.template.scenarios_for(logical_ids, self._existence(resource))
            if scenario.has(resource.condition) is not False
        ]
        self.variants.evaluated[resource.logical_id] = evaluated
        if len(evaluated) == 1:
            return [Variant(resource.logical_id, (evaluated[0],))]
        mentioned = self._existence(resource)
        buckets: dict[tuple[object, ...], list[Scenario]] = {}
        for scenario in evaluated:
            looks = tuple(
                id(self.template.resolve(name, scenario))
                if scenario.has(self.template.resources[name].condition) is not False
                else None
                for name in logical_ids
            )
            key = (looks, tuple(scenario.has(condition) for condition in mentioned))
            buckets.setdefault(key, []).append(scenario)
        return [Variant(resource.logical_id, tuple(scenarios)) for scenarios in buckets.values()]

    def _existence(self, resource: Resource) -> list[str]:
        """Return the conditions of the resources that ``resource`` refers to."""
        resources = self.template.resources
        found = (resources[name].condition for name in self.template.mentions(resource.logical_id))
        return sorted({condition for condition in found if condition is not None})

    def _subject(self, resolved: Resolved, model: type[Model], stack: Stack, variant: Variant) -> Subject:
        structure = self.structures.of(resolved)
        subject = Subject(
            self._model(resolved, model),
            self.template.document,
            self.origin(resolved),
            structural=[*structure.problems, *self.structural(resolved, stack)],
            family=self.variants,
            variant=variant,
        )
        subject.context["Resolved"] = resolved
        subject.context["Stack"] = stack
        subject.context["Template"] = self.template
        subject.linked.append(self.whole)
        return subject

    def _tasks(self, resource: Resource) -> list[Subject]:
        from ecslint.model.task import TaskDefinition

        found = []
        for variant in self._buckets(resource, self._related(resource)):
            scenario = variant.scenarios[0]
            resolved = self.template.resolve(resource.logical_id, scenario)
            if not isinstance(resolved.data, Unresolved):
                stack = Stack(self.template, scenario)
                found.append(self._subject(resolved, TaskDefinition, stack, variant))
        return found

    def _services(self, resource: Resource) -> list[Subject]:
        """Return the subjects of a service or a task set, linked to the task definition."""
        model = _model_of(resource.type)
        found = []
        for variant in self._buckets(resource, self._related(resource)):
            scenario = variant.scenarios[0]
            stack = Stack(self.template, scenario)
            resolved = self.template.resolve(resource.logical_id, scenario)
            if isinstance(resolved.data, Unresolved):
                continue
            subject = self._subject(resolved, model, stack, variant)
            task = stack.target(resolved.get("TaskDefinition"), TASK_DEFINITION)
            if (
                task is not None
                and not isinstance(task.data, Unresolved)
                and stack.exists(task.resource.logical_id) is not False
            ):
                subject.link("TaskDefinition", self._linked_task(task, stack, variant))
            self._link_target_groups(subject, resolved.get("LoadBalancers"), stack)
            found.append(subject)
        return found

    def _link_target_groups(self, service: Subject, entries: Any, stack: Stack) -> None:
        """Let checks of a service find the target groups of the template that it uses."""
        if not isinstance(entries, list) or not entries:
            return
        from ecslint.model.target_group import TargetGroup, TargetGroups

        groups = TargetGroups()
        for value in _group_arns(entries):
            target = stack.target(value, TARGET_GROUP)
            if target is None or not isinstance(target.data, dict):
                continue
            data = {"TargetType": "instance", "TargetGroupName": target.data.get("Name"), **target.data}
            model = build(TargetGroup, mark_placeholders(data))
            groups.add(model, target.resource.logical_id)
            service.linked.append(Subject(model, self.template.document, self.origin(target)))
            service.context["TargetGroups"] = groups

    def _linked_task(self, resolved: Resolved, stack: Stack, variant: Variant) -> Subject:
        """Return the subject of a service's task definition, which only gives places and values here."""
        from ecslint.model.task import TaskDefinition

        known = self._tasks_linked.get(id(resolved))
        if known is None:
            subject = self._subject(resolved, TaskDefinition, stack, variant)
            known = self._tasks_linked[id(resolved)] = subject
        return known

    def _model(self, resolved: Resolved, model: type[Model]) -> Model:
        """Return the model of a resource, made once for each of its forms."""
        known = self._models.get(id(resolved))
        if known is None:
            known = self._models[id(resolved)] = build(model, self.structures.of(resolved).data)
        return known

    def _modelled(self, resource: Resource) -> list[Subject]:
        """Return subjects for the rarer resources whose model the API shares."""
        model = _model_of(resource.type)
        found = []
        for variant in self._buckets(resource):
            scenario = variant.scenarios[0]
            resolved = self.template.resolve(resource.logical_id, scenario)
            if not isinstance(resolved.data, Unresolved):
                found.append(self._subject(resolved, model, Stack(self.template, scenario), variant))
        return found

    def _others(self, resource: Resource) -> list[Subject]:
        """Return subjects for resources that have no model: rules look at their properties."""
        found: list[Subject] = []
        for variant in self._buckets(resource, self._related(resource)):
            scenario = variant.scenarios[0]
            resolved = self.template.resolve(resource.logical_id, scenario)
            if isinstance(resolved.data, Unresolved):
                continue
            stack = Stack(self.template, scenario)
            structural = self.structural(resolved, stack)
            if resource.type in NEIGHBOURS:  # what depends on values that never go together is left to others
                structural = [problem for problem in structural if problem.severity != Severity.WARNING]
            if resource.type in KINDS and resource.type not in _WITHOUT_SCHEMA:
                structural += self.structures.of(resolved).problems
            subject = ResourceSubject(resolved, structural, self.variants, variant, self.origin(resolved))
            subject.context["Stack"] = stack
            subject.context["Template"] = self.template
            subject.linked.append(self.whole)
            if resource.type in NEIGHBOURS and _is_optional(resource, variant):
                subject.doubt = f"only created where {resource.condition} is true"
            found.append(subject)
        return found

    def _related(self, resource: Resource) -> list[str]:
        """Return the resources whose conditions matter to rules on ``resource``."""
        template = self.template
        followed = _LINKED_TYPES if resource.type == SERVICE else _FOLLOWED.get(resource.type, ())
        found = [
            name
            for name in template.mentions(resource.logical_id)
            if template.resources[name].type in followed
        ]
        roles = {name for name in found if template.resources[name].type == ROLE}
        found += [
            policy.logical_id
            for policy in (template.resources_of(*_OF_ROLES) if roles else ())
            if roles & template.mentions(policy.logical_id)
        ]
        if resource.type != SERVICE:
            return sorted(found)
        targets = {*found, resource.logical_id}
        found += [
            other.logical_id
            for other in template.resources_of(*_BACK_LINKED_TYPES)
            if targets & template.mentions(other.logical_id)
        ]
        return sorted(found)


def _is_optional(resource: Resource, variant: Variant) -> bool:
    """Say whether the defaults of the parameters do not create a resource.

    Who switches it on may give what seems to be missing, so nothing about it is certain.
    """
    return resource.condition is not None and all(scenario.parameters for scenario in variant.scenarios)


def _group_arns(entries: list[Any]) -> Iterator[Any]:
    """Yield the target groups of a service, the second ones of blue/green deployments as well."""
    for entry in entries:
        if isinstance(entry, dict):
            yield entry.get("TargetGroupArn")
            second = entry.get("AdvancedConfiguration")
            if isinstance(second, dict):
                yield second.get("AlternateTargetGroupArn")
