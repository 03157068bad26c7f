"""Terraform plans as ``terraform show -json PLAN`` prints them, OpenTofu's too.

A plan becomes a module whose arguments are known or refer to a resource. What is unknown and was not
written is absent; what was written and is unknown is a reference where the configuration names one
resource, else not known. A value that is marked as sensitive is not looked at. ``lifecycle`` and
``dynamic`` are not in a plan, so rules on those do not run. Source: hashicorp/terraform
``website/docs/internals/json-format.mdx``, read 2026-11-29; plans of Terraform 1.11.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any, Final

from ecslint.base.collector import without_collecting
from ecslint.base.route import Route
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.documents.subject import TERRAFORM_PLAN, TERRAFORM_STATE, Kind, Structural, Subject
from ecslint.documents.terraform import mapping
from ecslint.documents.terraform.addresses import key_of, split
from ecslint.documents.terraform.blocks import Placed
from ecslint.documents.terraform.loader import Loader
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.plan_file import Beside, PlanFile, arguments_of, first_of, known_images
from ecslint.documents.terraform.plan_references import PlanScope, Target, all_references, at, without_key
from ecslint.documents.terraform.plan_source import PlanTemplate
from ecslint.documents.terraform.subjects import read_module
from ecslint.documents.terraform.template import ModuleDocument
from ecslint.source.document import Document
from ecslint.source.hcl import nodes

_DEPTH: Final = 12
_DOCUMENT: Final = "aws_iam_policy_document"


def plan_kind(document: Document) -> Kind | None:
    """Say whether a document is a plan or a state, of which only a plan can be linted."""
    data = document.data
    if not isinstance(data, dict):
        return None
    if "format_version" in data and ("resource_changes" in data or "planned_values" in data):
        return TERRAFORM_PLAN
    if "terraform_version" in data and ("values" in data or isinstance(data.get("resources"), list)):
        return TERRAFORM_STATE if document.file.has('"aws_ecs_') else None
    return None


def read_plan(document: Document, kind: Kind) -> list[Subject]:
    """Return the subjects of a plan; one that says what to pass instead for a state."""
    if kind == TERRAFORM_STATE:
        message = (
            "this is a state, which says what was, not what will be; "
            "use the output of terraform show -json PLAN"
        )
        where = "terraform_version"
        structural = [Structural("ECS033", (where,), "value", message)]
        return [Subject(_Other(), document, structural=structural)]
    with without_collecting():
        subjects = read_module(_Plan(document).template(), with_module=False)
    for subject in subjects:
        subject.echoes = True
    version = str(document.data.get("format_version", ""))
    if not version.startswith(("0.", "1.")):
        message = f'the format "{version}" of this plan is newer than 1.x; update ecslint'
        notice = Structural("ECS033", ("format_version",), "value", message)
        subjects.append(Subject(_Other(), document, structural=[notice]))
    return subjects


class _Other:
    """What no check looks at."""


class _Everything:
    """Has every name in it."""

    def __contains__(self, name: object) -> bool:
        return True


def _text(key: nodes.Expression) -> str:
    """Return the name of a member that was written by ``_value``."""
    constant = key.constant if isinstance(key, nodes.Template) else None
    return constant or ""


def _is_read(row: object) -> bool:
    """Say whether a change is a data source that waits for the apply."""
    return isinstance(row, dict) and row.get("mode") == "data"


class _Plan:
    """Makes a module of a plan."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data: dict[str, Any] = document.data
        self.file = PlanFile(document)
        self.addresses: dict[str, dict[str, list[str]]] = {}
        """Addresses of the instances of a resource, by its address without their keys, and by the key."""
        self.followed: dict[tuple[str, str, int], list[Target] | None] = {}
        """What names of expressions were found to lead to, by the name, its module and the depth."""
        self.values: dict[str, dict[str, Any]] = {}
        """What is known of resources, by address."""
        self.documents: dict[str, tuple[str, str]] = {}
        """Types and names that data sources have in the module, by their addresses in the plan."""
        self._known: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
        """What the configuration says of resources by address, of modules that were asked for."""

    def template(self) -> PlanTemplate:
        loader = Loader(".")
        module = Module("", [self.file], loader)
        changes = self.data.get("resource_changes")
        listed = changes if isinstance(changes, list) else []
        rows = [(index, row) for index, row in enumerate(listed) if self._is_wanted(row)]
        for _, row in rows:
            self._list_address(row["address"])
            self.values[row["address"]] = row["change"]["after"]
        for index, row in enumerate(listed):
            if _is_read(row) and row.get("type") == _DOCUMENT and self._is_whole(row):
                self._enter(module, row, f"d{index}", ("resource_changes", index, "change", "after"))
        for index, row in enumerate(known_images(self.data)):
            self._enter(module, row, f"i{index}", ())
        for index, row in first_of(rows):
            block = self._resource(row, ("resource_changes", index, "change", "after"))
            self.file.root.blocks.append(block)
            module.resources[str(row["address"])] = Placed(self.file, block)
        module.outputs["outputs"] = Placed(self.file, self._outputs())
        document = ModuleDocument(self.document.path, [self.file])
        return PlanTemplate(module, document, self.document.path, self._variables())

    def _enter(self, module: Module, row: dict[str, Any], label: str, route: Route) -> None:
        """Add a data source under a name of its own."""
        self.documents[row["address"]] = (row["type"], label)
        self._list_address(row["address"])
        block = self._data_source(row, label, route)
        self.file.root.blocks.append(block)
        module.resources[f"data.{row['type']}.{label}"] = Placed(self.file, block)

    def _list_address(self, address: str) -> None:
        instances = self.addresses.setdefault(without_key(address), {})
        instances.setdefault(key_of(address), []).append(address)

    def _variables(self) -> dict[str, object]:
        """Return the values of the root module's variables."""
        given = self.data.get("variables")
        return {
            name: row["value"]
            for name, row in (given.items() if isinstance(given, dict) else ())
            if isinstance(row, dict) and "value" in row
        }

    @classmethod
    def _is_wanted(cls, row: object) -> bool:
        return isinstance(row, dict) and row.get("mode") == "managed" and cls._is_whole(row)

    @staticmethod
    def _is_whole(row: dict[str, Any]) -> bool:
        """Say whether a change has an address, a type and values."""
        change = row.get("change")
        if not isinstance(row.get("address"), str) or not isinstance(change, dict):
            return False
        return isinstance(row.get("type"), str) and isinstance(change.get("after"), dict)

    def _resource(self, row: dict[str, Any], route: Route) -> nodes.Block:
        block = nodes.Block(0, "resource", (row["type"], row["address"]), 0)
        self.file.json_routes[block] = (*route[:2], "address")
        table = arguments_of(row["type"]) or {}
        configuration = self._configuration(row["address"])
        scope = PlanScope(self, row["address"])
        written = configuration.get("expressions") if configuration is not None else None
        after, beside = self._seen(row["change"], written, table)
        for name, expression in self._members(after, beside, table, route, scope, 0):
            block.attributes[name] = nodes.Attribute(name, (0, 0), expression)
        waits = configuration.get("depends_on") if configuration is not None else None
        self._waits_for(block, [*(waits if isinstance(waits, list) else []), *all_references(written)], scope)
        return block

    def _waits_for(self, block: nodes.Block, named: list[object], scope: PlanScope) -> None:
        """Note the resources that names in the configuration of a block lead to."""
        texts = dict.fromkeys(name for name in named if isinstance(name, str))
        names = [scope.reference([name]) for name in texts]
        listed = [self._literal(name, ()) for name in names if isinstance(name, Reference)]
        block.attributes["depends_on"] = nodes.Attribute("depends_on", (0, 0), nodes.Tuple(0, 0, listed))

    def _outputs(self) -> nodes.Block:
        """Return all outputs of the root module as one, which hands on what they refer to."""
        block = nodes.Block(0, "output", ("outputs",), 0)
        self._waits_for(block, all_references(at(self.root(), "outputs")), PlanScope(self, ""))
        return block

    @staticmethod
    def _seen(
        change: dict[str, Any], written: object, names: Container[str]
    ) -> tuple[dict[str, Any], Beside]:
        """Return the values of a change that are read, and what the plan says beside them."""
        after = {name: value for name, value in change["after"].items() if name in names}
        unknown = change.get("after_unknown")
        if isinstance(unknown, dict):
            unknown = {name: value for name, value in unknown.items() if name in names}
        return after, Beside(unknown, change.get("after_sensitive"), written)

    def _data_source(self, row: dict[str, Any], label: str, route: Route) -> nodes.Block:
        """Return a data source with blocks for its objects."""
        block = nodes.Block(0, "data", (row["type"], label), 0)
        self.file.json_routes[block] = (*route[:2], "address")
        configuration = self._configuration(row["address"])
        written = configuration.get("expressions") if configuration is not None else None
        scope = PlanScope(self, row["address"])
        after, beside = self._seen(row["change"], written, _Everything())
        self._fill(block, self._members(after, beside, None, route, scope, 0))
        return block

    def _fill(self, block: nodes.Block, members: Iterable[tuple[str, nodes.Expression]]) -> None:
        """Give a block its arguments; lists of objects are blocks in it."""
        for name, expression in members:
            items = expression.items if isinstance(expression, nodes.Tuple) else []
            if items and all(isinstance(item, nodes.Object) for item in items):
                for item in items:
                    inner = nodes.Block(0, name, (), 0)
                    self.file.json_routes[inner] = self.file.json_routes.get(item) or ()
                    assert isinstance(item, nodes.Object)
                    pairs = [(_text(key), value) for key, value in item.items]
                    self._fill(inner, pairs)
                    block.blocks.append(inner)
            elif not (isinstance(expression, nodes.Literal) and expression.value is None):
                block.attributes[name] = nodes.Attribute(name, (0, 0), expression)

    def _members(
        self,
        after: dict[str, Any],
        beside: Beside,
        table: mapping.Table | None,
        route: Route,
        scope: PlanScope,
        depth: int,
    ) -> Iterator[tuple[str, nodes.Expression]]:
        """Yield the members of an object with the expressions of their values."""
        unknown = beside.unknown
        for name in dict.fromkeys([*after, *(unknown if isinstance(unknown, dict) else ())]):
            row = None if table is None else table.get(name)
            argument = None if row is None else mapping.argument_of(row)
            value = self._value(after.get(name), beside.at(name), argument, (*route, name), scope, depth)
            if value is not None:
                yield name, value

    def _value(
        self,
        after: object,
        beside: Beside,
        argument: mapping.Argument | None,
        route: Route,
        scope: PlanScope,
        depth: int,
    ) -> nodes.Expression | None:
        """Return the expression of a value, ``None`` for what is not there."""
        if depth == 0 and argument is not None and argument.to.endswith("ImageId"):
            image = self._source(beside.written, route, scope)
            if image is not None:  # what it is chosen by says more than its identifier
                return image
        if beside.sensitive is True or depth > _DEPTH:
            return self._literal(Unresolved("sensitive value"), route)
        if beside.unknown is True:
            if beside.written is None and depth == 0:
                return None  # nobody wrote it: AWS or the provider chooses
            return self._unknown(beside.written, argument, route, scope)
        if isinstance(after, dict):
            items: list[tuple[nodes.Expression, nodes.Expression]] = []
            inner = argument.inner if argument is not None and argument.is_block else None
            for name, value in self._members(after, beside, inner, route, scope, depth + 1):
                items.append((nodes.Template(0, 0, [nodes.Text(0, 0, name)], False), value))
            return self._noted(nodes.Object(0, 0, items), route)
        if isinstance(after, list):
            return self._list(after, beside, argument, route, scope, depth)
        if isinstance(after, str):
            same = self._same(after, beside.written, scope)
            if same is not None:
                return self._literal(same, route)
            return self._noted(nodes.Template(0, 0, [nodes.Text(0, 0, after)], False), route)
        return self._literal(after, route)

    def _same(self, text: str, written: object, scope: PlanScope) -> Reference | None:
        """Return the resource whose name a text is, where its expression names that resource alone."""
        names = at(written, "references")
        found = scope.reference(names) if isinstance(names, list) and names else None
        if not isinstance(found, Reference):
            return None
        name = str(names[0]).rpartition(".")[2]
        return found if at(self.values.get(found.logical_id), name) == text else None

    def _list(
        self,
        after: list[Any],
        beside: Beside,
        argument: mapping.Argument | None,
        route: Route,
        scope: PlanScope,
        depth: int,
    ) -> nodes.Expression:
        """Return a list; items that are not known are what its expression names, if it names as many."""
        found: list[nodes.Expression] = []
        waiting = [i for i in range(len(after)) if beside.at(i).unknown is True]
        named = scope.items(beside.written) if waiting and not isinstance(beside.written, list) else None
        targets = dict(zip(waiting, named, strict=True)) if named and len(named) == len(waiting) else {}
        for index, item in enumerate(after):
            target = targets.get(index)
            if target is not None and beside.at(index).sensitive is not True:
                found.append(self._literal(target, (*route, index)))
                continue
            value = self._value(item, beside.at(index), argument, (*route, index), scope, depth + 1)
            if value is not None:
                found.append(value)
        return self._noted(nodes.Tuple(0, 0, found), route)

    def _unknown(
        self, written: object, argument: mapping.Argument | None, route: Route, scope: PlanScope
    ) -> nodes.Expression:
        """Return what is only known after the apply: a document, resources, one resource, or nothing."""
        document = self._source(written, route, scope)
        if document is not None:
            return document
        if argument is not None and argument.kind == "list":
            named = scope.items(written)
            if named:
                return self._noted(nodes.Tuple(0, 0, [self._literal(each, route) for each in named]), route)
        return self._literal(scope.value(written), route)

    def _source(self, written: object, route: Route, scope: PlanScope) -> nodes.Expression | None:
        """Return the attribute of a data source that an expression is, ``None`` if it is something else."""
        found = scope.document(written)
        if found is None or found.address not in self.documents:
            return None
        node: nodes.Expression = nodes.Name(0, 0, "data")
        for name in (*self.documents[found.address], found.attribute):
            node = self._noted(nodes.Attr(0, 0, node, name), route)
        return node

    def _literal(self, value: object, route: Route) -> nodes.Expression:
        return self._noted(nodes.Literal(0, 0, value), route)

    def _noted(self, node: nodes.Expression, route: Route) -> nodes.Expression:
        self.file.json_routes[node] = route
        return node

    # The configuration

    def _configuration(self, address: str) -> dict[str, Any] | None:
        """Return what the configuration says of a resource."""
        *calls, name = split(address)
        module = self.root()
        for call in calls:
            module = at(at(at(module, "module_calls"), call), "module")
        known = self._known.get(tuple(calls))
        if known is None:
            listed = at(module, "resources")
            known = {}
            for each in listed if isinstance(listed, list) else ():
                address_here = each.get("address") if isinstance(each, dict) else None
                if isinstance(address_here, str):
                    known.setdefault(address_here, each)
            self._known[tuple(calls)] = known
        return known.get(name)

    def root(self) -> Any:
        return at(self.data.get("configuration"), "root_module")
