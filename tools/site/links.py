"""Links of the repository's documents, as the site needs them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ecslint.catalogue.pages import SITE

REPOSITORY: Final = "https://github.com/ecslint/ecslint/blob/main/"
_LINK: Final = re.compile(r"(\]\()([^)\s#]*)(#[^)\s]*)?(\))")


class Links:
    """Rewrites links between documents; what the site does not have is linked in the repository."""

    def __init__(self, root: Path, copied: Mapping[str, str]) -> None:
        self._root = root
        self._copied = copied

    def rewritten(self, source: str, text: str) -> str:
        """Return the text of ``source`` with its links as its page needs them.

        Raises ``ValueError`` for a link to a file that is not there.
        """
        lines, fenced, listed = [], False, False
        for line in text.split("\n"):
            if line.startswith("```"):
                fenced = not fenced
            if line.strip() and not line.startswith(" "):
                listed = line.startswith(("- ", "-   ", "1. "))
            code = fenced or line.startswith("```") or (line.startswith("    ") and not listed)
            lines.append(line if code else _LINK.sub(lambda link: self._link(source, link), line))
        return "\n".join(lines)

    def _link(self, source: str, link: re.Match[str]) -> str:
        start, target, anchor, end = link.groups()
        if target.startswith(SITE):
            page = self._page(target.removeprefix(SITE).strip("/"))
            return f"{start}{self._relative(page, source)}{anchor or ''}{end}"
        if not target or ":" in target:
            return link[0]
        path = os.path.normpath(os.path.join(os.path.dirname(source), target)).replace(os.sep, "/")
        if path in self._copied:
            return f"{start}{self._relative(self._copied[path], source)}{anchor or ''}{end}"
        if not (self._root / path).exists():
            raise ValueError(f"{source}: a link to {target}, which is not there")
        return f"{start}{REPOSITORY}{path}{anchor or ''}{end}"

    def _page(self, address: str) -> str:
        """Return the page that an address of the site is of."""
        return "index.md" if not address else "rules/index.md" if address == "rules" else f"{address}.md"

    def _relative(self, page: str, source: str) -> str:
        folder = os.path.dirname(self._copied[source]) or "."
        return os.path.relpath(page, folder).replace(os.sep, "/")
