"""From a Terraform module to what checks run on: its ECS resources, as those of a CloudFormation template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ecslint.base.route import Route
from ecslint.documents.cloudformation.places import PropertiesOrigin
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.cloudformation.structure import Structured, Structures
from ecslint.documents.cloudformation.subjects import Reader
from ecslint.documents.cloudformation.variants import Variants
from ecslint.documents.oversize import excess_problems
from ecslint.documents.structural import as_structural
from ecslint.documents.subject import Structural, Subject
from ecslint.documents.terraform.embedded import EmbeddedSite
from ecslint.documents.terraform.model import ModuleSubject, TerraformModule
from ecslint.documents.terraform.provider import RETRIED
from ecslint.documents.terraform.template import ModuleDocument, TerraformResolved, TerraformTemplate
from ecslint.documents.terraform.values import Site, Value, plain
from ecslint.documents.terraform.wording import worded
from ecslint.finding import Fix, Severity
from ecslint.source.templating.placeholders import mark_placeholders
from ecslint.validation.names import to_api
from ecslint.validation.walk import normalise_keys, structural_problems

_UNKNOWN_FIELD: Final = "ECS010"
_REQUIRED: Final = "ECS013"
_NULL: Final = "ECS014"
_DROPPED: Final = "; the AWS provider drops it, so it has no effect"
_CONTAINERS: Final = "ContainerDefinitions"


_OF_MODULES: Final = {
    "AWS::ECS::Service": "aws_ecs_service",
    "AWS::ECS::TaskDefinition": "aws_ecs_task_definition",
}
"""Resources whose arguments inputs of modules of the registry are named after."""


class TerraformOrigin(PropertiesOrigin):
    """Places of a model that was made from a Terraform resource."""

    def wording(self, text: str) -> str:
        """Return a sentence with members named as the provider names them."""
        resolved = self.resolved
        assert isinstance(resolved, TerraformResolved)
        assert isinstance(resolved.template, TerraformTemplate)
        built = resolved.built
        kind = _OF_MODULES.get(resolved.resource.type) if built.block.type == "module" else None
        return worded(text, kind or built.block.labels[0], resolved.template.built)

    def spelt(self, route: Route, value: object) -> object:
        """Return a value as it is."""
        return value


class TerraformStructures(Structures):
    """The structure of Terraform resources: arguments as CloudFormation wants them, containers as the API
    does."""

    def of(self, resolved: Resolved) -> Structured:
        """Return the structure of a resource, worked out once."""
        assert isinstance(resolved, TerraformResolved)
        found = self._known.get(resolved)
        if found is None:
            found = self._known[resolved] = self._structure(resolved)
        return found

    def _structure(self, resolved: TerraformResolved) -> Structured:
        kind = resolved.resource.type
        data = resolved.data
        assert isinstance(data, dict)
        containers = resolved.built.containers
        seen = (
            {key: item for key, item in data.items() if key != _CONTAINERS}
            if containers is not None
            else data
        )
        schema = "cloudformation/" + kind.replace("::", "_")
        problems = [
            problem
            for problem in structural_problems(schema, seen)
            if problem.rule != _REQUIRED  # Terraform requires other things, before it asks AWS
        ]
        found = [self._at(resolved, problem, data, "") for problem in problems]
        if containers is not None and _is_whole(containers.api):
            found.append(self._instead_of_list(resolved, _WHOLE))
        elif containers is not None:
            api = plain(containers.api)
            inside = [
                self._at(resolved, problem, api, "containers")
                for problem in structural_problems("container-definitions", api)
                if problem.rule != _NULL
            ]
            if not inside and isinstance(api, dict):  # of which not all members are known
                inside.append(self._instead_of_list(resolved, _ONE))
            found += inside
        found += _broken_json(resolved)
        if resolved.built.block.type == "module":
            found = []  # the module has inputs of its own, and types for them
        named = normalise_keys(data, problems) if problems else data
        return Structured(found, mark_placeholders(to_api(kind, named)))

    @staticmethod
    def _instead_of_list(resolved: TerraformResolved, message: str) -> Structural:
        """Return what is wrong with something else in the place of the list of containers."""
        built, template = resolved.built, resolved.template
        assert isinstance(template, TerraformTemplate)
        written = built.block.attributes.get("container_definitions")
        site = built.site if written is None else Site(built.file, written.value)
        return Structural("ECS011", template.module_document.handle(site), "value", message)

    def _at(self, resolved: TerraformResolved, problem: Any, data: Any, where: str) -> Structural:
        containers = resolved.built.containers
        value = containers.api if where and containers is not None else resolved.built.value
        trace = resolved.trace_in(value, problem.route)
        structural = as_structural(problem, data, ())
        place = trace.use if problem.part == "key" else trace.source
        message = problem.message
        template = resolved.template
        assert isinstance(template, TerraformTemplate)
        if not where:
            message = worded(message, resolved.built.block.labels[0], template.built)
        severity = structural.severity
        if where and problem.rule == _UNKNOWN_FIELD:
            message, severity = message + _DROPPED, Severity.WARNING
        if trace.notes and problem.part != "key":
            message = f"{message} ({', '.join(trace.notes)})"
        fix = self._fix(resolved, value, structural.fix)
        return structural._replace(route=place, message=message, severity=severity, fix=fix)

    @staticmethod
    def _fix(resolved: TerraformResolved, value: Value, fix: Fix | None) -> Fix | None:
        """Return a fix with its places in the module, ``None`` where a value is used elsewhere."""
        edits = []
        for edit in fix.edits if fix is not None else ():
            trace = resolved.trace_in(value, edit.route)
            if trace.use != trace.source:
                return None
            edits.append(edit._replace(place=trace.source))
        return None if fix is None else fix._replace(edits=tuple(edits))


_WHOLE: Final = (
    "container_definitions is a whole task definition; "
    'use the list in its "containerDefinitions", and arguments for the rest'
)
_ONE: Final = "container_definitions is one container, not a list of them; put it in a list, [ … ]"


def _is_whole(containers: Value) -> bool:
    """Say whether container definitions are an object that has them as a member."""
    return isinstance(containers.data, dict) and "containerDefinitions" in containers.data


def _broken_json(resolved: TerraformResolved) -> list[Structural]:
    """Return what is wrong with JSON in the strings of a resource, which the provider cannot read."""
    found = []
    document = resolved.template.document
    assert isinstance(document, ModuleDocument)
    for embedded in resolved.built.embedded:
        for problem in embedded.problems:
            if problem.kind == "duplicate-key" or (problem.kind == "invalid-syntax" and embedded.unknown):
                continue
            rule = "ECS002" if problem.kind in ("trailing-comma", "comment-in-json") else "ECS001"
            site = EmbeddedSite(embedded, (), (problem.start, problem.end))
            found.append(Structural(rule, document.handle(site), "value", problem.message))
            break
    return found


class _Always(Variants):
    """Nothing is told apart: a finding holds always, and may come from several root modules."""

    def describe(self, variants: Sequence[object], pointers: Sequence[str]) -> str | None:
        return None


class TerraformReader(Reader):
    """Makes the subjects of one root module."""

    def __init__(self, template: TerraformTemplate) -> None:
        super().__init__(template)
        self.structures = TerraformStructures()
        self.variants = _Always(template)

    def origin(self, resolved: Resolved) -> PropertiesOrigin:
        """Return the places of a model that is made from a resource."""
        return TerraformOrigin(resolved)

    def whole_structural(self) -> list[Structural]:
        """Return nothing: what is wrong with the notation is reported per file."""
        return []

    def structural(self, resolved: Resolved, stack: Stack) -> list[Structural]:
        """Return what is wrong with a resource, its arguments' structure aside."""
        return list(excess_problems(resolved.data, ()))


def read_module(template: TerraformTemplate, with_module: bool = True) -> list[Subject]:
    """Return the subjects of a module; none if it has nothing to do with ECS.

    ``with_module`` is whether what only Terraform knows (``lifecycle``, references) is there to be looked at.
    """
    if not any(
        resource.type in _ECS or "::ECS::" in resource.type for resource in template.resources.values()
    ):
        return []
    subjects = TerraformReader(template).subjects()
    document = template.module_document
    if with_module:
        subjects.append(ModuleSubject(TerraformModule(template), document))
    for subject in subjects:
        subject.milder = RETRIED
    return subjects


_ECS: Final = frozenset(
    {
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::CodeDeploy::DeploymentGroup",
        "AWS::Events::Rule",
        "AWS::Scheduler::Schedule",
    }
)
