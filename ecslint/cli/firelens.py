"""``ecslint firelens``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ecslint.base.printable import printable, printable_lines
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.subject import parsed

if TYPE_CHECKING:
    from ecslint.model.task import TaskDefinition


@click.command(short_help="Print the configuration that Amazon ECS generates for a log router.")
@click.argument("path", type=click.Path())
@click.option("--family", metavar="NAME", help="Only the task definition of this family.")
def firelens(path: str, family: str | None) -> None:
    """Print the configuration that the Amazon ECS agent generates for the log router (FireLens) of a task.

    PATH is a task definition or a template. The output is what Fluent Bit or Fluentd reads when the task
    starts, with the custom file that it includes. Values that are known at run time only are in angle
    brackets; unresolved values are printed as they are in the file. Credentials are masked.

    \b
    Examples:
      ecslint firelens task-definition.json
      ecslint firelens template.yaml --family web
    """
    tasks = _tasks(path)
    found = [text for task in tasks if family in (None, task.family) for text in _configuration(task)]
    if not found:
        click.echo("ecslint: no task definition with a log router was found", err=True)
        sys.exit(2)
    click.echo(printable_lines("\n".join(found)), nl=False)


def _tasks(path: str) -> list[TaskDefinition]:
    """Return the task definitions in a file; one of a template as it is with the parameters' defaults."""
    from ecslint.config.lookup import Configuration
    from ecslint.engine.inputs import Inputs
    from ecslint.model.task import TaskDefinition

    inputs = Inputs((path,), configuration=Configuration({}, None, True))
    tasks: dict[str, TaskDefinition] = {}
    for unit in parsed(inputs):
        for index, subject in enumerate(unit.subjects):
            resolved = subject.context.get(Resolved)
            name = str(index) if resolved is None else resolved.resource.logical_id
            if isinstance(subject.model, TaskDefinition):
                tasks.setdefault(name, subject.model)
    for problem in inputs.errors:
        click.echo(f"ecslint: {printable(str(problem))}", err=True)
    if inputs.errors:
        sys.exit(2)
    return list(tasks.values())


def _configuration(task: TaskDefinition) -> list[str]:
    """Return the text for the router of a task, none if there is not exactly one."""
    from ecslint.runtime import firelens as generator

    router = generator.router_of(task)
    if router is None:
        return []
    container, configuration = router
    kind = configuration.type if configuration.type in generator.OUTPUT_KEYS else "fluentbit"
    assert isinstance(kind, str)
    sections = generator.without_credentials(generator.sections(task, container, configuration))
    family = generator.shown(task.family) if task.family is not None else "the task definition"
    name = generator.shown("" if container.name is None else container.name)
    head = f"# {generator.CONFIGURATION_FILES[kind]} in container {name}"
    return [f"{head} of {family}\n{generator.written(sections, kind)}"]
