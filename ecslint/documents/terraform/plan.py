"""Terraform plans as ``terraform show -json PLAN`` prints them, OpenTofu's too.

A plan becomes a module whose arguments are known or refer to a resource. What is unknown and was not
written is absent; what was written and is unknown is a reference where the configuration names one
resource, else not known. A value that is marked as sensitive is not looked at. ``lifecycle`` and
``dynamic`` are not in a plan, so rules on those do not run. Source: hashicorp/terraform
``website/docs/internals/json-format.mdx``, read 2026-11-29; plans of Terraform 1.11.
"""

from __future__ import annotations

from typing import Any, Final

from ecslint.base.collector import without_collecting
from ecslint.base.route import Route
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.documents.subject import Kind, Structural, Subject
from ecslint.documents.terraform import mapping
from ecslint.documents.terraform.addresses import INDEX, key_of, last_part, prefix_above, split
from ecslint.documents.terraform.blocks import Placed
from ecslint.documents.terraform.files import Offsets, TerraformFile
from ecslint.documents.terraform.loader import Loader
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.subjects import read_module
from ecslint.documents.terraform.template import MAX_RESOURCES, ModuleDocument, TerraformTemplate
from ecslint.source.document import Document
from ecslint.source.hcl import nodes
from ecslint.source.parsed import Part

PLAN: Final = "terraform-plan"
STATE: Final = "terraform-state"
_DEPTH: Final = 12
_MOST_NAMES: Final = 200
"""Names of one expression that are compared with each other."""
_ALSO_READ: Final = frozenset({"ingress", "egress", "route", "self", "type", "vpc_id"})
"""Arguments that are no property, but are read."""


def plan_kind(document: Document) -> Kind | None:
    """Say whether a document is a plan or a state, of which only a plan can be linted."""
    data = document.data
    if not isinstance(data, dict):
        return None
    if "format_version" in data and ("resource_changes" in data or "planned_values" in data):
        return PLAN
    if "terraform_version" in data and ("values" in data or isinstance(data.get("resources"), list)):
        return STATE if '"aws_ecs_' in document.text else None
    return None


def read_plan(document: Document, kind: Kind) -> list[Subject]:
    """Return the subjects of a plan; one that says what to pass instead for a state."""
    if kind == STATE:
        message = (
            "this is a state, which says what was, not what will be; "
            "use the output of terraform show -json PLAN"
        )
        where = "terraform_version"
        structural = [Structural("ECS033", (where,), "value", message)]
        return [Subject(_Other(), document, structural=structural)]
    with without_collecting():
        subjects = read_module(_Plan(document).template(), with_module=False)
    version = str(document.data.get("format_version", ""))
    if not version.startswith(("0.", "1.")):
        message = f'the format "{version}" of this plan is newer than 1.x; update ecslint'
        notice = Structural("ECS033", ("format_version",), "value", message)
        subjects.append(Subject(_Other(), document, structural=[notice]))
    return subjects


class _Other:
    """What no check looks at."""


class PlanFile(TerraformFile):
    """A plan as a file of Terraform: its nodes stand in the JSON document."""

    __slots__ = ("document", "json_routes")

    def __init__(self, document: Document) -> None:
        super().__init__(document.path, "", "text")
        self.template = None
        self.text = document.text
        self.document = document
        self.json_routes: dict[int, Route] = {}
        """Routes in the document by ``id()`` of a node."""

    def offsets(self, route: Route, part: Part = "value") -> Offsets | None:
        """Return the span of a route of the plan, ``None`` if there is none."""
        found = self._extra.get(route)
        if found is not None:
            return super().offsets(route, part)
        self._indexed()
        node = self._by_route.get(route)
        where = None if node is None else self.json_routes.get(id(node))
        while where:  # what is not known is not in the document
            found_here = self.document.places.offsets(where, part)
            if found_here is not None:
                return found_here
            where, part = where[:-1], "key"
        return None


