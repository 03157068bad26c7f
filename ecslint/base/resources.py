"""Where the data folders ``rules`` and ``schemas`` are: in the package, or beside it in a checkout."""

from __future__ import annotations

import os
from functools import cache


@cache
def data_directory(name: str) -> str:
    """Return the path of a data folder; raises ``FileNotFoundError`` if the installation is broken."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    packaged = os.path.join(package, "_data", name)
    if os.path.isdir(packaged):
        return packaged
    checkout = os.path.dirname(package)
    if os.path.isfile(os.path.join(checkout, "pyproject.toml")):
        return os.path.join(checkout, name)
    raise FileNotFoundError(f"ecslint is not installed completely: its {name} folder is missing")
