"""What names in the configuration of a plan refer to, through variables and outputs of modules.

Source: hashicorp/terraform ``website/docs/internals/json-format.mdx`` (expression representation), read
2026-11-29: ``references`` holds each reference and its prefixes, in the order of the expression.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain, islice
from typing import Any, Final, NamedTuple, Protocol

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.documents.terraform import mapping
from ecslint.documents.terraform.addresses import INDEX, key_of, last_part, names_of, prefix_above, split

AFTER_APPLY: Final = "value known after apply"
"""Why a value is not known that a plan hides."""
_DEPTH: Final = 12
_MOST_NAMES: Final = 200
"""Names of one expression that are compared with each other."""
_MOST_LETTERS: Final = 1000
"""Characters of such a name."""
_MOST_REFERENCES: Final = 500
"""Names that all expressions of a resource may have."""
_MOST_PARTS: Final = 5000
"""Parts of the expressions of a resource in which they are looked for."""
_MOST_INSTANCES: Final = 100
"""Instances that one name may stand for."""


class DataSource(NamedTuple):
    """An attribute of a data source that is read during the apply."""

    address: str
    """The address of the data source in the plan."""
    attribute: str
    """The attribute, such as ``json``."""


Target = Reference | DataSource
"""What a name leads to."""


class Addresses(Protocol):
    """A plan in which addresses are looked up."""

    addresses: dict[str, dict[str, list[str]]]
    """Addresses of the instances of a resource, by its address without their keys, and by the key."""

    followed: dict[tuple[str, str, int], list[Target] | None]
    """What names of expressions were found to lead to, by the name, its module and the depth."""

    def root(self) -> Any:
        """Return the configuration of the root module."""


class PlanScope:
    """The module that a resource is in: what names in its configuration refer to."""

    def __init__(self, plan: Addresses, address: str) -> None:
        self.plan = plan
        self.calls = split(address)[:-1]
        self.prefix = address[: len(address) - len(last_part(address))]
        self.key = key_of(address)

    def value(self, written: object) -> Unresolved:
        """Return what an expression of the configuration, whose value is not known, refers to."""
        names = at(written, "references")
        found = self.reference(names) if isinstance(names, list) else None
        return Unresolved(AFTER_APPLY, "${known after apply}") if found is None else found

    def reference(self, names: list[object]) -> Unresolved | None:
        """Return the one resource that names lead to, ``None`` if it is not one, or more than a name."""
        found = self._targets(names, self.calls, self.prefix, 0)
        if found is None or len(found) != 1:
            return None
        return found[0] if isinstance(found[0], Reference) else None

    def document(self, written: object) -> DataSource | None:
        """Return the attribute of a data source that an expression is, ``None`` if it is something else."""
        names = at(written, "references")
        found = self._targets(names, self.calls, self.prefix, 0) if isinstance(names, list) else None
        if found is None or len(found) != 1:
            return None
        return found[0] if isinstance(found[0], DataSource) else None

    def items(self, written: object) -> list[Reference] | None:
        """Return the resources that an expression of a list names, in its order.

        ``None`` where it names something else as well (a variable, a local, a data source), which may decide.
        """
        names = at(written, "references")
        found = self._targets(names, self.calls, self.prefix, 0) if isinstance(names, list) else None
        if not found or any(isinstance(each, DataSource) for each in found):
            return None
        return [each for each in found if isinstance(each, Reference)]

    def _targets(self, names: list[object], calls: list[str], prefix: str, depth: int) -> list[Target] | None:
        """Return all that the names of an expression lead to, ``None`` if one of them is not known."""
        out: list[Target] = []
        for name in longest(names):
            key = (name, prefix, depth)
            if key not in self.plan.followed:
                self.plan.followed[key] = self._follow(name, calls, prefix, depth)
            found = self.plan.followed[key]
            if found is None:
                return None
            out += found
        return list(dict.fromkeys(out))

    def _follow(self, name: str, calls: list[str], prefix: str, depth: int) -> list[Target] | None:
        parts = names_of(name)
        if depth > _DEPTH or len(parts) < 2:
            return None
        if parts[0] == "var" and calls:
            given = at(at(self._call(calls), "expressions"), INDEX.sub("", parts[1]))
            return self._next(given, calls[:-1], prefix_above(prefix), depth)
        if parts[0] == "module" and len(parts) > 2:
            inner = [*calls, INDEX.sub("", parts[1])]
            output = at(at(at(self._call(inner), "module"), "outputs"), INDEX.sub("", parts[2]))
            return self._next(at(output, "expression"), inner, f"{prefix}module.{parts[1]}.", depth)
        if parts[0] == "data" and len(parts) > 3:
            return self._data(parts, prefix)
        if parts[0] in ("local", "each", "count", "data", "var", "path", "terraform", "self"):
            return None
        return self._resources(parts, prefix)

    def _data(self, parts: list[str], prefix: str) -> list[Target] | None:
        """Return an attribute of a data source that the plan has."""
        chosen = self._instances(prefix, ".".join(parts[:3]))
        return [DataSource(chosen[0], parts[3])] if len(chosen) == 1 else None

    def _resources(self, parts: list[str], prefix: str) -> list[Target] | None:
        """Return the instances of a resource that a name stands for; a splat names the resource alone."""
        chosen = self._instances(prefix, ".".join(parts[:2]))
        attribute = mapping.attribute_of(parts[0], parts[2]) if len(parts) > 2 else ""
        if attribute is None or attribute.startswith("=") or len(chosen) > _MOST_INSTANCES:
            return None
        if len(chosen) != 1 and len(parts) > 2:
            return None
        return [Reference(each, attribute) for each in chosen] or None

    def _instances(self, prefix: str, name: str) -> list[str]:
        """Return the instances that a name stands for, at most one more than one may stand for."""
        found = self.plan.addresses.get(f"{prefix}{INDEX.sub('', name)}", {})
        key = key_of(name)
        chosen = found.get(key, ()) if key else chain.from_iterable(found.values())
        return list(islice(chosen, _MOST_INSTANCES + 1))

    def _next(self, expression: object, calls: list[str], prefix: str, depth: int) -> list[Target] | None:
        names = at(expression, "references")
        return self._targets(names, calls, prefix, depth + 1) if isinstance(names, list) else None

    def _call(self, calls: list[str]) -> object:
        module = self.plan.root()
        for call in calls[:-1]:
            module = at(at(at(module, "module_calls"), call), "module")
        return at(at(module, "module_calls"), calls[-1])


def without_key(address: str) -> str:
    """Return the address of a resource of which an address is one instance."""
    return address.removesuffix(key_of(address))


def all_references(written: object) -> list[object]:
    """Return all names that expressions of the configuration refer to, of as many parts as are looked at."""
    found: list[object] = []
    stack = [written]
    for _ in range(_MOST_PARTS):
        if not stack or len(found) > _MOST_REFERENCES:
            break
        node = stack.pop()
        if isinstance(node, dict):
            names = node.get("references")
            found += names if isinstance(names, list) else []
            stack += node.values()
        elif isinstance(node, list):
            stack += node
    return found


def at(data: object, key: str | int) -> Any:
    """Return a member of an object or an item of a list, ``None`` if there is none."""
    if isinstance(data, dict):
        return data.get(key)
    if isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data):
        return data[key]
    return None


def longest(names: list[object]) -> list[str]:
    """Return the names that no other one continues; none where there are more than an expression has."""
    texts = [name for name in names if isinstance(name, str)]
    if len(names) > _MOST_NAMES or any(len(text) > _MOST_LETTERS for text in texts):
        return []
    ordered = sorted(texts)
    return [
        text
        for text in texts
        if not (_is_continued(text + ".", ordered) or _is_continued(text + "[", ordered))
    ]


def _is_continued(beginning: str, ordered: list[str]) -> bool:
    """Say whether one of the texts, which are in order, begins so."""
    index = bisect_left(ordered, beginning)
    return index < len(ordered) and ordered[index].startswith(beginning)
