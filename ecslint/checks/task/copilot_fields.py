"""Fields of a manifest of AWS Copilot that Copilot does not read, or refuses (ECS449, ECS770)."""

from __future__ import annotations

from ecslint.base.suggest import nearest, same_letters
from ecslint.checks import check
from ecslint.documents.copilot import TYPES
from ecslint.documents.subject import Subject
from ecslint.facts.copilot import LOGGING, SIDECAR
from ecslint.finding import Problem, Problems
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document


@check("ECS449")
def copilot_field_is_ignored(task: TaskDefinition, document: Document) -> Problems:
    data = document.data
    if not isinstance(data, dict) or data.get("type") not in TYPES:
        return
    sidecars = data.get("sidecars")
    logging = data.get("logging")
    sections: list[tuple[tuple[str, ...], object, tuple[str, ...]]] = [(("logging",), logging, LOGGING)]
    sections += [
        (("sidecars", str(name)), section, SIDECAR)
        for name, section in (sidecars.items() if isinstance(sidecars, dict) else ())
    ]
    for route, section, known in sections:
        if not isinstance(section, dict):
            continue
        for field in section:
            if field in known or not isinstance(field, str):
                continue
            close = nearest(field, known)
            close = next((k for k in known if same_letters(k, field) or k.startswith(field)), close)
            hint = f'use "{close}"' if close and close not in section else "remove it"
            if field == "platform":
                hint = 'set it for all containers, as "platform" of the manifest'
            message = f'Copilot does not read "{field}" of "{".".join(route)}"; {hint}'
            yield Problem(task.at(*route, field, part="key"), message)


@check("ECS770")
def copilot_refuses_manifest(task: TaskDefinition, document: Document, subject: Subject) -> Problems:
    data = document.data
    if not isinstance(data, dict) or data.get("type") not in TYPES:
        return
    from ecslint.checks._shared.copilot import faults_of
    from ecslint.documents.copilot_manifest import Manifest

    manifest = Manifest(data, subject.variant if isinstance(subject.variant, str) else "")
    for path, message in faults_of(manifest):
        yield Problem(task.at(*manifest.place(*path)), message)
