"""A page for each rule, and the table of all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from ecslint.catalogue.pages import Rule
from ecslint.testing.examples import KINDS

THEMES: Final = {
    "ECS0": "Syntax and structure",
    "ECS1": "Task size and launch types",
    "ECS2": "Network modes and ports",
    "ECS3": "Secrets, environment, IAM",
    "ECS4": "Health, dependencies, lifecycle, processes",
    "ECS5": "Services and deployment",
    "ECS6": "Network and capacity",
    "ECS7": "Storage and logging",
    "ECS8": "AppSpec and CodeDeploy",
    "ECS9": "Cost and sizing",
}
_FENCE: Final = re.compile(r"^```([a-z]+)? ?([^\n]*)$", re.MULTILINE)
_WORDS: Final = {
    "bad": "Reported",
    "good": "In order",
    "unresolved": "Not known, so silent",
    "context": "What the AWS CLI described",
}


def rule_page(rule: Rule) -> str:
    """Return a rule's page: what ``ecslint explain`` says, with a front matter that MkDocs reads."""
    front = {
        "title": f"{rule.id} {rule.name}",
        "description": rule.title.replace("`", ""),
        "tags": [*rule.tags, str(rule.severity), *(["fixable"] if rule.fixable != "no" else [])],
        "search": {"boost": 2},
    }
    facts = [f"**{rule.severity}**", f"`{rule.id}`", f"`{rule.name}`"]
    if not rule.default:
        facts.append("off unless selected")
    if rule.fixable != "no":
        facts.append("`--fix` fixes it" if rule.fixable == "safe" else "`--unsafe-fixes` fixes it")
    title, _, rest = rule.body.partition("\n")
    parts = [f"---\n{json.dumps(front)}\n---\n", title, "", f"{' · '.join(facts)}\n", _fences(rest)]
    if rule.evidence:
        parts.append("\n## Where AWS' words were seen\n")
        parts += [f"- `{text}` — {_linked(where)}" for text, where in rule.evidence]
    parts.append("\n## Sources\n")
    parts += [f"- {_linked(source)}" for source in rule.values("sources")]
    parts.append(f"\nOffline: `ecslint explain {rule.id}`.")
    return "\n".join(parts) + "\n"


def _linked(text: str) -> str:
    return re.sub(r"(https://[^\s,]+)", r"<\1>", text)


def _fences(body: str) -> str:
    """Return a page's text with its examples titled by what must happen."""
    inside = False

    def fence(match: re.Match[str]) -> str:
        nonlocal inside
        if inside:
            inside = False
            return match[0]
        inside = True
        language, words = match[1] or "text", (match[2] or "").split()
        if language == "output":
            return '```text title="ecslint check"'
        kind = next((word for word in words if word in KINDS), None)
        if kind is None:
            return f"```{language}"
        file = next((word[5:] for word in words if word.startswith("file=")), "")
        label = f"{_WORDS.get(kind, kind)}: {file}" if file else _WORDS.get(kind, kind)
        return f'```{language} title="{label}"'

    return _FENCE.sub(fence, body)


def index_page(rules: Sequence[Rule]) -> str:
    """Return the table of all rules by theme, which a script on the page filters."""
    tags = sorted({tag for rule in rules for tag in rule.tags})
    options = "".join(f"<option>{tag}</option>" for tag in tags)
    parts = [
        f"---\n{json.dumps({'title': 'Rules', 'hide': ['toc']})}\n---\n",
        "# Rules",
        "",
        f"{len(rules)} rules. Each page says why, with AWS' own error text, how to fix it, and has examples "
        "that run as tests. [I see this error, what is it?](../errors.md) finds rules by the text; "
        "[all tags](../tags.md) lists them by tag.",
        "",
        '<div class="filters" hidden>'
        '<input type="search" id="rule-filter" placeholder="Filter by id, name or words" '
        'aria-label="Filter rules">'
        f'<select id="rule-tag" aria-label="Tag"><option value="">all tags</option>{options}</select>'
        '<select id="rule-severity" aria-label="Severity"><option value="">all severities</option>'
        "<option>error</option><option>warning</option><option>info</option></select>"
        '<span id="rule-count" role="status"></span></div>',
        "",
    ]
    for prefix, theme in THEMES.items():
        group = [rule for rule in rules if rule.id.startswith(prefix)]
        if not group:
            continue
        parts += [f"## {theme}", "", "| rule | severity | what is wrong | tags |", "|---|---|---|---|"]
        parts += [_row(rule) for rule in group]
        parts.append("")
    return "\n".join(parts)


def _row(rule: Rule) -> str:
    page = f"{rule.id}-{rule.name}.md"
    default = "" if rule.default else " (off)"
    title = rule.title.replace("|", "\\|")
    return f"| [{rule.id}]({page}) {rule.name} | {rule.severity}{default} | {title} | {' '.join(rule.tags)} |"


def tags_page() -> str:
    """Return the page that the plug-in for tags fills in."""
    return "# Rules by tag\n\n<!-- material/tags -->\n"
