"""The README as PyPI shows it: links of the repository lead there. A metadata hook of hatchling."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    class MetadataHookInterface:
        """What hatchling calls; its own types are there only where it is installed."""

        root: str

else:
    from hatchling.metadata.plugin.interface import MetadataHookInterface

REPOSITORY = "https://github.com/ecslint/ecslint/blob/main/"
_LINK = re.compile(r"(\]\()(?![a-z]+:|#)([^)\s]+\))")


def absolute(text: str) -> str:
    """Return Markdown in which relative links lead to the repository."""
    return _LINK.sub(rf"\g<1>{REPOSITORY}\g<2>", text)


class CustomMetadataHook(MetadataHookInterface):
    """Sets the readme of the package."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the README with absolute links into the metadata."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text)}
