"""``Stack``: a template in one scenario, for rules that look from one resource to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ecslint.base.collector import Releasable
from ecslint.base.identity import ById
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.documents.cloudformation.intrinsics import Evaluator
from ecslint.documents.cloudformation.sections import Known
from ecslint.documents.cloudformation.values import as_text

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.scenario import Scenario
    from ecslint.documents.cloudformation.template import Template

NAMES: Final = {
    "AWS::EC2::LaunchTemplate": "LaunchTemplateName",
    "AWS::ECS::CapacityProvider": "Name",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::Service": "ServiceName",
    "AWS::ECS::TaskDefinition": "Family",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
    "AWS::IAM::Role": "RoleName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::ServiceDiscovery::PrivateDnsNamespace": "Name",
    "AWS::ServiceDiscovery::Service": "Name",
}
"""The property that holds the name by which a resource of the type can be called as well.
Source: AWS CloudFormation resource reference, read 2026-11-22."""


class Stack(Releasable):
    """The resources of ``template`` as ``scenario`` creates them.

    Answers are about this scenario only; what it leaves open counts as not known.
    """

    __slots__ = ("_all", "known", "scenario", "template")

    def __init__(self, template: Template, scenario: Scenario) -> None:
        self.template = template
        self.scenario = scenario
        self._all: dict[tuple[str, ...], list[Resolved]] = {}
        self.known: Known = {}
        """What was worked out of it, for other rules."""

    def release(self) -> None:
        """Let go of what was worked out."""
        self._all.clear()
        self.known.clear()

    def exists(self, logical_id: str) -> bool | None:
        """Say whether a resource is created; ``None`` if that is not decided here.

        False as well for a logical id that the template does not have.
        """
        resource = self.template.resources.get(logical_id)
        return False if resource is None else self.scenario.has(resource.condition)

    def resolve(self, logical_id: str) -> Resolved:
        """Return the evaluated properties of a resource. Raises ``KeyError`` if there is none."""
        return self.template.resolve(logical_id, self.scenario)

    def all(self, *types: str) -> list[Resolved]:
        """Return the resources of the given types, except those that this scenario does not create."""
        found = self._all.get(types)
        if found is None:
            found = self._all[types] = [
                self.resolve(resource.logical_id)
                for resource in self.template.resources_of(*types)
                if self.scenario.has(resource.condition) is not False
            ]
        return found

    def target(self, value: object, *types: str) -> Resolved | None:
        """Follow an evaluated value to the resource of the template that it stands for.

        ``value`` is a reference (``Ref``, ``Fn::GetAtt`` or a ``Fn::Sub`` of nothing else) or the literal
        name of a resource. With ``types`` given, only resources of these types are answers.
        """
        if isinstance(value, Reference):
            resource = self.template.resources.get(value.logical_id)
            if resource is None or (types and resource.type not in types):
                return None
            return self.resolve(value.logical_id)
        if isinstance(value, str) and value:
            return self._named(value, types)
        return None

    def _named(self, name: str, types: tuple[str, ...]) -> Resolved | None:
        for kind in types:
            for resolved in self.all(kind):
                data = resolved.data
                if not isinstance(data, Unresolved) and data.get(NAMES.get(kind, "Name")) == name:
                    return resolved
        return None

    def chosen_by(self, resolved: Resolved, name: str) -> list[str]:
        """Return the parameters with ``AllowedValues`` that a property rests on.

        Left out are those that conditions of this scenario rest on, whose values are not free here.
        """
        raw = resolved.resource.properties
        node = raw.get(name) if isinstance(raw, dict) else None
        if not isinstance(node, dict):
            return []
        template = self.template
        names = template.usage_of_part(node).names
        used = frozenset(each for each in names if template.allowed_values(each))
        if used and self.scenario.conditions:
            used -= template.condition_set.variables_of(self.scenario.conditions)
        return sorted(used)

    def text_with(self, parameters: Mapping[str, str], node: object) -> str | None:
        """Return the text that ``node`` (as written) comes to with these values of parameters."""
        usage = self.template.usage_of_part(node)
        conditions = self.scenario.conditions
        given = {**self.scenario.parameters, **parameters}
        key = (
            ById(node),
            *((name, conditions[name]) for name in usage.conditions if name in conditions),
            *((name, given[name]) for name in usage.names if name in given),
        )
        known = self.template.texts
        if key not in known:
            known[key] = as_text(Evaluator(self.template, conditions, given).value(node)[0])
        return known[key]

    def state_of(self, logical_ids: tuple[str, ...]) -> tuple[object, ...]:
        """Return a key that is the same in all scenarios that make these resources, and all that these refer
        to, the same."""
        template = self.template
        found: tuple[list[str], list[str]] | None = template.known.get(logical_ids)
        if found is None:
            every = {*logical_ids}.union(*map(template.dependencies, logical_ids))
            touched = frozenset[str]().union(*map(template.touched, every))
            mentioned = frozenset[str]().union(*(template.usage(name).names for name in every))
            found = template.known[logical_ids] = (sorted(touched), sorted(mentioned & template.varying))
        conditions, names = found
        truth, given = self.scenario.conditions, self.scenario.parameters
        return (logical_ids, *map(truth.get, conditions), *map(given.get, names))

    def depends_on(self, logical_id: str, other: str) -> bool:
        """Say whether CloudFormation makes ``other`` before ``logical_id``, directly or by way of others.

        A mention behind an ``Fn::If`` counts, since it may be the one that is used.
        """
        return other in self.template.dependencies(logical_id)
