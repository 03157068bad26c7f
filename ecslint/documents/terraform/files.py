"""``TerraformFile``: a file of a module, or a template that one reads, with routes to everything in it.

A route is the address of a block, the name of an argument and the way into its value:
``resource/aws_ecs_service/web/load_balancer/container_port``. ``jsonencode`` and other functions of one
argument are passed through; JSON in a heredoc goes on in its own names.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Literal

from ecslint.base.identity import IdentityMap
from ecslint.base.route import Route
from ecslint.documents.terraform.json_body import JsonBody
from ecslint.source.document import Document
from ecslint.source.hcl import nodes
from ecslint.source.hcl.parser import parse_hcl, parse_template
from ecslint.source.hcl.templates import HclError
from ecslint.source.json.parse import parse_json
from ecslint.source.limits import MAX_HCL
from ecslint.source.parsed import Parsed, Part, SyntaxProblem
from ecslint.source.places import CleanPlaces

Offsets = tuple[int, int]


class _Tops:
    """The blocks of a file, numbered, by where they begin and by their routes."""

    __slots__ = ("_by_route", "_longest", "_starts", "waiting")

    def __init__(self, blocks: list[tuple[nodes.Block, Route]]) -> None:
        self.waiting = dict(enumerate(blocks))
        self._starts = sorted((block.start, number) for number, (block, _) in enumerate(blocks))
        self._by_route: dict[Route, list[int]] = {}
        for number, (_, route) in enumerate(blocks):
            self._by_route.setdefault(route, []).append(number)
        self._longest = max((len(route) for _, route in blocks), default=0)

    def at(self, offset: int) -> list[int]:
        """Return the numbers of the blocks that begin last before an offset: it can only be in these."""
        last = bisect_right(self._starts, (offset, len(self._starts)))
        start = self._starts[last - 1][0] if last else 0
        return [number for _, number in self._starts[bisect_left(self._starts, (start, 0)) : last]]

    def above(self, route: Route) -> list[int]:
        """Return the numbers of the blocks whose routes a route begins with."""
        lengths = range(min(len(route), self._longest) + 1)
        return [number for length in lengths for number in self._by_route.get(route[:length], ())]


class TerraformFile(Document):
    """One file. ``root`` holds its blocks, ``template`` is what ``templatefile`` or ``file`` made of it
    instead."""

    __slots__ = ("_by_route", "_extra", "_nodes", "_routes", "_waiting", "root", "template")

    def __init__(self, path: str, text: str, kind: Literal["module", "template", "text"] = "module") -> None:
        problems: list[SyntaxProblem] = []
        self.root = nodes.Block(0, "", (), 0)
        self.template: nodes.Template | None = None
        if len(text) > MAX_HCL:
            message = f"Terraform files of more than {MAX_HCL >> 20} MB are not read"
            problems = [SyntaxProblem("too-large", message, 0, 1)]
            kind = "module"
        elif kind == "module" and path.endswith(".json"):
            parsed = parse_json(text)
            problems = parsed.problems
            body = JsonBody(text, parsed.places or CleanPlaces(text))
            is_values = path.endswith(".tfvars.json")
            self.root = body.values(parsed.data) if is_values else body.file(parsed.data)
        elif kind == "module":
            self.root, found = parse_hcl(text)
            problems = [
                SyntaxProblem("invalid-syntax", problem.message, problem.start, problem.end)
                for problem in found
            ]
        elif kind == "template":
            try:
                self.template = parse_template(text)
            except HclError as error:
                problems = [SyntaxProblem("invalid-syntax", error.message, error.start, error.start + 1)]
        else:
            self.template = nodes.Template(0, len(text), [nodes.Text(0, len(text), text)], True)
        super().__init__(path, text, "hcl", Parsed(None, problems, None))
        self._nodes: dict[Route, tuple[Offsets, Offsets]] = {}
        self._waiting: _Tops | None = None
        """Blocks of the file in which nothing has a route yet; ``None``: in none."""
        self._routes = IdentityMap[Route]()
        self._by_route: dict[Route, nodes.Node] = {}
        self._extra: dict[Route, tuple[Offsets, Offsets]] = {}

    # Routes

    def route_of(self, node: nodes.Node) -> Route:
        """Return the route of a node of this file."""
        tops = self._tops()
        if node not in self._routes:
            for number in tops.at(node.start):
                self._enter(number)
            if node not in self._routes:
                self._indexed()
        return self._routes.get(node) or ()

    def add_place(self, route: Route, value: Offsets, key: Offsets) -> None:
        """Note where something is that is no node of the tree: a member of JSON in a heredoc."""
        self._extra[route] = (value, key)

    def _tops(self) -> _Tops:
        """Give the blocks of the file their routes; what is in them gets its own when it is asked for."""
        if self._waiting is None:
            if self.template is not None:
                self._note((), self.template, (0, 0))
                self._template(self.template, ())
            self._arguments(self.root, ())
            self._waiting = _Tops(self._children(self.root, ()))
        return self._waiting

    def _enter(self, number: int) -> None:
        entry = self._tops().waiting.pop(number, None)
        if entry is not None:
            self._block(*entry)

    def _indexed(self) -> dict[Route, tuple[Offsets, Offsets]]:
        """Return the places of all nodes."""
        for number in list(self._tops().waiting):
            self._enter(number)
        return self._nodes

    def _place(self, route: Route) -> tuple[Offsets, Offsets] | None:
        """Return the places of one node."""
        tops = self._tops()
        if route not in self._nodes:
            for number in tops.above(route):
                self._enter(number)
        return self._nodes.get(route)

    def _note(self, route: Route, node: nodes.Node, key: Offsets | None = None) -> None:
        self._routes.setdefault(node, route)
        self._by_route.setdefault(route, node)
        value = (node.start, node.end)
        self._nodes.setdefault(route, (value, key or value))

    def _block(self, block: nodes.Block, route: Route) -> None:
        """Note what is in a block."""
        self._arguments(block, route)
        for child, inner in self._children(block, route):
            self._block(child, inner)

    def _arguments(self, block: nodes.Block, route: Route) -> None:
        for name, attribute in block.attributes.items():
            inner = (*route, name)
            self._routes.setdefault(attribute, inner)
            self._note(inner, attribute.value, (attribute.key_start, attribute.key_end))
            self._expression(attribute.value, inner)

    def _children(self, block: nodes.Block, route: Route) -> list[tuple[nodes.Block, Route]]:
        """Note the blocks in a block, and return them with their routes."""
        counts: dict[Route, int] = {}
        for child in block.blocks:
            step: Route = (child.type, *child.labels)
            counts[step] = counts.get(step, 0) + 1
        seen: dict[Route, int] = {}
        found = []
        for child in block.blocks:
            step = (child.type, *child.labels)
            number = seen.get(step, 0)
            seen[step] = number + 1
            several = counts[step] > 1 and not (route == () and child.type == "locals")
            inner = (*route, *step, number) if several else (*route, *step)
            self._note(inner, child, (child.start, child.header_end))
            found.append((child, inner))
        return found

    def _expression(self, node: nodes.Expression, route: Route) -> None:
        """Note what is in an expression, which stands at ``route``."""
        stack: list[tuple[nodes.Expression, Route, Offsets | None]] = [(node, route, None)]
        while stack:
            expression, at, key = stack.pop()
            self._note(at, expression, key)
            if isinstance(expression, nodes.Object):
                for number, (name, value) in enumerate(expression.items):
                    constant = name.constant if isinstance(name, nodes.Template) else None
                    step = constant if constant is not None else number
                    stack.append((value, (*at, step), (name.start, name.end)))
                    if constant is None:
                        stack.append((name, (*at, number, "key"), None))
            elif isinstance(expression, nodes.Tuple):
                stack += [(item, (*at, index), None) for index, item in enumerate(expression.items)]
            elif isinstance(expression, nodes.Template):
                self._template(expression, at)
            elif isinstance(expression, nodes.Call) and len(expression.arguments) == 1:
                stack.append((expression.arguments[0], at, None))
            else:
                stack += [(inner, (*at, *steps), None) for steps, inner in _parts(expression)]

    def _template(self, template: nodes.Template, route: Route) -> None:
        stack: list[tuple[nodes.Part, Route]] = [
            (part, (*route, "${}", index)) for index, part in enumerate(template.parts)
        ]
        while stack:
            part, at = stack.pop()
            if isinstance(part, nodes.Text):
                self._routes.setdefault(part, route)
            elif isinstance(part, nodes.Interpolation):
                self._note(at, part)
                self._expression(part.value, at)
            elif isinstance(part, nodes.IfDirective):
                self._expression(part.condition, (*at, "if"))
                stack += [(inner, (*at, 0, index)) for index, inner in enumerate(part.yes)]
                stack += [(inner, (*at, 1, index)) for index, inner in enumerate(part.no)]
            else:
                self._expression(part.collection, (*at, "in"))
                stack += [(inner, (*at, index)) for index, inner in enumerate(part.body)]

    # Document

    def node_at(self, route: Route) -> nodes.Node | None:
        """Return the node that a route leads to, ``None`` for members of JSON in strings."""
        if route in self._extra or self._place(route) is None:
            return None
        return self._by_route.get(route)

    @property
    def data(self) -> object:
        """The file as plain data; empty, since it is read through its tree."""
        return {}

    def has(self, route: Route) -> bool:
        """Say whether a route leads to something of this file."""
        return not route or route in self._extra or self._place(route) is not None

    def offsets(self, route: Route, part: Part = "value") -> Offsets | None:
        """Return the place of a value, or of its key, or of both."""
        found = self._extra.get(route) or self._place(route)
        if found is None:
            return None
        value, key = found
        if part == "pair":
            return min(key[0], value[0]), value[1]
        return value if part == "value" else key

    @property
    def places(self) -> TerraformFile:
        """Where things stand in the file."""
        return self

    def logical(self, route: Route) -> str:
        """Return the address of the block around a route."""
        return "".join(f"/{step}" for step in route)

    def release(self) -> None:
        """Keep everything: the files of a module are needed together."""


def _parts(node: nodes.Expression) -> list[tuple[Route, nodes.Expression]]:
    """Return the expressions in an expression, with the steps to them."""
    if isinstance(node, nodes.Conditional):
        return [(("if",), node.condition), (("then",), node.yes), (("else",), node.no)]
    if isinstance(node, nodes.Operation):
        sides = [node.right] if node.left is None else [node.left, node.right]
        return [((node.operator, index), side) for index, side in enumerate(sides)]
    if isinstance(node, nodes.Call):
        return [((node.name, index), argument) for index, argument in enumerate(node.arguments)]
    if isinstance(node, nodes.Attr):
        return [(("of",), node.object)]
    if isinstance(node, nodes.Index):
        return [(("of",), node.object), (("index",), node.key)]
    if isinstance(node, nodes.Splat):
        return [(("of",), node.object)]
    if isinstance(node, nodes.For):
        found: list[tuple[Route, nodes.Expression]] = [(("in",), node.collection), (("value",), node.value)]
        if node.key is not None:
            found.append((("key",), node.key))
        if node.condition is not None:
            found.append((("when",), node.condition))
        return found
    return []
