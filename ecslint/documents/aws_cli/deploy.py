"""Calls of ``aws deploy create-deployment`` for services of Amazon ECS.

Source: ``CreateDeployment`` of the AWS CodeDeploy API Reference, and ``create-deployment`` of the AWS CLI
Command Reference, which adds ``--s3-location`` and ``--github-location``; read 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.route import Route
from ecslint.base.suggest import nearest
from ecslint.documents.deployment_input import appspec_in
from ecslint.documents.structural import read_structure
from ecslint.documents.subject import Structural, Subject
from ecslint.facts import code_deploy as facts
from ecslint.finding import Severity
from ecslint.source.parsed import REST

if TYPE_CHECKING:
    from ecslint.documents.aws_cli.arguments import Input
    from ecslint.documents.aws_cli.commands import Command
    from ecslint.source.document import Document

_REVISIONS: Final = ("--s3-location", "--github-location")
"""Options that give the revision beside ``--revision``."""
_BUNDLES: Final = ("bundleType=YAML", "bundleType=JSON")
"""Kinds of revisions that only services and functions have."""
_WITHOUT: Final = 'the deployment has no revision ("RevisionLocation must be specified"); add --revision'


class DeploymentCall:
    """What a call says, apart from the AppSpec in it."""


def deployment_subjects(script: Document, command: Command, given: Input, base: Route) -> list[Subject]:
    """Return the subjects of a call at ``base``; none of one that is not surely about Amazon ECS."""
    appspecs = [] if given.mounts else appspec_in(script, given.data, base)
    if not appspecs and not _is_for_services(script.text, command, given):
        return []
    structure = read_structure(command.name, given.data, base)
    problems = [*structure.problems, *_revision(command, given, base), *_configuration(given, base)]
    return [Subject(DeploymentCall(), script, structure.origin, structural=tuple(problems)), *appspecs]


def _is_for_services(text: str, command: Command, given: Input) -> bool:
    name = given.data.get("deploymentConfigName")
    if isinstance(name, str) and name.startswith(facts.PREDEFINED):
        return name[len(facts.PREDEFINED) :].lower().startswith("ecs")
    words = " ".join(word.text for word in command.words)
    return any(bundle in words for bundle in _BUNDLES) and "aws ecs " in text


def _revision(command: Command, given: Input, base: Route) -> Iterator[Structural]:
    if REST in given.data or "revision" in given.data:
        return
    options = {word.text.partition("=")[0] for word in command.words}
    if options.isdisjoint((*_REVISIONS, "--cli-input-json", "--cli-input-yaml")):
        yield Structural("ECS013", base, "value", _WITHOUT)


def _configuration(given: Input, base: Route) -> Iterator[Structural]:
    name = given.data.get("deploymentConfigName")
    if not isinstance(name, str) or not name.startswith(facts.PREDEFINED) or name in facts.CONFIGURATIONS:
        return
    if "$" in name or not name[len(facts.PREDEFINED) :].lower().startswith("ecs"):
        return
    alike = next((each for each in facts.CONFIGURATIONS if each.lower() == name.lower()), None)
    better = alike or nearest(name, facts.CONFIGURATIONS) or facts.ALL_AT_ONCE
    message = f'"{name}" is not a predefined deployment configuration; use "{better}"'
    # AWS may add configurations; a name in other letters is none.
    severity = None if alike else Severity.WARNING
    yield Structural("ECS012", (*base, "deploymentConfigName"), "value", message, severity=severity)
