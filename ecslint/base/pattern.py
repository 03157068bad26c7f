"""Regular expressions that are compiled when they are first used.

A run uses a part of the patterns of the modules that it loads; to compile one takes as long as to import a
small module.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class LazyPattern:
    """What ``re.compile`` returns for the same arguments, once something is asked of it."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def compiled(self) -> re.Pattern[str]:
        """Return the compiled pattern; its methods are this object's own from then on."""
        found = re.compile(self._text, self._flags)
        self.__dict__.update({name: getattr(found, name) for name in _METHODS})
        return found

    def __getattr__(self, name: str) -> Any:
        """Compile for the first use of a method, or return an attribute of the pattern."""
        return getattr(self.compiled(), name)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern, to be used by its methods; raises ``re.error`` at the first use if it is none."""
    return cast("re.Pattern[str]", LazyPattern(text, flags))
