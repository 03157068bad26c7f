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

ROOT = Path(__file__).parent.parent
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

```json bad
{{
  "family": "web",
  "containerDefinitions": [{{"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 512}}]
}}
```

```json good
{{
  "family": "web",
  "containerDefinitions": [{{"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 512}}]
}}
```
"""

CHECK = """

@check("{id}")
def {function}({argument}: {subject}) -> Problems:
    yield Problem({argument}.at("member"), "say what is there, what is allowed, and the nearest valid fix")
"""

HEAD = '''"""Say what these rules have in common."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from {module} import {subject}
'''


def main(arguments: list[str] | None = None) -> int:
    """Write the page and append the check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("id")
    parser.add_argument("name", help="lower-case words with hyphens; the pattern, not the remedy")
    parser.add_argument("--module", help="module of ecslint/checks, as task.size (default: the name)")
    parser.add_argument("--subject", choices=sorted(SUBJECTS), default="TaskDefinition")
    options = parser.parse_args(arguments)
    problem = _refuse(options.id, options.name)
    if problem:
        print(f"new_rule: {problem}", file=sys.stderr)
        return 2
    page = ROOT / "rules" / f"{options.id}-{options.name}.md"
    month = f"{date.today():%Y-%m}"
    page.write_text(
        PAGE.format(id=options.id, name=options.name, version=__version__, month=month), encoding="utf-8"
    )
    row = SUBJECTS[options.subject]
    name = options.module or f"{row.folder or 'cluster'}.{options.name.replace('-', '_')}"
    module = ROOT.joinpath("ecslint", "checks", *name.split(".")).with_suffix(".py")
    text = (
        module.read_text(encoding="utf-8")
        if module.exists()
        else HEAD.format(module=_module_of(options.subject), subject=options.subject)
    )
    text += CHECK.format(
        id=options.id,
        function=options.name.replace("-", "_"),
        argument=options.subject.lower().replace("taskdefinition", "task"),
        subject=options.subject,
    )
    module.write_text(text, encoding="utf-8")
    print(f"wrote {page.relative_to(ROOT)} and a check in {module.relative_to(ROOT)}")
    return 0


def _module_of(subject: str) -> str:
    """Return the module that defines the model of a subject."""
    for path in sorted((ROOT / "ecslint").rglob("*.py")):
        if re.search(rf"^class {subject}\b", path.read_text(encoding="utf-8"), re.M):
            return ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return "ecslint.documents.cloudformation.resolved"


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
