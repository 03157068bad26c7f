"""``TerraformModule``: a root module with what it calls, for rules about Terraform itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.base.identity import ById
from ecslint.base.route import Route
from ecslint.base.unresolved import PartialText, Reference
from ecslint.documents.subject import Subject
from ecslint.documents.terraform.blocks import expanded, ignored_arguments, kinds_of
from ecslint.documents.terraform.built import Built, modules_of
from ecslint.documents.terraform.evaluate import Evaluator, Names
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.references import attributes, references
from ecslint.documents.terraform.template import ModuleDocument, TerraformTemplate
from ecslint.documents.terraform.values import Site, plain
from ecslint.documents.terraform.wording import worded
from ecslint.model.base import Part, Place
from ecslint.source.hcl import nodes
from ecslint.source.hcl.walk import inner, mentioned, mentions, traversal


class BlockView:
    """A resource, or a block in one, as it is written. Arguments go by Terraform's names."""

    __slots__ = ("address", "block", "built", "module", "names")

    def __init__(
        self, module: TerraformModule, built: Built, block: nodes.Block, names: Names, address: str
    ) -> None:
        self.module = module
        self.built = built
        self.block = block
        self.names = names
        self.address = address
        """The resource's address in its module, as ``aws_ecs_service.web``."""

    def at(self, *path: str, part: Part = "value") -> Place:
        """Point at an argument; without a name, at the block."""
        return Place(self, path, part)

    def has(self, name: str) -> bool:
        """Say whether an argument, or a block of a type, is written."""
        return name in self.block.attributes or name in kinds_of(self.block)

    def value(self, name: str) -> object:
        """Return the value of an argument: plain, ``None`` if it is absent or null, else ``Unresolved``."""
        attribute = self.block.attributes.get(name)
        if attribute is None:
            return None
        return plain(Evaluator(self.built.module, self.built.file).safe(attribute.value, self.names))

    def is_certain(self) -> bool:
        """Say whether it exists, as far as defaults of variables tell."""
        return self.built.instance.certain and self.built.module.certain

    def blocks(self, kind: str) -> list[BlockView]:
        """Return the blocks of a type that are known to be there."""
        evaluator = Evaluator(self.built.module, self.built.file)
        return [
            BlockView(self.module, self.built, inner, names, self.address)
            for names, inner in expanded(evaluator, self.block, kind, self.names)
            if inner is not None
        ]

    def ignored(self) -> set[str] | None:
        """Return the arguments in ``ignore_changes``, ``None`` for all of them."""
        return ignored_arguments(self.block)

    def lifecycle(self, name: str) -> object:
        """Return a setting of the ``lifecycle`` block."""
        for block in self.block.blocks:
            if block.type == "lifecycle" and name in block.attributes:
                return BlockView(self.module, self.built, block, self.names, self.address).value(name)
        return None

    def paths(self, name: str) -> list[list[str]]:
        """Return what an argument refers to, each as its names: ``["aws_iam_role", "x", "arn"]``."""
        attribute = self.block.attributes.get(name)
        return [] if attribute is None else [path for path, _ in mentions(attribute).paths]

    def waits_for(self) -> set[str]:
        """Return the resources that are made before this one, in its own module, by their addresses."""
        seen: set[str] = set()
        stack = [self.block]
        module = self.built.module
        while stack:
            for owner, address in references(module, stack.pop()):
                if owner is module and address not in seen:
                    seen.add(address)
                    stack.append(module.resources[address].block)
        return seen

    def depends_on(self) -> set[str]:
        """Return what ``depends_on`` names: resources and whole modules."""
        return {".".join(path[:2]) for path in self.paths("depends_on")}


