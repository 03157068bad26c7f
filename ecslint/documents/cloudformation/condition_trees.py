"""The ``Conditions`` section of a template as trees of comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.usage import usage_of
from ecslint.documents.cloudformation.values import as_text

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Sections
MAX_DOMAIN: Final = 64


Tree: TypeAlias = tuple[str, Any]
"""A compiled condition: ``("equals", n)``, ``("not", tree)``, ``("and", trees)``, ``("condition", name)``."""


class Comparison(NamedTuple):
    """One ``Fn::Equals``, and the parameters and pseudo parameters that its result depends on."""

    left: object
    """The first value, as far as it is known."""
    right: object
    """The second value, as far as it is known."""
    variables: tuple[str, ...]
    """Names of parameters and pseudo parameters that decide on the result."""


class CompiledConditions:
    """The ``Conditions`` section of a template, compiled once."""

    def __init__(self, template: Sections) -> None:
        self.template = template
        self.comparisons: list[Comparison] = []
        self._numbers: dict[str, int] = {}
        self._literals: dict[str, set[str]] = {}
        self._indirect: set[str] = set()
        self._equal_sides: list[tuple[str, str]] = []
        self.trees: dict[str, Tree] = {
            name: self._compile(body) for name, body in template.conditions.items() if isinstance(name, str)
        }

    # Compiling

    def _compile(self, node: object, depth: int = 0) -> Tree:
        if isinstance(node, dict) and len(node) == 1 and depth < 50:
            ((key, args),) = node.items()
            if key == "Condition" and isinstance(args, str):
                return ("condition", args)
            if key == "Fn::Not" and isinstance(args, list) and len(args) == 1:
                return ("not", self._compile(args[0], depth + 1))
            if key in ("Fn::And", "Fn::Or") and isinstance(args, list) and args:
                return (key[4:].lower(), [self._compile(arg, depth + 1) for arg in args])
            if key == "Fn::Equals" and isinstance(args, list) and len(args) == 2:
                return ("equals", self._comparison(args[0], args[1]))
        return ("equals", self._comparison(Unresolved("wrong shape", repr(node)), ""))

    def _comparison(self, left: object, right: object) -> int:
        key = repr((left, right))
        if key in self._numbers:
            return self._numbers[key]
        used = usage_of([left, right]).names
        variables = tuple(
            name for name in sorted(used) if name in self.template.parameters or name.startswith("AWS::")
        )
        plain = [self._plain_name(side) for side in (left, right)]
        for own, other, node in ((plain[0], plain[1], right), (plain[1], plain[0], left)):
            if own is None:
                continue
            text = as_text(node)
            if text is not None:
                self._literals.setdefault(own, set()).add(text)
            elif other is not None:
                self._equal_sides.append((own, other))
            else:
                self._indirect.add(own)
        for name in variables:
            if name not in plain:
                self._indirect.add(name)
        for side in (left, right):
            self._note_mapping_keys(side)
        self.comparisons.append(Comparison(left, right, variables))
        self._numbers[key] = len(self.comparisons) - 1
        return len(self.comparisons) - 1

    @staticmethod
    def _plain_name(node: object) -> str | None:
        """Return ``X`` of ``{"Ref": "X"}`` or of ``{"Fn::Sub": "${X}"}``."""
        if isinstance(node, dict) and len(node) == 1:
            name = node.get("Ref")
            if (
                name is None
                and isinstance(text := node.get("Fn::Sub"), str)
                and text[:2] == "${"
                and text[-1] == "}"
            ):
                name = text[2:-1]
            return name if isinstance(name, str) and "$" not in name and "." not in name else None
        return None

    def _note_mapping_keys(self, node: object) -> None:
        """Take the keys of a mapping as values worth trying for the parameter that selects among them."""
        args = node.get("Fn::FindInMap") if isinstance(node, dict) else None
        if not (isinstance(args, list) and len(args) >= 3 and isinstance(args[0], str)):
            return
        table = self.template.mappings.get(args[0])
        name = self._plain_name(args[1])
        if name is not None and isinstance(table, dict) and len(table) <= MAX_DOMAIN:
            self._literals.setdefault(name, set()).update(str(key) for key in table)

    def choice(self, parameter: str, value: str) -> str:
        """Return the name of a made-up condition that holds where ``parameter`` is ``value``."""
        name = f"{parameter} is {value}"
        if name not in self.trees:
            self.trees[name] = ("equals", self._comparison({"Ref": parameter}, value))
        return name

    def _in_order(self, names: Iterable[str]) -> list[str]:
        """Return conditions with all that they refer to, the latter first."""
        order: dict[str, None] = {}
        entered: set[str] = set()
        stack = [(name, False) for name in names]
        while stack:
            name, done = stack.pop()
            if done:
                order[name] = None
            elif name not in entered and name in self.trees:
                entered.add(name)
                stack.append((name, True))
                stack += [(other, False) for other in self._mentioned(self.trees[name])]
        return list(order)

    @staticmethod
    def _mentioned(tree: Tree) -> list[str]:
        """Return the conditions that a compiled condition names itself."""
        found = []
        stack = [tree]
        while stack:
            kind, arg = stack.pop()
            if kind == "condition":
                found.append(arg)
            elif kind == "not":
                stack.append(arg)
            elif kind in ("and", "or"):
                stack += arg
        return found

    def _comparisons_of(self, name: str) -> frozenset[int]:
        """Return the comparisons that a condition rests on, through other conditions too."""
        found: set[int] = set()
        seen: set[str] = set()
        stack: list[Tree] = [("condition", name)]
        while stack:
            kind, arg = stack.pop()
            if kind == "condition":
                if arg not in seen and arg in self.trees:
                    seen.add(arg)
                    stack.append(self.trees[arg])
            elif kind == "not":
                stack.append(arg)
            elif kind in ("and", "or"):
                stack += arg
            else:
                found.add(arg)
        return frozenset(found)

    def variables_of(self, names: Iterable[str]) -> frozenset[str]:
        """Return the parameters that conditions rest on."""
        indices = frozenset[int]().union(*(self._comparisons_of(name) for name in names))
        return frozenset(variable for index in indices for variable in self.comparisons[index].variables)
