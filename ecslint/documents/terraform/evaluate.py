"""Evaluation of Terraform expressions. What cannot be known is ``Unresolved``; nothing is run, nothing
looked up.

Source: Terraform's documentation of expressions (developer.hashicorp.com/terraform/language/expressions),
read 2026-11-29.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, Protocol

from ecslint.base.number import scalar
from ecslint.base.unresolved import UnknownList, UnknownText, Unresolved
from ecslint.documents.terraform.arguments import REST, Arguments, notes_of
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.functions import FUNCTIONS
from ecslint.documents.terraform.measure import MAX_DEPTH, MAX_PARTS, Budget, is_too_large, measure
from ecslint.documents.terraform.operators import binary, element, item_text, items_of, truth_of, unary
from ecslint.documents.terraform.pieces import pieces
from ecslint.documents.terraform.values import (
    Encoded,
    EvaluationError,
    ResourceRef,
    Site,
    Value,
    concat,
    is_known,
    literal_piece,
    plain,
    text_of,
)
from ecslint.source.hcl import nodes

Names = Mapping[str, Value]


class Scope(Protocol):
    """The module whose expressions are evaluated."""

    budget: Budget
    """Steps that evaluation may still take."""

    def lookup(self, path: list[str], evaluator: Evaluator, node: nodes.Node) -> tuple[Value, int]:
        """Return what the first names of a traversal stand for, and how many of them were used."""

    def attribute(self, reference: ResourceRef, name: str, evaluator: Evaluator, node: nodes.Node) -> Value:
        """Return an attribute of a resource."""

    def instances(self, reference: ResourceRef) -> list[ResourceRef] | None:
        """Return the instances of a resource, ``None`` if they are not known."""

    def text_file(self, path: str, kind: Literal["template", "text"]) -> TerraformFile | None:
        """Return a file that ``templatefile`` or ``file`` reads, ``None`` if it is not there."""


class Evaluator:
    """Evaluates expressions of one file of a module; ``names`` are those of loops (``each``, ``count``,
    ``for``)."""

    __slots__ = ("budget", "file", "module")

    def __init__(self, module: Scope, file: TerraformFile) -> None:
        self.module = module
        self.file = file
        self.budget = module.budget

    def value(self, node: nodes.Node, names: Names) -> Value:
        """Return what an expression comes to. Raises ``EvaluationError`` for what Terraform refuses to
        evaluate."""
        budget = self.budget
        budget.steps -= 1
        if budget.steps < 0 or budget.depth > MAX_DEPTH:
            return Value(Unresolved("expression that takes too long"), Site(self.file, node))
        if isinstance(node, nodes.Literal):
            return self.literal(node, names)
        budget.depth += 1
        try:
            found = _EVALUATE[type(node)](self, node, names)
        finally:
            budget.depth -= 1
        if type(node) in _MAKING:
            budget.spend(found)
        elif type(node) is nodes.Attr and budget.steps >= 0:  # what it names was measured where it was made
            return found
        return self.too_large(node) if budget.steps < 0 or is_too_large(found) else found

    def too_large(self, node: nodes.Node) -> Value:
        """Return what stands for a value that is larger than is looked at."""
        return Value(Unresolved("value that is too large"), Site(self.file, node))

    def safe(self, node: nodes.Node, names: Names) -> Value:
        """Return what an expression comes to; what Terraform refuses is unknown."""
        try:
            return self.value(node, names)
        except EvaluationError as error:
            return Value(Unresolved("expression that fails", str(error)), Site(self.file, node))

    def site(self, node: nodes.Node) -> Site:
        """Return the place of a node of this file."""
        return Site(self.file, node)

    def spend(self, steps: int) -> None:
        """Count work that no value shows."""
        self.budget.steps -= steps

    def file_text(self, path: str, site: Site) -> Value:
        """Return what ``file`` reads."""
        found = self.module.text_file(path, "text")
        if found is None or found.template is None:
            return Value(UnknownText("file", "${" + self.source(site.node) + "}"), site)
        pieces = tuple(
            literal_piece(found, part) for part in found.template.parts if isinstance(part, nodes.Text)
        )
        return Value(found.text, site, pieces=pieces)

    def rendered(self, path: str, variables: Value, site: Site) -> Value:
        """Return what ``templatefile`` makes of a file."""
        found = self.module.text_file(path, "template")
        if found is None or found.template is None or not isinstance(variables.data, dict):
            return Value(UnknownText("template file", "${" + self.source(site.node) + "}"), site)
        names = {key: value for key, value in variables.data.items() if key != REST}
        return Evaluator(self.module, found).value(found.template, names).noted(variables.notes)

    # Templates

    def template(self, node: nodes.Template, names: Names) -> Value:
        """Evaluate a quoted template or a heredoc."""
        constant = node.constant
        site = Site(self.file, node)
        if constant is not None:
            return Value(constant, site)
        if len(node.parts) == 1 and isinstance(node.parts[0], nodes.Interpolation) and not node.heredoc:
            return self.value(node.parts[0].value, names)
        notes: list[str] = []
        parts = pieces(self, node.parts, names, notes)
        return Value(concat(parts), site, tuple(notes[:3]), pieces=tuple(parts))

    def source(self, node: nodes.Node) -> str:
        """Return an expression as written, in one line, for texts that stand for it."""
        return " ".join(self.file.text[node.start : min(node.end, node.start + 800)].split())[:80]

    def truth(self, node: nodes.Node, names: Names, notes: list[str]) -> bool | None:
        """Return the truth of a condition, ``None`` if it is not known."""
        found = self.value(node, names)
        notes += [note for note in found.notes if note not in notes]
        return truth_of(found)

    # Literals and collections

    def literal(self, node: nodes.Literal, names: Names) -> Value:
        """Evaluate a number, a bool or null."""
        return Value(scalar(node.value), Site(self.file, node))

    def tuple(self, node: nodes.Tuple, names: Names) -> Value:
        """Evaluate ``[a, b]``."""
        items = [self.value(item, names) for item in node.items]
        return Value(items, Site(self.file, node))

    def object(self, node: nodes.Object, names: Names) -> Value:
        """Evaluate ``{ a = b }``; members with unknown keys are one under ``REST``."""
        out: dict[str, Value] = {}
        unknown_key: Unresolved | None = None
        for key_node, value_node in node.items:
            key = self.key(key_node, names)
            found = self.value(value_node, names)
            if isinstance(key, str):
                out[key] = found
            else:
                unknown_key = key if isinstance(key, Unresolved) else UnknownText("key")
        if unknown_key is not None:
            out[REST] = Value(Unresolved(unknown_key.reason, unknown_key.text), Site(self.file, node))
        return Value(out, Site(self.file, node))

    def key(self, node: nodes.Node, names: Names) -> str | Unresolved | None:
        """Return the text that a key comes to."""
        value = self.value(node, names)
        if isinstance(value.data, Encoded):
            self.budget.spend(value)
        return text_of(value)

    def comprehension(self, node: nodes.For, names: Names) -> Value:
        """Evaluate a ``for`` expression."""
        collection = self.value(node.collection, names)
        site = Site(self.file, node)
        items = items_of(collection)
        if items is None:
            if collection.data is None:
                raise EvaluationError("for takes a list or an object, not null")
            if self._takes_nothing(node, names, site):
                return Value([] if node.key is None else {}, site, collection.notes)
            kind = Unresolved if node.key is not None else UnknownList
            return Value(kind("loop", "${" + self.source(node) + "}"), site, collection.notes)
        listed: list[Value] = []
        mapped: dict[str, Value] = {}
        parts = 0
        for key, item in items:
            inner = {**names, node.value_name: item}
            if node.key_name is not None:
                inner[node.key_name] = key
            if node.condition is not None:
                truth = truth_of(self.value(node.condition, inner))
                if truth is None:
                    return Value(Unresolved("loop", "${" + self.source(node) + "}"), site, collection.notes)
                if not truth:
                    continue
            found = self.value(node.value, inner)
            parts += measure(found)[0]
            if parts > MAX_PARTS:
                return self.too_large(node)
            if node.key is None:
                listed.append(found)
                continue
            name = self.key(node.key, inner)
            if not isinstance(name, str):
                mapped[REST] = Value(name if isinstance(name, Unresolved) else UnknownText("key"), site)
            elif node.groups:
                group = mapped.setdefault(name, Value([], site))
                group.data.append(found)
            else:
                mapped[name] = found
        return Value(listed if node.key is None else mapped, site, collection.notes)

    def _takes_nothing(self, node: nodes.For, names: Names, site: Site) -> bool:
        """Say whether the condition of a loop over unknown items is false whatever they are."""
        if node.condition is None:
            return False
        unknown = Value(Unresolved("loop"), site)
        inner = {**names, node.value_name: unknown, node.key_name or node.value_name: unknown}
        return truth_of(self.value(node.condition, inner)) is False

    # Traversals

    def name(self, node: nodes.Name, names: Names) -> Value:
        """Evaluate the name of a loop variable."""
        found = names.get(node.name)
        if found is not None:
            return found
        return Value(Unresolved("name", "${" + node.name + "}"), Site(self.file, node))

    def attribute(self, node: nodes.Attr, names: Names) -> Value:
        """Evaluate ``a.b``: a traversal from a name, or a member of a value."""
        path = [node.name]
        base: nodes.Node = node.object
        while isinstance(base, nodes.Attr):
            path.append(base.name)
            base = base.object
        if isinstance(base, nodes.Name) and base.name not in names:
            path.append(base.name)
            path.reverse()
            found, taken = self.module.lookup(path, self, node)
            for name in path[taken:]:
                found = self.member(found, name, node)
            return found.used_at(Site(self.file, node))
        return self.member(self.value(node.object, names), node.name, node).used_at(Site(self.file, node))

    def member(self, value: Value, name: str, node: nodes.Node) -> Value:
        """Return a member of a value. Raises ``EvaluationError`` if there is none."""
        data = value.data
        if isinstance(data, dict):
            found: Value | None = data.get(name)
            if found is None:
                if REST in data:
                    return Value(Unresolved("member", "${" + self.source(node) + "}"), Site(self.file, node))
                raise EvaluationError(f'there is no attribute "{name}"')
            return found if not value.notes else found.noted(value.notes)
        if isinstance(data, ResourceRef):
            return self.module.attribute(data, name, self, node)
        if isinstance(data, Unresolved):
            return Value(Unresolved(data.reason, "${" + self.source(node) + "}"), value.site, value.notes)
        if data is None:
            raise EvaluationError(f'null has no attribute "{name}"')
        if isinstance(data, list):
            self.budget.steps -= len(data)
            return Value([self.member(item, name, node) for item in data], Site(self.file, node), value.notes)
        raise EvaluationError(f'this has no attribute "{name}"')

    def index(self, node: nodes.Index, names: Names) -> Value:
        """Evaluate ``a[b]``."""
        value = self.value(node.object, names)
        key = self.value(node.key, names)
        found = element(value, key, lambda: item_text(self.source, node, key), self.site(node))
        return found.used_at(Site(self.file, node))

    def splat(self, node: nodes.Splat, names: Names) -> Value:
        """Evaluate ``a[*].b``."""
        value = self.value(node.object, names)
        site = Site(self.file, node)
        data = value.data
        if isinstance(data, ResourceRef):
            refs = self.module.instances(data)
            if refs is None:
                return Value(UnknownList("resource count", "${" + self.source(node) + "}"), site)
            items = [Value(ref, site) for ref in refs]
        elif isinstance(data, list):
            items = data
        elif isinstance(data, Unresolved):
            return Value(UnknownList(data.reason, "${" + self.source(node) + "}"), site, value.notes)
        else:
            items = [] if data is None else [value]
        parts, found = 0, []
        for item in items:
            found.append(self.value(node.each, {**names, nodes.SPLAT_ITEM: item}))
            parts += measure(found[-1])[0]
            if parts > MAX_PARTS:
                return self.too_large(node)
        return Value(found, site, value.notes)

    # Operators

    def conditional(self, node: nodes.Conditional, names: Names) -> Value:
        """Evaluate ``a ? b : c``; both sides where the condition is not known."""
        notes: list[str] = []
        truth = self.truth(node.condition, names, notes)
        if truth is not None:
            return self.value(node.yes if truth else node.no, names).noted(tuple(notes[:3]))
        one, two = self.safe(node.yes, names), self.safe(node.no, names)
        self.budget.spend(one, two)
        if is_known(one) and is_known(two) and plain(one) == plain(two):
            return one
        both = (one.data, two.data)
        text = "${" + self.source(node) + "}"
        site = Site(self.file, node)
        if all(isinstance(data, list | UnknownList) for data in both):
            return Value(UnknownList("condition", text), site)
        if all(isinstance(data, str | Encoded | UnknownText) for data in both):
            return Value(UnknownText("condition", text), site)
        return Value(Unresolved("condition", text), site)

    def operation(self, node: nodes.Operation, names: Names) -> Value:
        """Evaluate an operator."""
        right = self.value(node.right, names)
        site = Site(self.file, node)
        if node.left is None:
            return Value(unary(node.operator, right), site, right.notes)
        left = self.value(node.left, names)
        self.budget.spend(left, right)
        notes = left.notes + tuple(note for note in right.notes if note not in left.notes)
        if node.operator in ("&&", "||"):
            decisive = [side for side in (left, right) if truth_of(side) is (node.operator == "||")]
            if decisive:  # the others do not matter
                return Value(node.operator == "||", site, min((side.notes for side in decisive), key=len))
        return Value(scalar(binary(node.operator, left, right)), site, notes[:3])

    def call(self, node: nodes.Call, names: Names) -> Value:
        """Evaluate a call of a function; one that is not known is unknown."""
        site = Site(self.file, node)
        if node.name == "try":
            return self.attempt(node, names)
        if node.name == "can":
            try:
                return Value(
                    True if is_known(self.value(node.arguments[0], names)) else Unresolved("can"), site
                )
            except EvaluationError:
                return Value(False, site)
        arguments = [self.value(argument, names) for argument in node.arguments]
        if node.expands and arguments:
            last = arguments.pop()
            if not isinstance(last.data, list):
                return Value(Unresolved("expansion", "${" + self.source(node) + "}"), site)
            arguments += last.data
        self.budget.spend(*arguments)
        function = FUNCTIONS.get(node.name.removeprefix("core::"))
        if function is None:
            return Value(Unresolved("function", "${" + self.source(node) + "}"), site)
        try:
            found = function(Arguments(arguments, site, self))
        except (ArithmeticError, RecursionError, ValueError):  # an infinite index, or none at all
            return Value(Unresolved("function", "${" + self.source(node) + "}"), site)
        return found if isinstance(found, Value) else Value(scalar(found), site, notes_of(arguments))

    def attempt(self, node: nodes.Call, names: Names) -> Value:
        """Return the first argument of ``try`` that does not fail; an unknown one may fail as well."""
        last: EvaluationError | None = None
        for argument in node.arguments:
            try:
                return self.value(argument, names)
            except EvaluationError as error:
                last = error
        raise last or EvaluationError("try needs arguments")


_MAKING: Final = (nodes.Call, nodes.Conditional, nodes.For, nodes.Operation, nodes.Splat, nodes.Template)
"""What makes a new value, or compares whole ones, instead of naming one that is there."""

_EVALUATE: Final[dict[type, Callable[[Evaluator, Any, Names], Value]]] = {
    nodes.Literal: Evaluator.literal,
    nodes.Template: Evaluator.template,
    nodes.Tuple: Evaluator.tuple,
    nodes.Object: Evaluator.object,
    nodes.For: Evaluator.comprehension,
    nodes.Name: Evaluator.name,
    nodes.Attr: Evaluator.attribute,
    nodes.Index: Evaluator.index,
    nodes.Splat: Evaluator.splat,
    nodes.Conditional: Evaluator.conditional,
    nodes.Operation: Evaluator.operation,
    nodes.Call: Evaluator.call,
}
