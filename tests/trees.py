"""Syntax trees of modules, parsed once for all tests that look at source code."""

from __future__ import annotations

import ast
from functools import cache


@cache
def tree_of(text: str) -> ast.Module:
    """Return the tree of a module's text; nothing changes it."""
    return ast.parse(text)
