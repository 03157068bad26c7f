"""Lines of environment files that lie beside the task definition (ECS443)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.arn import shape
from ecslint.model.base import each, is_set
from ecslint.model.task import Container
from ecslint.source.document import Document

_MOST = 5
"""Lines of one file that are told."""


@check("ECS443")
def environment_file_line_is_invalid(container: Container, document: Document) -> Problems:
    files = container.environment_files
    if not is_set(files) or isinstance(files, Unresolved):
        return
    from ecslint.project.beside import read_beside
    from ecslint.runtime.environment_file import faults

    for _, file in each(files):
        for name in _names(shape(file.value)):
            found = read_beside(document, name)
            if found is None:
                continue
            path, data = found
            for count, fault in enumerate(faults(data)):
                if count < _MOST:
                    message = f'line {fault.number} of "{path}" {fault.message}'
                    yield Problem(file.at("value"), message, evidence=f"{path}:{fault.number}")
            break


def _names(text: str | None) -> list[str]:
    """Return the names that the file of an ARN may have beside the task definition: its key, or its end."""
    _, slash, key = (text or "").rpartition(":::")[2].partition("/")
    parts = key.split("/")
    if not slash or not parts[-1] or not key.isprintable():
        return []
    names = [key] if len(parts) > 1 else []
    # A file ".env" in the folder is as often the one for Docker Compose, which may be written in its way.
    return names if parts[-1] == ".env" else [*names, parts[-1]]
