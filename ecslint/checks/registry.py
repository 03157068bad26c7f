"""Checks: one function per rule, bound to its page by id.

The type of a check's first parameter, its *subject*, selects what it runs on (each task definition, each
container, each service, …); further parameters are given the objects of their type that go with it. A
parameter annotated ``X | None`` may be missing, otherwise the check is not run without it; a first
parameter annotated ``X | Y`` runs the check on each of these types.

``SUBJECTS`` and ``PARAMETERS`` list what can be asked for: a check on anything else is refused when its
module is imported. The modules of a subject's folder are imported the first time that something of its
kind turns up. They need ``from __future__ import annotations``, since annotations are read as strings.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, NamedTuple, TypeVar

from ecslint.finding import Problems

F = TypeVar("F", bound=Callable[..., Problems])


class SubjectRow(NamedTuple):
    """What checks can run on."""

    model: str
    """The name of the model's type."""
    folder: str
    """The folder of ``ecslint.checks`` that holds its checks."""
    part_of: str = ""
    """``containers``: each item of this attribute of the folder's other subjects is checked."""


class ParameterRow(NamedTuple):
    """What checks can ask for beside their subject."""

    name: str
    """The name of its type."""
    is_whole: bool = False
    """Compares with a whole template: not asked for where part of the file was not read."""
    per_scenario: bool = False
    """Differs between scenarios of a template even where the subject's model is the same."""


SUBJECTS: Final[dict[str, SubjectRow]] = {
    row.model: row
    for row in (
        SubjectRow("TaskDefinition", "task"),
        SubjectRow("DaemonTaskDefinition", "task"),
        SubjectRow("Container", "task", part_of="containers"),
        SubjectRow("Service", "service"),
        SubjectRow("RunTask", "service"),
        SubjectRow("TaskSet", "service"),
        SubjectRow("AppSpec", "appspec"),
        SubjectRow("ImageDefinitions", "image_files"),
        SubjectRow("ImageDetail", "image_files"),
        SubjectRow("Template", "template"),
        SubjectRow("Network", "network"),
        SubjectRow("Connectivity", "reach"),
        SubjectRow("Fleets", "instances"),
        SubjectRow("Cluster", "cluster"),
        SubjectRow("CapacityProvider", "cluster"),
        SubjectRow("ClusterCapacityProviderAssociations", "cluster"),
        SubjectRow("Daemon", "cluster"),
        SubjectRow("DeploymentConfig", "code_deploy"),
        SubjectRow("DeploymentGroup", "code_deploy"),
        SubjectRow("DeploymentApplication", "code_deploy"),
        SubjectRow("DiscoveryService", "discovery"),
        SubjectRow("ElbListener", "load_balancing"),
        SubjectRow("ElbListenerRule", "load_balancing"),
        SubjectRow("ElbLoadBalancer", "load_balancing"),
        SubjectRow("ElbTargetGroup", "load_balancing"),
        SubjectRow("EventsRule", "events"),
        SubjectRow("HttpNamespace", "discovery"),
        SubjectRow("LogGroup", "task"),
        SubjectRow("PrivateDnsNamespace", "discovery"),
        SubjectRow("Schedule", "events"),
        SubjectRow("BuildProject", "code_pipeline"),
        SubjectRow("Pipeline", "code_pipeline"),
        SubjectRow("StateMachine", "events"),
        SubjectRow("ExpressGatewayService", "express"),
        SubjectRow("Gateway", "express"),
        SubjectRow("ScalableTarget", "scaling"),
        SubjectRow("ScalingPolicy", "scaling"),
        SubjectRow("TerraformModule", "terraform"),
    )
}
"""What checks can run on, by the name of the model's type."""