class _Plan:
    """Makes a module of a plan."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data: dict[str, Any] = document.data
        self.file = PlanFile(document)
        self.addresses: dict[str, list[str]] = {}
        """Addresses of the instances of a resource, by its address without keys."""
        self.kinds: dict[str, str] = {}
        self._known: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
        """What the configuration says of resources by address, of modules that were asked for."""

    def template(self) -> TerraformTemplate:
        loader = Loader(".")
        module = Module("", [self.file], loader)
        changes = self.data.get("resource_changes")
        listed = changes if isinstance(changes, list) else []
        rows = [(index, row) for index, row in enumerate(listed) if self._is_wanted(row)]
        for _, row in rows:
            bare = INDEX.sub("", row["address"])
            self.addresses.setdefault(bare, []).append(row["address"])
            self.kinds[row["address"]] = row["type"]
        for index, row in _first(rows):
            block = self._resource(row, ("resource_changes", index, "change", "after"))
            self.file.root.blocks.append(block)
            module.resources[row["address"]] = Placed(self.file, block)
        document = ModuleDocument(self.document.path, [self.file])
        return TerraformTemplate(module, document)

    @staticmethod
    def _is_wanted(row: object) -> bool:
        if not isinstance(row, dict) or row.get("mode") != "managed":
            return False
        change = row.get("change")
        if not isinstance(row.get("address"), str) or not isinstance(change, dict):
            return False
        return isinstance(row.get("type"), str) and isinstance(change.get("after"), dict)

    def _resource(self, row: dict[str, Any], route: Route) -> nodes.Block:
        block = nodes.Block(0, "resource", (row["type"], row["address"]), 0)
        self.file.json_routes[id(block)] = (*route[:2], "address")
        entry = mapping.entry_of(row["type"])
        if entry is None:
            return block
        change = row["change"]
        configuration = self._configuration(row["address"])
        scope = _Scope(self, row["address"])
        unknown, sensitive = change.get("after_unknown"), change.get("after_sensitive")
        written = configuration.get("expressions") if configuration is not None else None
        table = entry["arguments"].keys() | _ALSO_READ
        after = {name: value for name, value in change["after"].items() if name in table}
        unknown = (
            {name: unknown[name] for name in unknown if name in table} if isinstance(unknown, dict) else None
        )
        self._members(block, after, unknown, sensitive, written, route, scope)
        waits = configuration.get("depends_on") if configuration is not None else None
        named = [*(waits if isinstance(waits, list) else []), *_references(written)]
        texts = dict.fromkeys(name for name in named if isinstance(name, str))
        names = [scope.reference([name]) for name in texts]
        listed = [self._literal(name, route) for name in names if isinstance(name, Reference)]
        block.attributes["depends_on"] = nodes.Attribute("depends_on", (0, 0), nodes.Tuple(0, 0, listed))
        return block

    def _members(
        self,
        block: nodes.Block,
        after: dict[str, object],
        unknown: object,
        sensitive: object,
        written: object,
        route: Route,
        scope: _Scope,
    ) -> None:
        names = dict.fromkeys([*after, *(unknown if isinstance(unknown, dict) else ())])
        for name in names:
            expression = self._value(
                after.get(name),
                _at(unknown, name),
                _at(sensitive, name),
                _at(written, name),
                (*route, name),
                scope,
            )
            if expression is not None:
                block.attributes[name] = nodes.Attribute(name, (0, 0), expression)

    def _value(
        self,
        after: object,
        unknown: object,
        sensitive: object,
        written: object,
        route: Route,
        scope: _Scope,
        depth: int = 0,
    ) -> nodes.Expression | None:
        """Return the expression of a value, ``None`` for what is not there."""
        if sensitive is True or depth > _DEPTH:
            return self._literal(Unresolved("sensitive value"), route)
        if unknown is True:
            if written is None and depth == 0:
                return None  # nobody wrote it: AWS or the provider chooses
            return self._literal(scope.value(written), route)
        if isinstance(after, dict):
            items: list[tuple[nodes.Expression, nodes.Expression]] = []
            for name in dict.fromkeys([*after, *(unknown if isinstance(unknown, dict) else ())]):
                inner = self._value(
                    after.get(name),
                    _at(unknown, name),
                    _at(sensitive, name),
                    _at(written, name),
                    (*route, name),
                    scope,
                    depth + 1,
                )
                if inner is not None:
                    key = nodes.Template(0, 0, [nodes.Text(0, 0, name)], False)
                    items.append((key, inner))
            return self._noted(nodes.Object(0, 0, items), route)
        if isinstance(after, list):
            found = [
                self._value(
                    item,
                    _at(unknown, index),
                    _at(sensitive, index),
                    _at(written, index),
                    (*route, index),
                    scope,
                    depth + 1,
                )
                for index, item in enumerate(after)
            ]
            return self._noted(nodes.Tuple(0, 0, [item for item in found if item is not None]), route)
        if isinstance(after, str):
            return self._noted(nodes.Template(0, 0, [nodes.Text(0, 0, after)], False), route)
        return self._literal(after, route)

    def _literal(self, value: object, route: Route) -> nodes.Expression:
        return self._noted(nodes.Literal(0, 0, value), route)

    def _noted(self, node: nodes.Expression, route: Route) -> nodes.Expression:
        self.file.json_routes[id(node)] = route
        return node

    # The configuration

    def _configuration(self, address: str) -> dict[str, Any] | None:
        """Return what the configuration says of a resource."""
        *calls, name = split(address)
        module = self.root()
        for call in calls:
            module = _at(_at(_at(module, "module_calls"), call), "module")
        known = self._known.get(tuple(calls))
        if known is None:
            listed = _at(module, "resources")
            known = {}
            for each in listed if isinstance(listed, list) else ():
                address_here = each.get("address") if isinstance(each, dict) else None
                if isinstance(address_here, str):
                    known.setdefault(address_here, each)
            self._known[tuple(calls)] = known
        return known.get(name)

    def root(self) -> Any:
        return _at(self.data.get("configuration"), "root_module")


def _first(rows: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """Return as many changes as are looked at."""
    found = [pair for pair in rows if mapping.entry_of(pair[1]["type"]) is not None]
    return found[:MAX_RESOURCES]


class _Scope:
    """The module that a resource is in: what names in its configuration refer to."""

    def __init__(self, plan: _Plan, address: str) -> None:
        self.plan = plan
        self.calls = split(address)[:-1]
        self.prefix = address[: len(address) - len(last_part(address))]
        self.key = key_of(address)

    def value(self, written: object) -> Unresolved:
        """Return what an expression of the configuration, whose value is not known, refers to."""
        names = _at(written, "references")
        if isinstance(names, list):
            found = self.reference(names)
            if found is not None:
                return found
        return Unresolved("value known after apply", "${known after apply}")

    def reference(self, names: list[object]) -> Unresolved | None:
        """Return the one resource that names lead to, ``None`` if it is not one, or more than a name."""
        longest = _longest(names)
        if len(longest) != 1:
            return None
        return self._follow(longest[0], self.calls, self.prefix, 0)

    def _follow(self, name: str, calls: list[str], prefix: str, depth: int) -> Unresolved | None:
        parts = [part for part in name.split(".") if part]
        if depth > _DEPTH or len(parts) < 2:
            return None
        if parts[0] == "var" and calls:
            given = _at(_at(self._call(calls), "expressions"), INDEX.sub("", parts[1]))
            return self._next(given, calls[:-1], prefix_above(prefix), depth)
        if parts[0] == "module" and len(parts) > 2:
            inner = [*calls, INDEX.sub("", parts[1])]
            output = _at(_at(_at(self._call(inner), "module"), "outputs"), parts[2])
            return self._next(_at(output, "expression"), inner, f"{prefix}module.{parts[1]}.", depth)
        if parts[0] in ("local", "each", "count", "data", "var", "path", "terraform"):
            return None
        bare = f"{prefix}{parts[0]}.{INDEX.sub('', parts[1])}"
        found = self.plan.addresses.get(INDEX.sub("", bare), [])
        key = key_of(f"{parts[0]}.{parts[1]}")
        chosen = [each for each in found if each.startswith(bare) and key_of(each) == (key or key_of(each))]
        if len(chosen) != 1:
            return None
        attribute = mapping.attribute_of(parts[0], parts[2]) if len(parts) > 2 else ""
        if attribute is None or attribute.startswith("="):
            return None
        return Reference(chosen[0], attribute)

    def _next(self, expression: object, calls: list[str], prefix: str, depth: int) -> Unresolved | None:
        names = _at(expression, "references")
        if not isinstance(names, list):
            return None
        longest = _longest(names)
        return self._follow(longest[0], calls, prefix, depth + 1) if len(longest) == 1 else None

    def _call(self, calls: list[str]) -> object:
        module = self.plan.root()
        for call in calls[:-1]:
            module = _at(_at(_at(module, "module_calls"), call), "module")
        return _at(_at(module, "module_calls"), calls[-1])


def _references(written: object) -> list[object]:
    """Return all names that expressions of the configuration refer to."""
    found: list[Any] = []
    stack = [written]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            names = node.get("references")
            found += names if isinstance(names, list) else []
            stack += node.values()
        elif isinstance(node, list):
            stack += node
    return found


def _at(data: object, key: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(key)
    if isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data):
        return data[key]
    return None


def _longest(names: list[object]) -> list[str]:
    """Return the names that no other one continues; none where there are more than an expression has."""
    if len(names) > _MOST_NAMES:
        return []
    return [n for n in names if isinstance(n, str) and not any(_is_longer(m, n) for m in names)]


def _is_longer(one: object, other: str) -> bool:
    return isinstance(one, str) and one != other and one.startswith((f"{other}.", f"{other}["))
