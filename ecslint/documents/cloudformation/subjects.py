"""From a template to what checks run on: each ECS resource in each of its distinguishable scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from ecslint.base.identity import ById, IdentityMap
from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.choices import FEW_SCENARIOS, MAX_LOOKS
from ecslint.documents.cloudformation.connectivity import CONNECTIVITY, Connectivity, connected_scenarios
from ecslint.documents.cloudformation.findings import (
    outputs_structural,
    resource_structural,
    scenarios_cut,
    template_structural,
)
from ecslint.documents.cloudformation.fleets import FLEETS, Fleets, has_instances
from ecslint.documents.cloudformation.fleets import TYPES as FLEET_TYPES
from ecslint.documents.cloudformation.network import NETWORK, Network, groups_of_scenarios, scenarios_by_look
from ecslint.documents.cloudformation.places import (
    PropertiesOrigin,
    ResourceSubject,
    TemplateSubject,
    WholeOrigin,
)
from ecslint.documents.cloudformation.related import conditions_around, related_resources, varying_of
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.resource_kinds import (
    SERVICE,
    SHARED_MODELS,
    TARGET_GROUP,
    TASK_DEFINITION,
    TASK_SET,
    kind_of,
)
from ecslint.documents.cloudformation.scenario import Scenario
from ecslint.documents.cloudformation.sections import Resource
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.cloudformation.structure import Structures
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.cloudformation.variants import Variant, Variants
from ecslint.documents.subject import CLOUDFORMATION, Kind, Structural, Subject
from ecslint.finding import Severity
from ecslint.model.base import Model, build
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import mark_placeholders


def _model_of(kind: str) -> type[Model]:
    if kind == SERVICE:
        from ecslint.model.service import Service

        return Service
    if kind == TASK_SET:
        from ecslint.model.run import TaskSet

        return TaskSet
    from ecslint.model.task import DaemonTaskDefinition

    return DaemonTaskDefinition


def read_template_file(document: Document, kind: Kind = CLOUDFORMATION) -> list[Subject]:
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
    if not document.file.once("concerns ECS", _concerns_ecs):
        return []
    return Reader(Template(document, pseudo, parameters)).subjects()


_WORDS: Final = ("AWS::ECS::", "ecs:service:", "ECSServices", "EcsParameters", "CodeDeployToECS")
_DEPLOYS: Final = regex(r"""Provider["']?\s*:\s*["']?ECS\b""")


def read_any_template(document: Document) -> list[Subject]:
    """Return the subjects of a template that was named to have it linted, whatever is in it."""
    return Reader(Template(document)).subjects()


def _concerns_ecs(text: str) -> bool:
    """Say whether a template has resources of ECS, or deploys, scales or starts something of it."""
    if any(word in text for word in _WORDS):
        return True
    return "AWS::CodePipeline::" in text and _DEPLOYS.search(text) is not None


class Reader:
    """Makes the subjects of one template; what looks the same in several scenarios is made once."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.whole = TemplateSubject(template)
        self.variants = Variants(template)
        self._models: dict[ById, Model] = {}
        self._tasks_linked: dict[ById, Subject] = {}
        self._stacks = IdentityMap[Stack]()
        self.structures = Structures()
        self._sampled = False
        """Whether a resource has more combinations of conditions than are looked at."""
        self._looked_at = 0
        """Resources so far, or containers of them, each once for every scenario that makes it another."""
        self._is_cut = False
        """Whether later resources are looked at in few scenarios, for there are very many of both."""

    def origin(self, resolved: Resolved) -> PropertiesOrigin:
        """Return the places of a model that is made from a resource's properties."""
        return PropertiesOrigin(resolved)

    def stack(self, scenario: Scenario) -> Stack:
        """Return the template in a scenario, the same object whoever asks."""
        found = self._stacks.get(scenario)
        if found is None:
            found = self._stacks[scenario] = Stack(self.template, scenario)
        return found

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
            elif resource.type in SHARED_MODELS:
                found += self._modelled(resource)
            elif kind_of(resource.type) is not None or self.template.usage(resource.logical_id).looks_up:
                found += self._others(resource)
        if self.template.macros:
            for subject in found:
                subject.doubt = f"the macro {self.template.macros[0]} may change this"
        if self._sampled or self._is_cut:
            self.whole.structural = [*self.whole.structural, scenarios_cut(of_all=self._is_cut)]
        return found

    def _networks(self) -> list[Subject]:
        """Return a subject for the subnets of the template in each scenario that differs."""
        return self._wholes(NETWORK, Network, groups_of_scenarios(self.template))

    def _wholes(
        self, kind: str, model: Callable[[Stack], object], groups: list[list[Scenario]]
    ) -> list[Subject]:
        """Return a subject for what a model shows of the whole template in each group of scenarios."""
        found = []
        self.variants.evaluated[kind] = [scenario for group in groups for scenario in group]
        for group in groups:
            subject = Subject(
                model(self.stack(group[0])),
                self.template.document,
                WholeOrigin(self.template),
                family=self.variants,
                variant=Variant(kind, tuple(group)),
            )
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
            stack = self.stack(group[0])
            linked: list[Subject] = [self.whole]
            model = partial(self._connected_model, stack, variant, linked)
            subject = Subject(
                Connectivity(stack, model),
                self.template.document,
                WholeOrigin(self.template),
                family=self.variants,
                variant=variant,
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
        return self._wholes(FLEETS, Fleets, scenarios_by_look(self.template, FLEET_TYPES))

    def _buckets(self, resource: Resource, others: Iterable[str] = ()) -> list[Variant]:
        """Group the scenarios in which a resource exists by what it and the others look like."""
        logical_ids = [resource.logical_id, *others]
        mentioned = conditions_around(self.template, resource)
        combinations = self.template.combinations_for(logical_ids, mentioned)
        self._sampled |= combinations.sampled
        evaluated = [
            scenario for scenario in combinations.scenarios if scenario.has(resource.condition) is not False
        ]
        if self._looked_at > MAX_LOOKS and len(evaluated) > FEW_SCENARIOS:
            evaluated, self._is_cut = evaluated[:FEW_SCENARIOS], True
        self.variants.evaluated[resource.logical_id] = evaluated
        if len(evaluated) == 1:
            return [Variant(resource.logical_id, (evaluated[0],))]
        buckets: dict[tuple[object, ...], list[Scenario]] = {}
        varying = varying_of(self.template, logical_ids)
        for scenario in evaluated:
            looks = tuple(
                ById(self.template.resolve(name, scenario))
                if scenario.has(self.template.resources[name].condition) is not False
                else None
                for name in varying
            )
            key = (looks, tuple(scenario.has(condition) for condition in mentioned))
            buckets.setdefault(key, []).append(scenario)
        self._looked_at += len(buckets) * _containers_of(resource)
        return [Variant(resource.logical_id, tuple(scenarios)) for scenarios in buckets.values()]

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
        subject.context.put("Resolved", resolved)
        subject.context.put("Stack", stack)
        subject.context.put("Template", self.template)
        subject.linked.append(self.whole)
        return subject

    def _tasks(self, resource: Resource) -> list[Subject]:
        from ecslint.model.task import TaskDefinition

        found = []
        for variant in self._buckets(resource, related_resources(self.template, resource)):
            scenario = variant.scenarios[0]
            resolved = self.template.resolve(resource.logical_id, scenario)
            if not isinstance(resolved.data, Unresolved):
                stack = self.stack(scenario)
                found.append(self._subject(resolved, TaskDefinition, stack, variant))
        return found

    def _services(self, resource: Resource) -> list[Subject]:
        """Return the subjects of a service or a task set, linked to the task definition."""
        model = _model_of(resource.type)
        found = []
        for variant in self._buckets(resource, related_resources(self.template, resource)):
            scenario = variant.scenarios[0]
            stack = self.stack(scenario)
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

    def _link_target_groups(self, service: Subject, entries: object, stack: Stack) -> None:
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
            service.context.put("TargetGroups", groups)

    def _linked_task(self, resolved: Resolved, stack: Stack, variant: Variant) -> Subject:
        """Return the subject of a service's task definition, which only gives places and values here."""
        from ecslint.model.task import TaskDefinition

        known = self._tasks_linked.get(ById(resolved))
        if known is None:
            subject = self._subject(resolved, TaskDefinition, stack, variant)
            known = self._tasks_linked[ById(resolved)] = subject
        return known

    def _model(self, resolved: Resolved, model: type[Model]) -> Model:
        """Return the model of a resource, made once for each of its forms."""
        known = self._models.get(ById(resolved))
        if known is None:
            known = self._models[ById(resolved)] = build(model, self.structures.of(resolved).data)
        return known

    def _modelled(self, resource: Resource) -> list[Subject]:
        """Return subjects for the rarer resources whose model the API shares."""
        model = _model_of(resource.type)
        found = []
        for variant in self._buckets(resource):
            scenario = variant.scenarios[0]
            resolved = self.template.resolve(resource.logical_id, scenario)
            if not isinstance(resolved.data, Unresolved):
                found.append(self._subject(resolved, model, self.stack(scenario), variant))
        return found

    def _others(self, resource: Resource) -> list[Subject]:
        """Return subjects for resources that have no model: rules look at their properties."""
        found: list[Subject] = []
        for variant in self._buckets(resource, related_resources(self.template, resource)):
            scenario = variant.scenarios[0]
            resolved = self.template.resolve(resource.logical_id, scenario)
            if isinstance(resolved.data, Unresolved):
                continue
            stack = self.stack(scenario)
            structural = self.structural(resolved, stack)
            kind = kind_of(resource.type)
            if kind is not None and kind.is_neighbour:
                # What depends on values that never go together is left to others.
                structural = [problem for problem in structural if problem.severity != Severity.WARNING]
            if kind is not None and kind.has_schema:
                structural += self.structures.of(resolved).problems
            subject = ResourceSubject(resolved, structural, self.variants, variant, self.origin(resolved))
            subject.context.put("Stack", stack)
            subject.context.put("Template", self.template)
            subject.linked.append(self.whole)
            if kind is not None and kind.is_neighbour and _is_optional(resource, variant):
                subject.doubt = f"only created where {resource.condition} is true"
            found.append(subject)
        return found


def _containers_of(resource: Resource) -> int:
    """Return how many containers are written in a resource; 1 for one without a list of them."""
    properties = resource.properties
    containers = properties.get("ContainerDefinitions") if isinstance(properties, dict) else None
    return max(1, len(containers)) if isinstance(containers, list) else 1


def _is_optional(resource: Resource, variant: Variant) -> bool:
    """Say whether the defaults of the parameters do not create a resource.

    Who switches it on may give what seems to be missing, so nothing about it is certain.
    """
    return resource.condition is not None and all(scenario.parameters for scenario in variant.scenarios)


def _group_arns(entries: list[object]) -> Iterator[object]:
    """Yield the target groups of a service, the second ones of blue/green deployments as well."""
    for entry in entries:
        if isinstance(entry, dict):
            yield entry.get("TargetGroupArn")
            second = entry.get("AdvancedConfiguration")
            if isinstance(second, dict):
                yield second.get("AlternateTargetGroupArn")