class TerraformModule:
    """All resources of a root module and of the modules that it calls."""

    __slots__ = ("root", "template")

    def __init__(self, template: TerraformTemplate) -> None:
        self.template = template
        self.root = template.root

    def resources(self, *kinds: str) -> list[BlockView]:
        """Return the resources of the given types."""
        return [
            BlockView(self, built, built.block, built.instance.names, built.address)
            for built in self.template.built.values()
            if built.block.labels[0] in kinds
        ]

    def calls_registry(self) -> bool:
        """Say whether it calls a module of the registry that is known by its inputs."""
        return any(built.block.type == "module" for built in self.template.built.values())

    def is_complete(self) -> bool:
        """Say whether all files of its folders were read, so that nothing can be declared elsewhere."""
        return all(not each.partial for each in modules_of(self.root))

    def undeclared(self) -> Iterator[tuple[Spot, str]]:
        """Yield references to what a module does not declare, with what that is.

        A ``terraform`` block takes no references, and Terraform leaves that of a called module out.
        """
        seen: set[tuple[ById, int]] = set()
        for each in modules_of(self.root):
            for file in each.files:
                for block in file.root.blocks:
                    if block.broken or block.type in _ADDRESSES or block.type == "terraform":
                        continue
                    for path, node in (
                        found for given in attributes(block) for found in mentions(given).paths
                    ):
                        what = None if (ById(file), node.start) in seen else _missing(each, path)
                        if what is not None:
                            seen.add((ById(file), node.start))
                            yield Spot(self, Site(file, node)), what

    def unfilled_templates(self) -> Iterator[tuple[Spot, list[str]]]:
        """Yield calls of ``templatefile`` that leave out variables of the template, with their names."""
        for each in modules_of(self.root):
            for file in each.files:
                for block in file.root.blocks if "templatefile" in file.text else ():
                    for attribute in attributes(block):
                        yield from self._unfilled(each, file, attribute)

    def _unfilled(
        self, module: Module, file: TerraformFile, attribute: nodes.Attribute
    ) -> Iterator[tuple[Spot, list[str]]]:
        for node in mentions(attribute).calls:
            if node.name != "templatefile" or len(node.arguments) != 2:
                continue
            given = node.arguments[1]
            path = Evaluator(module, file).safe(node.arguments[0], {}).data
            if not isinstance(given, nodes.Object) or not isinstance(path, str):
                continue
            names = [key.constant if isinstance(key, nodes.Template) else None for key, _ in given.items]
            found = module.text_file(path, "template")
            if found is None or found.template is None or None in names:
                continue
            missing = sorted(free_names(found.template) - {name for name in names if name is not None})
            if missing:
                yield Spot(self, Site(file, given)), missing

    def values_of_member(self, kind: str, argument: str, member: str) -> Iterator[tuple[Spot, list[str]]]:
        """Yield what members of a name in the objects of an argument refer to, in locals as well."""
        for view in self.resources(kind):
            attribute = view.block.attributes.get(argument)
            stack = [(view.built.file, attribute.value)] if attribute is not None else []
            seen: set[ById] = set()
            while stack:
                file, expression = stack.pop()
                for node in walk(expression):
                    if isinstance(node, nodes.Object):
                        for key, value in node.items:
                            if isinstance(key, nodes.Template) and key.constant == member:
                                for path, inner in mentioned(value).paths:
                                    yield Spot(self, Site(file, inner)), path
                    names = traversal(node) if isinstance(node, nodes.Attr) else None
                    local = view.built.module.locals.get(names[1]) if names and names[0] == "local" else None
                    if local is not None and ById(local[1]) not in seen:
                        seen.add(ById(local[1]))
                        stack.append((local[0], local[1].value))

    def expanded_text(self, view: BlockView, name: str) -> str | None:
        """Return the text of an argument with the names of resources in place of references to them."""
        value = view.value(name)
        parts = value.parts if isinstance(value, PartialText) else (value,)
        out = []
        for part in parts:
            known = self._name_of(part) if isinstance(part, Reference) else part
            if not isinstance(known, str):
                return None
            out.append(known)
        return "".join(out)

    def _name_of(self, reference: Reference) -> str | None:
        """Return the literal name of a resource whose name is referred to."""
        built = self.template.built.get(reference.logical_id)
        if built is None or reference.attribute not in ("", "Name"):
            return None
        attribute = built.block.attributes.get("name")
        if attribute is None:
            return None
        value = Evaluator(built.module, built.file).safe(attribute.value, built.instance.names).data
        return value if isinstance(value, str) else None

    def named_services(self, target: BlockView) -> set[str]:
        """Return the addresses of the services that a scalable target is for."""
        value = target.value("resource_id")
        parts = value.parts if isinstance(value, PartialText) else (value,)
        found = set()
        for part in parts:
            built = self.template.built.get(part.logical_id) if isinstance(part, Reference) else None
            if built is not None and built.block.labels[0] == "aws_ecs_service":
                found.add(built.address)
        text = self.expanded_text(target, "resource_id")
        for service in self.resources("aws_ecs_service") if text is not None else []:
            name = service.value("name")
            if isinstance(name, str) and text is not None and text.rpartition("/")[2] == name:
                found.add(service.built.address)
        return found

    def unread(self) -> bool:
        """Say whether something in the files could not be read, so that nothing can be called missing."""
        document = self.template.module_document
        return any(file.problems for file in document.files)


