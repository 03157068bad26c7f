"""What builds hand to the deploy actions of a pipeline in the same template (ECS642, ECS841)."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import is_open, members, objects, text
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    Pipeline: TypeAlias = Resolved

_PROJECT: Final = "AWS::CodeBuild::Project"
_SERVICE: Final = "AWS::ECS::Service"
_TASK: Final = "AWS::ECS::TaskDefinition"
_READ: Final = {
    "CodeDeployToECS": (
        ("TaskDefinitionTemplateArtifact", "TaskDefinitionTemplatePath", "taskdef.json"),
        ("AppSpecTemplateArtifact", "AppSpecTemplatePath", "appspec.yaml"),
        *((f"Image{number}ArtifactName", None, "imageDetail.json") for number in range(1, 5)),
    ),
    "ECS": ((None, "FileName", "imagedefinitions.json"),),
}
"""Files that the deploy actions read: the member with the artifact (``None``: the action's input), the member
with the path (``None``: it is fixed), its default.
Source: *Action structure reference*, AWS CodePipeline User Guide, read 2026-11."""
_IMAGE: Final = regex(r'\\?"name\\?"\s*:\s*\\?"([A-Za-z0-9_-]+)\\?"\s*,\s*\\?"imageUri\\?"')
"""An entry of image definitions as a build's ``printf`` or ``echo`` writes it."""


class _Action(NamedTuple):
    """A deploy action with its place in the pipeline."""

    route: tuple[str | int, ...]
    provider: str
    settings: dict[str, object]
    inputs: list[str]
    """The names of its input artifacts, as far as they are known."""


@check("ECS642")
def artifact_lacks_file(pipeline: Pipeline, stack: Stack) -> Problems:
    builds = _builds(pipeline, stack)
    for action in _actions(pipeline) if builds else ():
        for artifact_key, path_key, default in _READ[action.provider]:
            named = text(action.settings.get(artifact_key)) if artifact_key else None
            artifact = named or (action.inputs[0] if len(action.inputs) == 1 and not artifact_key else None)
            given = action.settings.get(path_key) if path_key else None
            path = default if given is None else text(given)
            project = builds.get(artifact or "")
            listed = _files(project) if project is not None else None
            if path is None or project is None or listed is None or _has(path, listed):
                continue
            message = (
                f'the artifact "{artifact}" of {project.resource.logical_id} has no "{path}"; '
                'add it to "files" in the "artifacts" of its buildspec'
            )
            place = pipeline.at(*action.route, "Configuration", path_key or artifact_key or "")
            yield Problem(place, message, ((project.at("Source", "BuildSpec"), "the buildspec"),))


@check("ECS841")
def build_names_another_container(pipeline: Pipeline, stack: Stack) -> Problems:
    builds = _builds(pipeline, stack)
    for action in _actions(pipeline) if builds else ():
        project = builds.get(action.inputs[0]) if len(action.inputs) == 1 else None
        service = stack.target(action.settings.get("ServiceName"), _SERVICE)
        if action.provider != "ECS" or project is None or service is None:
            continue
        task = stack.target(service.get("TaskDefinition"), _TASK)
        names = (_containers(task) if task is not None else None) or []
        for name in dict.fromkeys(_IMAGE.findall(_script(project) or "")) if names else ():
            if name not in names:
                message = (
                    f'the build names container "{name}", which {service.resource.logical_id} does not have; '
                    f'use "{names[0]}"'
                )
                related = ((pipeline.at(*action.route), "deploys it"),)
                yield Problem(project.at("Source", "BuildSpec"), message, related)


def _actions(pipeline: Pipeline) -> Iterator[_Action]:
    """Yield the actions that deploy to Amazon ECS."""
    for index, stage in objects(pipeline.get("Stages")):
        for number, action in objects(stage.get("Actions")):
            provider = members(action.get("ActionTypeId")).get("Provider")
            if isinstance(provider, str) and provider in _READ:
                inputs = [
                    name
                    for _, item in objects(action.get("InputArtifacts"))
                    if (name := text(item.get("Name")))
                ]
                route = ("Stages", index, "Actions", number)
                yield _Action(route, provider, members(action.get("Configuration")), inputs)


def _builds(pipeline: Pipeline, stack: Stack) -> dict[str, Resolved]:
    """Return the projects of the template by the artifact that they alone put out."""
    found: dict[str, Resolved] = {}
    for _, stage in objects(pipeline.get("Stages")):
        for _, action in objects(stage.get("Actions")):
            outputs = action.get("OutputArtifacts")
            project = stack.target(members(action.get("Configuration")).get("ProjectName"), _PROJECT)
            name = (
                text(members(outputs[0]).get("Name"))
                if isinstance(outputs, list) and len(outputs) == 1
                else None
            )
            if project is not None and name is not None:
                found[name] = project
    return found


def _script(project: Resolved) -> str | None:
    """Return the buildspec that stands in the template."""
    spec = members(project.get("Source")).get("BuildSpec")
    script = spec.text if isinstance(spec, Unresolved) else spec
    return script if isinstance(script, str) and "\n" in script else None


def _files(project: Resolved) -> list[str] | None:
    """Return the patterns of files in a build's artifact; ``None`` where they are not all known."""
    script = _script(project)
    if script is None or "artifacts" not in script:
        return None
    from ecslint.source.yaml.parse import parse_yaml

    parsed = parse_yaml(script)[0]
    block = members(members(parsed.data).get("artifacts"))
    listed = block.get("files")
    if parsed.problems or is_open(block) or "secondary-artifacts" in block or not isinstance(listed, list):
        return None
    return (
        [item for item in listed if isinstance(item, str)]
        if all(isinstance(i, str) for i in listed)
        else None
    )


def _has(path: str, patterns: list[str]) -> bool:
    """Say whether one of the patterns may stand for a file, wherever it lies."""
    name = path.rpartition("/")[2]
    return any("$" in pattern or fnmatchcase(name, pattern.rpartition("/")[2] or "*") for pattern in patterns)


def _containers(task: Resolved) -> list[str] | None:
    """Return the names of a task definition's containers, if all are known."""
    listed = task.get("ContainerDefinitions")
    if not isinstance(listed, list):
        return None
    names = [text(members(item).get("Name")) for item in listed]
    return [name for name in names if name is not None] if None not in names else None
