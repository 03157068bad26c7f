"""Files that lie beside a linted one and belong to it, such as an environment file that is uploaded to S3."""

from __future__ import annotations

import os
from typing import Final

from ecslint.base.read_file import read_file
from ecslint.source.document import Document

LOOKED: Final = "looked beside"
"""Under this name a document's file text knows that something beside it was asked for."""
LARGEST: Final = 1 << 20
"""Bytes of the largest file that is read."""


def read_beside(document: Document, name: str) -> tuple[str, bytes] | None:
    """Return path and content of a file in the folder of a document, ``None`` if there is none.

    ``name`` may have folders; it is not followed out of the folder, nor through links.
    """
    parts = name.split("/")
    if document.path in ("", "-") or any(part in ("", ".", "..") for part in parts):
        return None
    document.file.known[LOOKED] = True
    folder = os.path.dirname(document.path)
    path = folder
    for part in parts:
        path = os.path.join(path, part)
        if os.path.islink(path):
            return None
    try:
        return os.path.relpath(path, folder or "."), read_file(path, LARGEST)
    except (OSError, ValueError):
        return None
