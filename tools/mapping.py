"""Write ``docs/mapping.md``: the checks of other tools and the rules that answer them.

Usage: python -m tools.mapping [--check]

The ids come from ``covers`` in the front matter of the rules (``checkov:CKV_AWS_97``).
"""

from __future__ import annotations

import re
from pathlib import Path

from ecslint.catalogue import pages as catalogue
from tools.generated import write_or_check

PATH = Path(__file__).parent.parent / "docs" / "mapping.md"
TOOLS = {
    "securityhub": "AWS Security Hub",
    "controltower": "AWS Control Tower (proactive controls)",
    "cfn-lint": "cfn-lint",
    "checkov": "checkov",
    "trivy": "Trivy",
    "kics": "KICS",
    "prowler": "Prowler",
    "cdk-nag": "cdk-nag",
    "appspec-assistant": "aws-codedeploy-appspec-assistant",
    "runbook": "AWS Support automation runbooks",
    "exec-checker": "amazon-ecs-exec-checker",
}
"""Prefix in ``covers`` and what people call the tool, in the order of the page."""

HEAD = """# From other tools to ecslint

Which rule answers a check that you know from another tool. The rules often see more than the check: other
spellings, other platforms, values behind parameters. `(off)` marks rules that run only when they are
selected (`--select security`, `--select ECS165`) or with `--profile strict`. `ecslint rules --format json`
has the same under `covers`. This page is written by `python -m tools.mapping`.
"""


def page() -> str:
    """Return the text of the page."""
    by_tool: dict[str, dict[str, list[catalogue.Rule]]] = {tool: {} for tool in TOOLS}
    for rule in catalogue.rules():
        for covers in rule.values("covers"):
            tool, colon, check = covers.partition(":")
            if colon:
                by_tool[tool].setdefault(check, []).append(rule)
    parts = [HEAD]
    for tool, title in TOOLS.items():
        parts.append(f"\n## {title}\n\n| {title} | ecslint |\n|---|---|\n")
        for check in sorted(by_tool[tool], key=_natural):
            links = ", ".join(_link(rule) for rule in by_tool[tool][check])
            parts.append(f"| {check} | {links} |\n")
    return "".join(parts)


def _link(rule: catalogue.Rule) -> str:
    off = "" if rule.default else " (off)"
    return f"[{rule.id}](../rules/{rule.id}-{rule.name}.md) {rule.name}{off}"


def _natural(check: str) -> list[tuple[bool, int, str]]:
    """Sort ECS.2 before ECS.10."""
    return [
        (not part.isdigit(), int(part or 0) if part.isdigit() else 0, part)
        for part in re.split(r"(\d+)", check)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return the exit status."""
    return write_or_check(PATH, page(), "tools.mapping", arguments)


if __name__ == "__main__":
    raise SystemExit(main())
