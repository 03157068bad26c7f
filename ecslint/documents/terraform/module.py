"""``Module``: the files of a folder as variables, locals, resources and calls of other modules, evaluated
on demand.

Source: developer.hashicorp.com/terraform/language (files, variables, modules, meta-arguments), read
2026-11-29.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from ecslint.base.unresolved import Reference, UnknownText, Unresolved
from ecslint.documents.terraform.blocks import Instance, Placed
from ecslint.documents.terraform.data_sources import data_attribute
from ecslint.documents.terraform.defaults import SET_IN, default_note
from ecslint.documents.terraform.evaluate import Evaluator, Names
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.instances import instances_of_block
from ecslint.documents.terraform.loader import Loader
from ecslint.documents.terraform.mapping import attribute_of
from ecslint.documents.terraform.measure import Budget
from ecslint.documents.terraform.module_outputs import output_at, output_of, several
from ecslint.documents.terraform.overrides import in_order, is_override, overridden
from ecslint.documents.terraform.types import converted, empty_as_open, open_of_type
from ecslint.documents.terraform.values import EvaluationError, ModuleRef, ResourceRef, Site, Value
from ecslint.source.hcl import nodes

MAX_MODULE_DEPTH: Final = 12


class Module:
    """One use of a folder: the root module, or what a ``module`` block makes of a folder.

    ``inputs`` are the arguments of the call, ``None`` for the root, whose variables the user gives.
    """

    def __init__(
        self,
        folder: str,
        files: Iterable[TerraformFile],
        loader: Loader,
        inputs: Mapping[str, Value] | None = None,
        prefix: str = "",
        parent: Module | None = None,
        instance: Instance | None = None,
        environment: TerraformFile | None = None,
    ) -> None:
        self.folder = folder
        self.environment = environment
        """The file for ``-var-file`` whose values the root module has."""
        self.loader = loader
        self.inputs = inputs
        self.prefix = prefix
        self.parent = parent
        self.certain: bool = (parent is None or parent.certain) and (instance is None or instance.certain)
        """Whether what is in it exists, as far as the module itself goes."""
        self.contrary: bool = (parent is not None and parent.contrary) or (
            instance is not None and instance.contrary
        )
        """Whether it only exists if what was assumed does not hold."""
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.budget: Budget = Budget() if parent is None else parent.budget
        self.files = list(files)
        self.partial = loader.is_partial(folder)
        """Whether files of its folder were left out."""
        self.variables: dict[str, Placed] = {}
        self.locals: dict[str, tuple[TerraformFile, nodes.Attribute]] = {}
        self.resources: dict[str, Placed] = {}
        self.calls: dict[str, Placed] = {}
        self.outputs: dict[str, Placed] = {}
        self.given: Mapping[str, Value] = {}
        """Values of tfvars files, for the root."""
        self.behind_locals: dict[str, dict[tuple[Module, str], tuple[Module, str]]] = {}
        """The resources behind local values, as far as they were looked for."""
        self._values: dict[str, Value] = {}
        self._open: set[str] = set()
        self._instances: dict[str, list[Instance]] = {}
        self._children: dict[tuple[str, object], Module | None] = {}
        for file in in_order(self.files):
            if is_override(file.path):
                self._override(file)
            self._collect(file)
        if inputs is None:
            self.given = self._given()

    def _collect(self, file: TerraformFile) -> None:
        for block in file.root.blocks:
            labels = block.labels
            placed = Placed(file, block)
            if block.type == "resource" and len(labels) == 2:
                self.resources.setdefault(".".join(labels), placed)
            elif block.type in ("data", "ephemeral") and len(labels) == 2:
                self.resources.setdefault(f"{block.type}.{labels[0]}.{labels[1]}", placed)
            elif block.type == "variable" and len(labels) == 1:
                self.variables.setdefault(labels[0], placed)
            elif block.type == "module" and len(labels) == 1:
                self.calls.setdefault(labels[0], placed)
            elif block.type == "output" and len(labels) == 1:
                self.outputs.setdefault(labels[0], placed)
            elif block.type == "locals":
                for name, attribute in block.attributes.items():
                    self.locals.setdefault(name, (file, attribute))

    def _override(self, file: TerraformFile) -> None:
        """Change what is declared as an override file says."""
        for block in file.root.blocks:
            for kinds, declared in (
                (("resource",), self.resources),
                (("module",), self.calls),
                (("output",), self.outputs),
            ):
                placed = declared.get(".".join(block.labels)) if block.type in kinds else None
                if placed is not None:
                    declared[".".join(block.labels)] = Placed(placed.file, overridden(placed.block, block))
            if block.type == "variable" and len(block.labels) == 1 and "default" in block.attributes:
                self.variables.pop(block.labels[0], None)
            elif block.type == "locals":
                for name in block.attributes:
                    self.locals.pop(name, None)

    # Names

    def lookup(self, path: list[str], evaluator: Evaluator, node: nodes.Node) -> tuple[Value, int]:
        """Return what the first names of a traversal stand for, and how many of them were used."""
        first = path[0]
        if first == "var":
            return self.variable(path[1]), 2
        if first == "local":
            return self.local(path[1]), 2
        if first == "module":
            return output_of(self, path, evaluator, node)
        if first == "path":
            return self._path(path[1], evaluator.site(node)), 2
        if first in ("data", "ephemeral"):
            return self._resource(".".join(path[:3]), evaluator, node), 3
        if first in ("terraform", "self", "each", "count"):
            return Value(Unresolved("meta argument", "${" + ".".join(path) + "}"), evaluator.site(node)), len(
                path
            )
        return self._resource(".".join(path[:2]), evaluator, node), 2

    def _path(self, name: str, site: Site) -> Value:
        if name == "module":
            return Value(self.folder or ".", site)
        if name == "root":
            root = self
            while root.parent is not None:
                root = root.parent
            return Value(root.folder or ".", site)
        return Value(UnknownText("working directory", "${path." + name + "}"), site)

    def _resource(self, address: str, evaluator: Evaluator, node: nodes.Node) -> Value:
        if address not in self.resources:
            return Value(Unresolved("reference to nothing", "${" + address + "}"), evaluator.site(node))
        return Value(ResourceRef(self, address), evaluator.site(node))

    def _once(self, key: str, site: Site) -> Value | None:
        """Return a value that is known already; enter it otherwise. What needs itself is unknown."""
        found = self._values.get(key)
        if found is None and key in self._open:
            return Value(Unresolved("circular reference", "${" + key + "}"), site)
        return found

    def variable(self, name: str) -> Value:
        """Return the value of an input variable."""
        key = f"var.{name}"
        found = self._values.get(key)
        if found is None:
            found = self._values[key] = self._variable(name)
        return found

    def _variable(self, name: str) -> Value:
        placed = self.variables.get(name)
        if placed is None:
            return Value(Unresolved("undeclared variable", "${var." + name + "}"))
        file, block = placed
        kind = block.attributes["type"].value if "type" in block.attributes else None
        site = Site(file, block)
        default = block.attributes.get("default")
        stands = "${var." + name + "}"
        given = self.given.get(name) if self.inputs is None else self.inputs.get(name)
        if given is not None and not (given.data is None and _is_never_null(block)):
            return converted(given, kind)
        if default is None:
            return Value(open_of_type("variable without a default", stands, kind), site)
        value = converted(Evaluator(self, file).safe(default.value, {}), kind)
        if self.inputs is not None:
            return value
        return empty_as_open(value, stands, kind, site) or value.noted((default_note(name, value),))

    def local(self, name: str) -> Value:
        """Return a local value; one that needs itself is unknown."""
        found = self.locals.get(name)
        if found is None:
            return Value(Unresolved("undeclared local", "${local." + name + "}"))
        key = f"local.{name}"
        file, attribute = found
        known = self._once(key, Site(file, attribute))
        if known is not None:
            return known
        self._open.add(key)
        try:
            value = Evaluator(self, file).safe(attribute.value, {})
        finally:
            self._open.discard(key)
        self._values[key] = value
        return value

    # Resources

    def instances_of(self, address: str) -> list[Instance]:
        """Return the instances of a resource; one that may exist where ``count`` or ``for_each`` is not
        known."""
        found = self._instances.get(address)
        if found is None:
            self._instances[address] = [Instance(None, {}, certain=False)]  # while it is worked out
            found = self._instances[address] = self.expand(self.resources[address])
        return found

    def expand(self, placed: Placed, names: Names | None = None) -> list[Instance]:
        """Return the instances that ``count`` and ``for_each`` of a block make."""
        return instances_of_block(placed, Evaluator(self, placed.file), names or {})

    def instances(self, reference: ResourceRef) -> list[ResourceRef] | None:
        """Return the instances that ``resource[*]`` stands for, ``None`` if they are not known."""
        return several(reference)

    def logical_id(self, address: str, key: str | int | None) -> str:
        """Return the address of an instance as Terraform prints it."""
        index = "" if key is None else f"[{key}]" if isinstance(key, int) else f'["{key}"]'
        return f"{self.prefix}{address}{index}"

    def attribute(self, reference: ResourceRef, name: str, evaluator: Evaluator, node: nodes.Node) -> Value:
        """Return an attribute of a resource: a reference, the value of its argument, or unknown."""
        if isinstance(reference, ModuleRef):
            return output_at(reference, name, evaluator, node)
        module: Module = reference.scope
        address = reference.address
        site = evaluator.site(node)
        text = "${" + evaluator.source(node) + "}"
        instances = module.instances_of(address)
        by_key = {instance.key: instance for instance in instances}
        chosen = by_key.get(reference.key)
        if chosen is None and None in by_key:
            chosen = by_key[None]
        if chosen is None and reference.key is None and instances:
            if name.isidentifier() and address.startswith("data."):
                chosen = instances[0]
            else:
                raise EvaluationError(f"{address} has several instances: an index is needed")
        if chosen is None:
            raise EvaluationError(f"{address} has no such instance")
        if address.startswith("data."):
            return data_attribute(module, address, chosen, name, site, text)
        return module.resource_attribute(address, chosen, name, site, text)

    def resource_attribute(self, address: str, instance: Instance, name: str, site: Site, text: str) -> Value:
        """Return an attribute of one instance of a managed resource."""
        file, block = self.resources[address]
        given = attribute_of(block.labels[0], name)
        if given is not None and not given.startswith("="):
            return Value(Reference(self.logical_id(address, instance.key), given), site)
        argument = block.attributes.get(name)
        if argument is not None and not block.broken:
            key = f"{address}[{instance.key}].{name}"
            known = self._once(key, site)
            if known is not None:
                return known
            self._open.add(key)
            try:
                self._values[key] = Evaluator(self, file).safe(argument.value, instance.names)
            finally:
                self._open.discard(key)
            return self._values[key]
        if (block.labels[0], name) in _CHOSEN:
            return Value(Reference(self.logical_id(address, instance.key), ""), site)
        return Value(Unresolved("resource attribute", text), site)

    # Modules

    def arguments(self, name: str, instance: Instance) -> dict[str, Value]:
        """Return the inputs that a call gives to its module."""
        file, block = self.calls[name]
        evaluator = Evaluator(self, file)
        return {
            argument: evaluator.safe(attribute.value, instance.names)
            for argument, attribute in block.attributes.items()
            if argument not in _META
        }

    def output(self, name: str, site: Site, text: str) -> Value:
        """Return the value of an output, unknown if the module has none of that name."""
        placed = self.outputs.get(name)
        if placed is None or "value" not in placed.block.attributes:
            return Value(Unresolved("module output", text), site)
        key = f"output.{name}"
        known = self._once(key, site)
        if known is not None:
            return known
        self._open.add(key)
        try:
            value = Evaluator(self, placed.file).safe(placed.block.attributes["value"].value, {})
        finally:
            self._open.discard(key)
        self._values[key] = value
        return value

    def child(self, name: str, instance: Instance) -> Module | None:
        """Return the module that a call makes, ``None`` if its files are not in the tree."""
        key = (name, instance.key)
        if key not in self._children:
            self._children[key] = None  # while it is read: a module that calls itself is none
            self._children[key] = self._child(name, instance)
        return self._children[key]

    def _child(self, name: str, instance: Instance) -> Module | None:
        block = self.calls[name].block
        source = block.attributes.get("source")
        if source is None or block.broken or self.depth >= MAX_MODULE_DEPTH:
            return None
        constant = source.value.constant if isinstance(source.value, nodes.Template) else None
        folder = None if constant is None else self.loader.local(self.folder, constant)
        files = None if folder is None else self.loader.files(folder)
        if folder is None or files is None:
            return None
        inputs = self.arguments(name, instance)
        index = self.logical_id(f"module.{name}", instance.key)
        return Module(folder, files, self.loader, inputs, f"{index}.", self, instance)

    def children(self) -> Iterable[Module]:
        """Yield the modules that this one calls, as far as their files are in the tree."""
        for name, placed in self.calls.items():
            for instance in self.expand(placed):
                child = self.child(name, instance)
                if child is not None:
                    yield child

    def text_file(self, path: str, kind: Literal["template", "text"]) -> TerraformFile | None:
        """Return a file that ``templatefile`` or ``file`` reads, ``None`` if it is not in the tree.

        A relative path counts from where Terraform runs, which is the folder of the root module.
        """
        root = self
        while root.parent is not None:
            root = root.parent
        if root.folder not in ("", ".") and not path.startswith(("/", f"{root.folder}/")):
            found = self.loader.text_file(f"{root.folder}/{path}", kind)
            if found is not None:
                return found
        return self.loader.text_file(path, kind)

    def _given(self) -> dict[str, Value]:
        """Return the values of the tfvars files that Terraform loads, by itself or as it is told."""
        out: dict[str, Value] = {}
        own = [] if self.environment is None else [self.environment]
        for file in [*self.loader.variable_files(self.folder), *own]:
            evaluator = Evaluator(self, file)
            note = (f"{SET_IN}{file.path.rpartition('/')[2]}",)
            for name, attribute in file.root.attributes.items():
                out[name] = evaluator.safe(attribute.value, {}).noted(note)
        return out

    def in_environments(self) -> list[Module]:
        """Return the root module once for each file for ``-var-file`` that sets variables of it alone."""
        found = [
            Module(self.folder, self.files, self.loader, environment=file)
            for file in self.loader.environments(self.folder)
            if file.root.attributes.keys() <= self.variables.keys()
        ]
        for each in found:
            each.partial = self.partial
        return found


def _is_never_null(block: nodes.Block) -> bool:
    """Say whether a variable takes its default in place of null (``nullable = false``).

    Source: developer.hashicorp.com/terraform/language/values/variables, read 2026-11-30.
    """
    given = block.attributes.get("nullable")
    return given is not None and isinstance(given.value, nodes.Literal) and given.value.value is False


_CHOSEN: Final = frozenset({("aws_s3_bucket", "bucket")})
"""Names that the provider makes up where they are not written, and that ``Ref`` stands for."""
_META: Final = frozenset({"source", "version", "count", "for_each", "depends_on", "providers"})
