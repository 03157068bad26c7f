"""Start a rule: write its page and a check to fill in.

Usage: python -m tools.new_rule ECS190 fargate-something [--module task_size] [--subject Container]
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from ecslint import __version__, catalogue

ROOT = Path(__file__).parent.parent
THEMES = {
    "1": "task_size",
    "2": "task_network",
    "3": "task_secrets",
    "4": "task_containers",
    "5": "service_deployment",
    "7": "task_storage",
    "8": "appspec_file",
}
MODULES = {"TaskDefinition": "task", "Container": "task", "Service": "service", "AppSpec": "appspec"}

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
from ecslint.model.{model} import {subject}
'''


def main(arguments: list[str] | None = None) -> int:
    """Write the page and append the check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("id")
    parser.add_argument("name", help="lower-case words with hyphens; the pattern, not the remedy")
    parser.add_argument("--module", help="module of ecslint/checks (default: by theme)")
    parser.add_argument("--subject", choices=sorted(MODULES), default="TaskDefinition")
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
    module = ROOT / "ecslint" / "checks" / f"{options.module or THEMES.get(options.id[3], 'task_other')}.py"
    model = MODULES[options.subject]
    text = (
        module.read_text(encoding="utf-8")
        if module.exists()
        else HEAD.format(model=model, subject=options.subject)
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
