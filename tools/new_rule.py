"""Start a rule: write its page and a check to fill in.

Usage: python -m tools.new_rule ECS190 fargate-something [--module task.size] [--subject Container]
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from ecslint import __version__
from ecslint.catalogue import pages as catalogue
from ecslint.checks.registry import SUBJECTS
from ecslint.documents.cloudformation.resource_kinds import kinds

ROOT = Path(__file__).parent.parent
CHECKS = ROOT / "ecslint" / "checks"
WRONG = "replace-me"
"""The value that the check of a new rule reports until it is filled in."""
PAGE = """---
id: {id}
name: {name}
severity: error
since: {version}
fixable: no
tags: []
covers: []
sources:
  - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html ({month})
---
# One sentence that says what is wrong

One paragraph: what AWS does, with the error text that people search for, quoted.

## How to fix

What to write instead.

## Examples

```{language} bad
{bad}
```

```{language} good
{good}
```
"""

CHECK = """

@check("{id}")
def {function}({argument}: {subject}) -> Problems:
    if {argument}.{member} == "{wrong}":
        yield Problem({argument}.at("{key}"), '{key} is "{wrong}"; use a value that holds')
"""

HEAD = '''"""Say what these rules have in common."""

from __future__ import annotations

{imports}'''
_MODEL = """from ecslint.checks import check
from ecslint.finding import Problem, Problems
from {module} import {subject}
"""
_RESOURCE = """from typing import TYPE_CHECKING, TypeAlias

from ecslint.checks import check
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

    {subject}: TypeAlias = Resolved
"""
_TASK = """{{
  "family": "{family}",
  "containerDefinitions": [{{"name": "{name}", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 512}}]
}}"""
_TEMPLATE = """Description: {value}
Resources:
  Example:
    Type: {type}"""


def main(arguments: list[str] | None = None) -> int:
    """Write the page and append the check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("id")
    parser.add_argument("name", help="lower-case words with hyphens; the pattern, not the remedy")
    parser.add_argument("--module", help="module of ecslint/checks, as task.size (default: the name)")
    parser.add_argument("--subject", choices=sorted(SUBJECTS), default="TaskDefinition")
    options = parser.parse_args(arguments)
    folder = SUBJECTS[options.subject].folder
    name = options.module or f"{folder}.{options.name.replace('-', '_')}"
    problem = _refuse(options.id, options.name) or _refuse_module(name, folder, options.subject)
    if problem:
        print(f"new_rule: {problem}", file=sys.stderr)
        return 2
    page = ROOT / "rules" / f"{options.id}-{options.name}.md"
    page.write_text(_page(options.id, options.name, options.subject), encoding="utf-8")
    module = CHECKS.joinpath(*name.split(".")).with_suffix(".py")
    text = (
        module.read_text(encoding="utf-8")
        if module.exists()
        else HEAD.format(imports=_imports(options.subject))
    )
    module.write_text(text + _check(options.id, options.name, options.subject), encoding="utf-8")
    print(f"wrote rules/{page.name} and a check in ecslint/checks/{module.parent.name}/{module.name}")
    return 0


def _page(rule: str, name: str, subject: str) -> str:
    """Return a page with two examples that differ in what the check of ``_check`` asks for."""
    language = "json"
    if subject == "TaskDefinition":
        bad, good = (_TASK.format(family=family, name="web") for family in (WRONG, "web"))
    elif subject == "Container":
        bad, good = (_TASK.format(family="web", name=container) for container in (WRONG, "web"))
    else:
        language = "yaml"
        kind = next((kind for kind, row in kinds().items() if row.name == subject), f"AWS::ECS::{subject}")
        bad, good = (_TEMPLATE.format(value=value, type=kind) for value in (WRONG, "web"))
    month = f"{date.today():%Y-%m}"
    return PAGE.format(
        id=rule, name=name, version=__version__, month=month, language=language, bad=bad, good=good
    )


def _check(rule: str, name: str, subject: str) -> str:
    """Return a check to fill in."""
    argument = re.sub(r"(?<!^)(?=[A-Z])", "_", subject).lower().replace("task_definition", "task")
    key = {"TaskDefinition": "family", "Container": "name"}.get(subject, "member")
    member = key if key != "member" else 'get("member")' if _is_resource(subject) else "member"
    return CHECK.format(
        id=rule, function=name.replace("-", "_"), argument=argument, subject=subject, key=key, member=member,
        wrong=WRONG,
    )  # fmt: skip


def _is_resource(subject: str) -> bool:
    """Say whether a subject is a resource of a template that has no model."""
    return any(row.name == subject for row in kinds().values())


def _imports(subject: str) -> str:
    """Return the imports of a module of checks on a subject."""
    if _is_resource(subject):
        return _RESOURCE.format(subject=subject)
    return _MODEL.format(module=_module_of(subject), subject=subject)


def _module_of(subject: str) -> str:
    """Return the module that defines the model of a subject; raises ``LookupError`` if there is none."""
    for path in sorted((ROOT / "ecslint").rglob("*.py")):
        if re.search(rf"^class {subject}\b", path.read_text(encoding="utf-8"), re.M):
            return ".".join(path.relative_to(ROOT).with_suffix("").parts)
    raise LookupError(subject)


def _refuse_module(name: str, folder: str, subject: str) -> str | None:
    """Return why a module of checks would never be loaded for a subject."""
    if not re.fullmatch(r"[a-z_]+\.[a-z][a-z0-9_]*", name):
        return f"{name!r} is not a module of ecslint/checks: write a folder and a name, such as {folder}.size"
    if name.partition(".")[0] != folder:
        return f"checks on {subject} lie in ecslint/checks/{folder}; write {folder}.{name.partition('.')[2]}"
    return None


def _refuse(rule: str, name: str) -> str | None:
    if not re.fullmatch(r"ECS\d{3}", rule):
        return f"{rule!r} is no id: write ECS and three digits"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        return f"{name!r} is no name: write lower-case words with hyphens"
    taken = catalogue.ids_and_names()
    if rule in taken:
        return f"{rule} is taken by {taken[rule]}"
    if name in taken.values():
        return f"a rule is already called {name}"
    return None


if __name__ == "__main__":
    raise SystemExit(main())
