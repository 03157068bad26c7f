"""Fewer open files than a search engine asks for at its start (ECS465)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.checks._shared.known_images import runs_the_server
from ecslint.facts import linux as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of, shown_image


@check("ECS465")
def open_files_are_too_few(container: Container, task: TaskDefinition) -> Problems:
    """Yield a limit of open files below what the image wants; a single node of a search engine warns only."""
    if container.ulimits is None or task.windows is not False:
        return
    found = family_of(container.image)
    need = facts.OPEN_FILES.get(found[0].name) if found is not None else None
    if found is None or need is None or not runs_the_server(container, found[0]):
        return
    single = any(variable.value == "single-node" for _, variable in each(container.environment))
    for index, limit in each(container.ulimits):
        soft = limit.soft_limit
        if limit.name != "nofile" or not isinstance(soft, int) or not 0 <= soft < need.least:
            continue
        message = (
            f'"{shown_image(container.image)}" wants {need.least} open files, the soft limit is {soft} '
            f"({need.error}); set {need.least}"
        )
        place = container.at("ulimits", index, "softLimit")
        hard = limit.hard_limit
        edits = [Edit("set", place, need.least)]
        if isinstance(hard, int) and hard < need.least:
            edits.append(Edit("set", container.at("ulimits", index, "hardLimit"), need.least))
        severity = Severity.INFO if single or not need.stops else None
        yield Problem(place, message, fix=Fix(f"set {need.least}", tuple(edits)), severity=severity)
