"""``I see this error, what is it?``: error texts that rule pages quote, with the rules that tell before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ecslint.catalogue.pages import Rule

_CODE: Final = re.compile(r"`([^`]+)`")
_LEAST: Final = 4
"""Words from which a quoted text is a sentence, not a name or a value."""


def quoted(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield the error texts that a page quotes, and where each was seen (``""``: not said)."""
    prose = re.sub(r"\s+", " ", rule.body.partition("\n## Examples")[0])
    texts = list(dict.fromkeys(_CODE.findall(prose)))
    seen = set()
    for beginning, where in rule.evidence:
        whole = next((text for text in texts if beginning in text), beginning)
        seen.add(whole)
        yield whole, where
    for text in texts:
        if text not in seen and _is_sentence(text):
            yield text, ""


def _is_sentence(text: str) -> bool:
    words = text.split()
    plain = sum(1 for word in words if re.fullmatch(r"[A-Za-z']+[.,:;)]?", word))
    return len(words) >= _LEAST and plain >= _LEAST and text[0].isupper()


def errors_page(rules: Sequence[Rule]) -> str:
    """Return the index by the texts in the order of the alphabet."""
    found: dict[str, list[tuple[Rule, str]]] = {}
    for rule in rules:
        for text, where in quoted(rule):
            found.setdefault(text, []).append((rule, where))
    parts = [
        "---\ntitle: I see this error, what is it?\nhide: [navigation, toc]\n---\n",
        "# I see this error, what is it?\n",
        f"{len(found)} texts of AWS, Docker and their tools that rule pages quote. Names, numbers and "
        "ARNs in yours differ: look for the words around them, or use the search at the top of the page.\n",
        '<div class="filters" hidden><input type="search" id="error-filter" '
        'placeholder="Paste a part of the error" aria-label="Filter errors">'
        '<span id="error-count" role="status"></span></div>\n',
        "| the error says | what it is | where it was seen |\n|---|---|---|",
    ]
    for text in sorted(found, key=str.lower):
        for rule, where in found[text]:
            page = f"rules/{rule.id}-{rule.name}.md"
            kind = re.sub(r"(https://[^\s,]+)", r"[source](\1)", where).replace("|", "\\|")
            parts.append(f"| `{text}` | [{rule.id}]({page}) {rule.title} | {kind} |")
    return "\n".join(parts) + "\n"
