"""``python -m tools.truths``: where the truth of a value is asked that may not be known.

``Unresolved`` raises when it is taken for true or false, so that no rule takes "unknown" for "absent"; this
finds such places by the types of mypy, before any file reaches them. What a
function of another name has looked at (``is_complete``, ``any``) is listed as well: mypy does not see it.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from mypy import build, nodes, options
from mypy.config_parser import parse_config_file
from mypy.find_sources import create_source_list
from mypy.types import Instance, Type, UnionType, get_proper_type

ROOT = Path(__file__).parent.parent
UNRESOLVED = "ecslint.base.unresolved.Unresolved"
Place = tuple[int, int, int | None, int | None]
"""Line and column of the start and the end of an expression."""


def main() -> int:
    """Print the places, or that there are none."""
    found = sorted(set(places()))
    for place in found:
        print(f"{place}: the truth of a value that may be unresolved")
    print(f"{len(found)} places where the truth of a value that may be unresolved is asked")
    return 1 if found else 0


def places(source: str = "ecslint", prefix: str = "ecslint") -> Iterator[str]:
    """Yield ``path:line`` for each expression that is, or holds in its type, an ``Unresolved``.

    ``source`` is a folder or a file, ``prefix`` the beginning of the names of the modules that are looked at.
    """
    os.chdir(ROOT)
    chosen = options.Options()
    parse_config_file(chosen, lambda: None, "pyproject.toml")
    chosen.export_types = True
    chosen.preserve_asts = True
    chosen.incremental = False
    chosen.cache_dir = os.devnull
    result = build.build(create_source_list([source], chosen), chosen)
    for name, tree in result.files.items():
        if not name.startswith(prefix) or not tree.path.endswith(".py"):
            continue
        wanted = set(asked(Path(tree.path).read_text(encoding="utf-8")))
        for node in inside(tree):
            place = (node.line, node.column, node.end_line, node.end_column)
            kind = result.types.get(node) if isinstance(node, nodes.Expression) else None
            if kind is not None and place in wanted and may_be_unresolved(kind):
                yield f"{os.path.relpath(tree.path, ROOT)}:{node.line}"


_LINKS = frozenset({"node", "info", "original_def", "analyzed", "definition", "type_object_info"})
"""Members of nodes that lead to what a name stands for, not to a part."""


def inside(tree: nodes.Node) -> Iterator[nodes.Context]:
    """Yield the nodes of a tree; mypy's own visitors cannot be derived from where it is compiled."""
    seen: set[int] = set()
    waiting: list[object] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list | tuple):
            waiting += node
        elif isinstance(node, nodes.Node) and id(node) not in seen:
            seen.add(id(node))
            yield node
            names = [name for name in dir(type(node)) if name[0] != "_" and name not in _LINKS]
            waiting += [getattr(node, name, None) for name in names]


def asked(source: str) -> Iterator[Place]:
    """Yield the expressions of a module whose truth is asked."""
    for node in ast.walk(ast.parse(source)):
        found: list[ast.expr] = []
        if isinstance(node, ast.If | ast.While | ast.Assert | ast.IfExp):
            found = [node.test]
        elif isinstance(node, ast.BoolOp):
            found = node.values[:-1]
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            found = [node.operand]
        elif isinstance(node, ast.comprehension):
            found = node.ifs
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bool":
            found = node.args
        for each in found:
            yield each.lineno, each.col_offset, each.end_lineno, each.end_col_offset


def may_be_unresolved(kind: Type) -> bool:
    """Say whether a type holds ``Unresolved``, or one that derives from it."""
    proper = get_proper_type(kind)
    if isinstance(proper, UnionType):
        return any(map(may_be_unresolved, proper.items))
    return isinstance(proper, Instance) and any(base.fullname == UNRESOLVED for base in proper.type.mro)


if __name__ == "__main__":
    sys.exit(main())