PARAMETERS: Final[dict[str, ParameterRow]] = {
    row.name: row
    for row in (
        ParameterRow("CapacityProviders"),
        ParameterRow("Clusters"),
        ParameterRow("Connectivity", is_whole=True, per_scenario=True),
        ParameterRow("Listeners"),
        ParameterRow("Document", per_scenario=True),
        ParameterRow("Fleets", per_scenario=True),
        ParameterRow("Network", per_scenario=True),
        ParameterRow("Resolved", per_scenario=True),
        ParameterRow("Settings"),
        ParameterRow("Stack", is_whole=True, per_scenario=True),
        ParameterRow("Subject", per_scenario=True),
        ParameterRow("Subnets"),
        ParameterRow("TargetGroups", is_whole=True),
        ParameterRow("Template", is_whole=True, per_scenario=True),
        *(
            ParameterRow(subject)
            for subject in SUBJECTS
            if subject not in ("Connectivity", "Fleets", "Network", "Template")
        ),
    )
}
"""What checks can ask for beside their subject, by the name of its type."""


class Check(NamedTuple):
    """A rule's function with the type names of its parameters, the subject's first."""

    rule: str
    """Id of the rule."""
    function: Callable[..., Any]
    """Yields the problems of a subject, given in the order of the parameters."""
    parameters: tuple[tuple[str, bool], ...]
    """(type name, whether it may be missing) for every parameter."""

    @property
    def needs_whole(self) -> bool:
        """Whether it compares with a whole template, which a file that was only partly read is not."""
        return any(PARAMETERS[name].is_whole and not optional for name, optional in self.parameters)

    @property
    def is_per_scenario(self) -> bool:
        """Whether it has to be run in each scenario of a template."""
        return any(PARAMETERS[name].per_scenario for name, _ in self.parameters)


_checks: dict[str, list[Check]] = {}
_loaded: set[str] = set()
_costly: set[str] = set()


def check(rule: str, *, costly: bool = False) -> Callable[[F], F]:
    """Bind a generator function to the rule with this id.

    A ``costly`` one, which imports modules that no other needs, is asked only if the rule is on; for
    the others of a short run that is looked up when they have found something. Raises ``TypeError`` for
    a subject or a parameter that nothing provides.
    """

    def bind(function: F) -> F:
        annotations = [str(a) for name, a in function.__annotations__.items() if name != "return"]
        subjects, *others = ([kind.strip() for kind in a.split("|")] for a in annotations)
        rest = tuple((kinds[0], "None" in kinds) for kinds in others)
        for subject in subjects:
            if subject not in SUBJECTS:
                known = ", ".join(sorted(SUBJECTS))
                raise TypeError(f"{rule}: {subject} is not a subject; use one of {known}")
        for name, _ in rest:
            if name not in PARAMETERS:
                known = ", ".join(sorted(PARAMETERS))
                raise TypeError(f"{rule}: nothing provides {name}; use one of {known}")
        for subject in subjects:
            _checks.setdefault(subject, []).append(Check(rule, function, ((subject, False), *rest)))
        if costly:
            _costly.add(rule)
        return function

    return bind


def folders() -> list[str]:
    """Return the folders of this package that hold checks."""
    return list(dict.fromkeys(row.folder for row in SUBJECTS.values()))


def load(folder: str) -> None:
    """Import the modules of a folder of this package."""
    if folder in _loaded:
        return
    _loaded.add(folder)
    for entry in sorted(os.listdir(os.path.join(os.path.dirname(__file__), folder))):
        if entry.endswith(".py") and not entry.startswith("_"):
            import_module(f"ecslint.checks.{folder}.{entry[:-3]}")


def checks_on(subject: str) -> list[Check]:
    """Return the checks whose first parameter is of the type called ``subject``; import them if need be."""
    row = SUBJECTS.get(subject)
    if row is not None:
        load(row.folder)
    return _checks.get(subject, [])


def is_costly(rule: str) -> bool:
    """Say whether to run a rule takes longer than to read its page, which says whether it is on."""
    return rule in _costly


def all_checks() -> list[Check]:
    """Return every check of this package and of loaded plugins, by rule id."""
    for folder in folders():
        load(folder)
    return sorted((c for group in _checks.values() for c in group), key=lambda c: c.rule)
