"""What the tools that deploy a repository do to a file, as far as the files around it tell.

A read-only field is refused by ``register-task-definition``, so it is an error. Where a workflow of the
repository, or a configuration beside the file, shows that a tool drops the field first, it is a warning. What
a tool or a script fills in is not known: what is only wrong as long as that is missing is no finding.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import ELSEWHERE, PLACEHOLDER, Unresolved
from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.documents.subject import ParsedFile, Unit
from ecslint.facts import deployment_tools as facts
from ecslint.finding import Finding, Severity
from ecslint.project.scripts import Listed, beside, container_list, scripts_above, terraform_above
from ecslint.validation.problems import MISSING_FIELD, READ_ONLY, UNKNOWN_FIELD


@dataclass
class Treatment:
    """What happens to a file before AWS sees it."""

    tools: list[facts.Tool] = field(default_factory=list)
    """The tools that deploy the file."""
    task_members: set[str] = field(default_factory=set)
    """Members of the task definition that are filled in."""
    container_members: set[str] = field(default_factory=set)
    """Members of its containers that are filled in."""
    replaced: set[str] = field(default_factory=set)
    """Texts that a script replaces."""
    dropped: set[str] = field(default_factory=set)
    """Read-only members that a script or program of the repository leaves out."""
    joined: bool = False
    """Whether a script joins the file with another one."""
    terraform: bool = False
    """Whether Terraform reads the file, which ignores members of containers that it does not know."""

    containers: str = ""
    """The name of a file beside it with a bare list of containers, as tools join it with the rest."""

    @property
    def merges(self) -> bool:
        """Whether the file is only a part of what is registered."""
        return self.joined or any(tool.merges for tool in self.tools)

    @property
    def fills(self) -> bool:
        """Whether anything in the file may be another value when it is deployed."""
        return bool(self.task_members or self.container_members or self.replaced or self.merges)


def adjusted(
    findings: list[Finding],
    units: Sequence[Unit],
    configuration: Configuration,
    lint: Callable[[list[Unit]], list[Finding]],
    folders: Folders,
) -> list[Finding]:
    """Return the findings that are left once the tools of the repository have had their turn.

    ``lint`` returns what is found in parsed files, of which it lints those that are not for context only.
    ``folders`` gets what is around the files.
    """
    wrong = {f.path for f in findings if f.severity is Severity.ERROR and f.path != "-"}
    treated = {path: treatment_of(path, folders) for path in sorted(wrong)}
    filled = {path for path, treatment in treated.items() if treatment.fills}
    left = set[tuple[str, str, str]]()
    if filled:
        left = {_key(found) for found in lint(list(_as_deployed(units, filled, treated)))}
    kept = []
    for finding in findings:
        treatment = treated.get(finding.path)
        if finding.path in filled and _key(finding) not in left:
            continue
        kept.append(finding if treatment is None else _milder(finding, treatment, configuration))
    return [finding for finding in kept if finding is not None]


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.path, finding.rule, finding.pointer


def _as_deployed(units: Sequence[Unit], filled: set[str], treated: dict[str, Treatment]) -> Iterator[Unit]:
    """Yield the parsed files with what is filled in as unknown; those that stay as they are for context."""
    for unit in units:
        path = unit.document.path
        if path not in filled:
            again = isinstance(unit, ParsedFile)
            yield read(unit.document)._replace(context_only=True) if again else unit
            continue
        if isinstance(unit, ParsedFile) and unit.context_only:
            yield unit  # what a script gives beside the file
            continue
        data = as_deployed(unit.document.data, treated[path])
        changed = read(unit.document.with_data(data))
        yield changed if changed.kind == unit.kind else read(unit.document)


def as_deployed(data: object, treatment: Treatment) -> object:
    """Return the data of a file with ``Unresolved`` for what is filled in."""
    if treatment.replaced:
        data = _without(data, treatment.replaced)
    if isinstance(data, list):
        return [_container(item, treatment) for item in data]
    if not isinstance(data, dict):
        return data
    if isinstance(data.get("taskDefinition"), dict):  # as describe-task-definition prints it
        return {**data, "taskDefinition": as_deployed(data["taskDefinition"], treatment)}
    containers = data.get("containerDefinitions")
    if not isinstance(containers, list):
        return data
    data = {**data, "containerDefinitions": [_container(item, treatment) for item in containers]}
    data.update({name: Unresolved(ELSEWHERE) for name in treatment.task_members})
    if treatment.merges:
        data = {**_all_members("task-definition"), **data}
    return data


def _container(item: object, treatment: Treatment) -> object:
    if not isinstance(item, dict):
        return item
    item = {**item, **{name: Unresolved(ELSEWHERE) for name in treatment.container_members}}
    if treatment.merges:
        item = {**_all_members("container-definitions"), **item}
    return item


def _all_members(name: str) -> dict[str, object]:
    from ecslint.base import schemas

    schema = schemas.load(name)
    node = schema if "properties" in schema else schema["$defs"]["ContainerDefinition"]
    return {member: Unresolved(ELSEWHERE) for member in node["properties"]}


def _without(data: object, texts: Iterable[str]) -> object:
    """Return data in which a text that a script replaces, or one with it inside, is unknown."""
    if isinstance(data, str):
        return Unresolved(PLACEHOLDER, data) if any(text in data for text in texts) else data
    if isinstance(data, dict):
        return {key: _without(value, texts) for key, value in data.items()}
    return [_without(item, texts) for item in data] if isinstance(data, list) else data


def _milder(finding: Finding, treatment: Treatment, configuration: Configuration) -> Finding | None:
    """Return a finding as a warning where a tool drops what it is about, ``None`` where it moves that."""
    if finding.rule in configuration.settings_for(finding.path).severities:
        return finding
    steps = finding.pointer.split("/")
    if finding.rule == "ECS527" and any(steps[1:2] and steps[1] in tool.moves for tool in treatment.tools):
        return None
    if finding.severity is not Severity.ERROR:
        return finding
    if finding.rule == READ_ONLY and len(steps) == 2:
        for tool in treatment.tools:
            dropped = tool.unwraps if steps[1] == "taskDefinition" else tool.drops is None
            if dropped or steps[1] in (tool.drops or ()):
                drops = "drops" if tool.is_certain else "may drop"
                message = f"{finding.message} ({tool.name} {drops} it)"
                return replace(finding, severity=Severity.WARNING, message=message)
        if steps[1] in treatment.dropped:
            message = f"{finding.message} (a script of this repository may drop it)"
            return replace(finding, severity=Severity.WARNING, message=message)
    if finding.rule == UNKNOWN_FIELD and steps[1:2] != ["Resources"]:
        for tool in treatment.tools:
            if tool.ignores_unknown:
                return _ignored(finding, tool, steps[-1])
    if finding.rule == MISSING_FIELD and steps == [""] and treatment.containers:
        message = f'{finding.message} (unless a tool joins it with "{treatment.containers}")'
        return replace(finding, severity=Severity.WARNING, message=message)
    if finding.rule == UNKNOWN_FIELD and treatment.terraform and steps[1:2] and steps[1].isdecimal():
        message = f"{finding.message} (Terraform, which reads this file, ignores it)"
        return replace(finding, severity=Severity.WARNING, message=message)
    return finding


def _ignored(finding: Finding, tool: facts.Tool, name: str) -> Finding | None:
    """Return what is left of an unknown field that a tool ignores; it reads a name in the wrong case."""
    if finding.message.casefold().count(f'"{name.casefold()}"') > 1:
        return None
    message = f"{finding.message} ({tool.name} ignores it)"
    return replace(finding, severity=Severity.WARNING, message=message)


class _Folder:
    """What is around the files of a folder, worked out once for all of them."""

    def __init__(self, folder: str) -> None:
        listed: Listed = {}
        self.texts = scripts_above(folder, listed)
        near = beside(folder, listed)
        self.tools = [
            tool
            for tool in facts.TOOLS
            if any(os.path.isfile(os.path.join(folder, each)) for each in tool.names)
            or any(re.search(tool.sign, text) for text in (near if tool.beside else self.texts))
        ]
        self.programs = [
            text
            for text in (*scripts_above(folder, listed, facts.PROGRAMS), *_inline(self.texts))
            if re.search(facts.PROGRAM_SIGN, text)
        ]
        self.replaced = {each for text in (*self.texts, *self.programs) for each in _replaced(text)}
        self.rendered: set[str] = set()
        """Members of containers that the action which renders task definitions is given."""
        for text in self.texts:
            if facts.RENDER_ACTION in text:
                given = set(re.findall(r"(?m)(?:^|[{,])[ \t]*([a-z-]+)[ \t]*:", text))
                self.rendered |= {member for key, member in facts.RENDER_INPUTS.items() if key in given}
        self.containers = container_list(folder, listed)
        self.terraform = [
            text
            for text in terraform_above(folder, listed)
            if re.search(r"\b(?:templatefile|file)\s*\(", text)
        ]


Folders: TypeAlias = dict[str, _Folder]
"""What is around the files of folders, by their paths."""


def treatment_of(path: str, folders: Folders | None = None) -> Treatment:
    """Return what the tools and scripts around a file do to it; ``folders`` keeps what is known of theirs."""
    folder, name = os.path.split(os.path.abspath(path))
    known = {} if folders is None else folders
    around = known.get(folder)
    if around is None:
        around = known[folder] = _Folder(folder)
    treatment = Treatment([*around.tools], set(), {*around.rendered}, {*around.replaced})
    for text in around.texts:
        if name in text and ("jq" in text or "yq" in text):
            _written_by_jq(text, treatment)
            treatment.joined |= any(_JOINS.search(line) and name in line for line in text.splitlines())
            if _DROPS.search(text):
                treatment.dropped |= _read_only(text)
        if name in text and "register-task-definition" in text:
            _given_by_flags(text, name, treatment)
    for text in around.programs:
        if name in text:
            _written_by_program(text, treatment)
            treatment.dropped |= _read_only(text)
    treatment.containers = around.containers
    treatment.terraform = any(name in text for text in around.terraform)
    return treatment


_MEMBER = regex(r"[.\"'](\w++)")
_DROPS = regex(r"\bdel ?\(|\.taskDefinition\b")
_JOINS = regex(
    r"\bjq\b[^|\n]{0,120}? -{1,2}(?:s|slurp)\b[^\n]*\*|\byq\b[^|\n]{0,60}?\b(?:ea|eval-all|merge|m)\b"
)
_ASSIGNED = regex(
    r"(?:\[[\"'](\w++)[\"']\]|\.(\w++))\s*\+?=(?![=>])"  # task["cpu"] = …, task.cpu = …
    r"|[(,]\s*(\w++)=(?!=)|[{,]\s*[\"']?(\w++)[\"']?:"  # update(cpu=…), {...task, cpu: …}
)
_REPLACED = regex(r"(?i)(?:\.replace(?:all)?\(|-c?replace\s|\bgsub\()\s*([\"'])([\w#@%:./-]{4,120})\1")
"""What programs, PowerShell and jq replace: a text without signs of a regular expression."""
_FLAG = regex(r"(?<![\w-])--([a-z][a-z-]{2,40})(?=[ =])")
_SED = regex(r"\bs([|/#@,;:!])((?:\\.|(?!\1)[^\n\\]){3,120})\1")
_IN_CONTAINER = regex(
    r"(?:containerDefinitions(?:\[[^\]\n]{0,120}\])?\s*\.\s*|map\(\s*(?:if[^\n]{0,120}?then\s*)?\.)(\w++)[^\n|=]{0,120}[|+]?=(?!=)"
)
_IN_TASK = regex(r"(?<![\w\])])\.(\w+)\s*[|+]?=(?!=)")


@lru_cache(maxsize=64)
def _replaced(text: str) -> frozenset[str]:
    """Return the texts that the sed commands of a script replace."""
    plain = frozenset(m[2] for m in _REPLACED.finditer(text) if len(m[2]) > 3)
    if "sed" not in text and "perl" not in text:
        return plain
    found = (re.sub(r"\\(.)", r"\1", match[2]) for match in _SED.finditer(text))
    return plain | frozenset(
        each for each in found if not re.search(r"[*+?^|]", each.strip("$")) and len(each) > 3
    )


def _read_only(text: str) -> set[str]:
    """Return the read-only members that a text which drops some has to do with."""
    asked = {*facts.ACTION_DROPS, "deleteRequestedAt", "taskDefinition"}
    return asked & set(_MEMBER.findall(text))


def _inline(texts: Sequence[str]) -> Iterator[str]:
    """Yield the scripts and workflows with a program inside that calls the SDK."""
    for text in texts:
        if "register_task_definition" in text or "RegisterTaskDefinition" in text:
            yield text


def _given_by_flags(text: str, name: str, treatment: Treatment) -> None:
    """Note the members that options give beside the file, which they override."""
    members = _all_members("task-definition").keys() - {"containerDefinitions"}
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if name in line and "register-task-definition" in line:
            given = (re.sub(r"-(\w)", lambda m: m[1].upper(), flag) for flag in _FLAG.findall(line))
            treatment.task_members |= members & set(given)


def _written_by_program(text: str, treatment: Treatment) -> None:
    """Note the members that a program sets; whether of the task or of a container is not told apart."""
    named = {name for m in _ASSIGNED.finditer(text) for name in m.groups() if name} - {"containerDefinitions"}
    treatment.container_members |= named & _all_members("container-definitions").keys()
    treatment.task_members |= named & _all_members("task-definition").keys()


def _written_by_jq(text: str, treatment: Treatment) -> None:
    """Note the members that the jq or yq commands of a script write."""
    containers, tasks = _all_members("container-definitions"), _all_members("task-definition")
    treatment.container_members |= {m[1] for m in _IN_CONTAINER.finditer(text) if m[1] in containers}
    treatment.task_members |= {
        m[1] for m in _IN_TASK.finditer(text) if m[1] in tasks and m[1] != "containerDefinitions"
    }