class ModuleSubject(Subject):
    """A module as a whole. Owns the places of all its blocks."""

    __slots__ = ("_module", "_origin")

    def __init__(self, module: TerraformModule, document: ModuleDocument) -> None:
        self._module = module
        self._origin = _BlockOrigin(module, document)
        super().__init__(module, document, self._origin)

    def route_of(self, model: object) -> Route | None:
        """Return the route of a model of the module, ``None`` if it is not part of it."""
        if model is self._module:
            return ()
        if isinstance(model, BlockView) and model.module is self._module:
            self._origin.seen.append(model)
            return (len(self._origin.seen) - 1,)
        if isinstance(model, Spot) and model.module is self._module:
            self._origin.seen.append(model)
            return (len(self._origin.seen) - 1,)
        return None


class Spot:
    """A place in the module that is no argument: part of an expression."""

    __slots__ = ("module", "site")

    def __init__(self, module: TerraformModule, site: Site) -> None:
        self.module = module
        self.site = site

    def at(self) -> Place:
        """Point at it."""
        return Place(self, ())


class _BlockOrigin:
    """Places of blocks and arguments."""

    __slots__ = ("document", "module", "seen")

    def __init__(self, module: TerraformModule, document: ModuleDocument) -> None:
        self.module = module
        self.document = document
        self.seen: list[BlockView | Spot] = []

    def route(self, route: Route) -> Route:
        if not route or not isinstance(route[0], int):
            return route
        view = self.seen[route[0]]
        if isinstance(view, Spot):
            return self.document.handle(view.site)
        block, rest = view.block, route[1:]
        if rest and rest[0] in block.attributes:
            name = str(rest[0])
            return self.document.handle(Site(view.built.file, block.attributes[name].value), rest[1:])
        return self.document.handle(Site(view.built.file, block), rest)

    def use(self, route: Route) -> Route | None:
        return None

    def note(self, route: Route) -> str | None:
        return None

    def wording(self, text: str) -> str:
        return worded(text, "", self.module.template.built)

    def spelt(self, route: Route, value: object) -> object:
        return value


_ADDRESSES: Final = frozenset({"moved", "removed", "import"})
"""Blocks that name what is not there any more, or not yet."""


def _missing(module: Module, path: list[str]) -> str | None:
    first, name = path[0], path[1]
    if first == "var":
        return None if name in module.variables else f'variable "{name}"'
    if first == "local":
        return None if name in module.locals else f'local value "{name}"'
    if first == "module":
        return None if name in module.calls else f'module "{name}"'
    if first == "data" and len(path) > 2:
        address = ".".join(path[:3])
        return None if address in module.resources else f'data source "{address}"'
    return None


def free_names(template: nodes.Template) -> set[str]:
    """Return the variables that a template needs: names that no loop of its own defines."""
    used: set[str] = set()
    stack: list[tuple[nodes.Node, frozenset[str]]] = [(template, frozenset())]
    while stack:
        node, bound = stack.pop()
        if isinstance(node, nodes.Name):
            if node.name not in bound and node.name != nodes.SPLAT_ITEM:
                used.add(node.name)
            continue
        if isinstance(node, nodes.Call) and node.name in ("try", "can"):
            continue
        if isinstance(node, nodes.For):
            own = bound | {node.value_name, node.key_name or node.value_name}
            stack.append((node.collection, bound))
            rest = (node.key, node.value, node.condition)
            stack += [(part, own) for part in rest if part is not None]
            continue
        if isinstance(node, nodes.ForDirective):
            own = bound | {node.value, node.key or node.value}
            stack.append((node.collection, bound))
            stack += [(part, own) for part in node.body]
            continue
        stack += [(part, bound) for part in inner(node)]
    return used


def walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield an expression and all that it is made of."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack += inner(current)
