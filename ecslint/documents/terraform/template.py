"""A Terraform module as the template that CloudFormation's rules look at: same types, same names, other
places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ecslint.base.route import Route
from ecslint.base.unresolved import EncodedText, PartialText, Reference, Unresolved
from ecslint.documents.cloudformation.origin import Trace
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.scenario import Scenario
from ecslint.documents.cloudformation.sections import Resource
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.cloudformation.usage import Usage
from ecslint.documents.oversize import without_excess
from ecslint.documents.terraform import mapping, networks, provider, registry
from ecslint.documents.terraform.blocks import Instance, ignored_arguments
from ecslint.documents.terraform.built import Built, modules_of
from ecslint.documents.terraform.containers import Containers
from ecslint.documents.terraform.convert import Converter
from ecslint.documents.terraform.evaluate import Evaluator
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.references import references
from ecslint.documents.terraform.registry_services import service_of
from ecslint.documents.terraform.values import (
    Place,
    Site,
    Value,
    plain,
    replace_references,
    rests_on_assumptions,
    without_assumptions,
)
from ecslint.documents.terraform.wording import worded_whole
from ecslint.source.document import Document
from ecslint.source.hcl import nodes
from ecslint.source.parsed import REST, Parsed

MAYBE: Final = "count or for_each"
"""The condition of resources of which it is not known whether they are created; nothing decides it."""
MAX_RESOURCES: Final = 3_000


class ModuleDocument(Document):
    """All files of a root module and what it calls, as one document. Its routes are numbers of places."""

    __slots__ = ("files", "places_seen")

    def __init__(self, path: str, files: list[TerraformFile]) -> None:
        super().__init__(path, "\n".join(file.text for file in files), "hcl", Parsed({}, [], None))
        self.files = files
        self.places_seen: list[Place] = []

    def handle(self, site: Place | None, rest: Route = ()) -> Route:
        """Return a route that stands for a place."""
        if site is None:
            return rest
        self.places_seen.append(site)
        return (len(self.places_seen) - 1, *rest)

    def locate(self, route: Route) -> tuple[Document, Route]:
        """Return the file, and the route in it, that a route of this document stands for."""
        if not route or not isinstance(route[0], int):
            return self.files[0], route
        found = self.places_seen[route[0]].located()
        if found is None or not isinstance(found[0], Document):
            return self.files[0], ()
        return found[0], found[1] + route[1:]

    def text_edit(self, op: str, route: Route, value: object) -> tuple[str, int, int, str] | None:
        """Return a change of a value as an edit of the file that it is written in."""
        from ecslint.documents.terraform.edits import written

        file, at = self.locate(route)
        found = written(file, op, at, value) if isinstance(file, TerraformFile) else None
        return None if found is None else (file.path, *found)


def member(value: Value, step: str | int) -> Value | None:
    """Return a member of an object or an item of a list, ``None`` if there is none."""
    data = value.data
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
        found: Value = data[step]
        return found
    return None


def _is_refused(converter: Converter, block: nodes.Block) -> bool:
    """Say whether a precondition of a resource does not hold with what is known of the variables."""
    for lifecycle in block.blocks:
        for inner in lifecycle.blocks if lifecycle.type == "lifecycle" else ():
            condition = inner.attributes.get("condition") if inner.type == "precondition" else None
            if (
                condition is not None
                and converter.evaluator.safe(condition.value, converter.names).data is False
            ):
                return True
    return False


class TerraformResolved(Resolved):
    """The properties of one instance of a resource."""

    __slots__ = ("built",)

    def __init__(self, template: TerraformTemplate, resource: Resource, data: Any, built: Built) -> None:
        super().__init__(template, resource, data, None)
        self.built = built

    def is_left_alone(self, name: str) -> bool:
        ignored = ignored_arguments(self.built.block)
        return ignored is None or re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() in ignored

    def trace(self, route: Route) -> Trace:
        """Return where a value comes from."""
        return self.trace_in(self.built.value, route)

    def trace_in(self, value: Value, route: Route) -> Trace:
        """Return where the value at ``route`` below ``value`` was written and used."""
        template = self.template
        assert isinstance(template, TerraformTemplate)
        document = template.module_document
        site, use = value.site or self.built.site, value.use
        notes = value.notes
        whole, taken = value, 0
        for step in route:
            inner = member(value, step)
            if inner is None:
                break
            value = inner
            taken += 1
            notes += tuple(note for note in value.notes if note not in notes)
            if value.site is not None:
                site, use = value.site, value.use
            elif value.use is not None:
                use = value.use
        rest = route[taken:]
        source = document.handle(site, rest)
        written = template.written(self.built, whole, route)
        if written is not None:
            return Trace(document.handle(written), source, notes[:3], None)
        return Trace(
            source, source if use is None or use == site else document.handle(use, rest), notes[:3], None
        )


class TerraformTemplate(Template):
    """The resources of a root module and the modules that it calls, under CloudFormation's names."""

    requires_members = False
    """The provider sends container definitions as they are."""

    def __init__(self, root: Module, document: ModuleDocument) -> None:
        self.root = root
        self.module_document = document
        self.built: dict[str, Built] = {}
        self._used: dict[str, Usage] = {}
        super().__init__(document)

    def written(self, built: Built, value: Value, route: Route) -> Place | None:
        """Return where a value was written if that is not where the module has it."""
        return None

    def completed(self, logical_id: str, value: Value, containers: Containers | None) -> Containers | None:
        """Add what is known of a resource from elsewhere, in place, and return its container definitions."""
        return containers

    def worded(self, text: str) -> str:
        """Return a sentence about several resources in Terraform's words."""
        return worded_whole(text, self.built)

    def _read_resources(self) -> None:
        for module in modules_of(self.root):
            for address, placed in module.resources.items():
                kind = placed.block.labels[0]
                entry = mapping.entry_of(kind)
                if address.startswith(("data.", "ephemeral.")) or placed.block.broken:
                    continue
                if entry is None:
                    continue
                for instance in module.instances_of(address):
                    if len(self.resources) >= MAX_RESOURCES:
                        self.unknown_resources = True
                        return
                    self._add(module, address, instance, entry)
            self._read_registry(module)
        self._part_contraries()
        provider.attach_policies(self.root, self.built, self.resources)
        provider.attach_own_policies(self.root, self.built, self.resources)
        self._hand_over()

    def _read_registry(self, module: Module) -> None:
        """Add what modules of the registry make of their inputs, as far as it is known."""
        for name, (file, block) in module.calls.items():
            kind = registry.kind_of(block)
            if kind is None or block.broken:
                continue
            for instance in module.expand(module.calls[name]):
                if module.contrary or instance.contrary:
                    continue
                site = Site(file, block)
                inputs = module.arguments(name, instance)
                major = registry.major_of(block) if kind in ("root", "service") else None
                made = registry.task_of(kind, inputs, site, major)
                cluster = registry.cluster_of(kind, inputs, site)
                base = module.logical_id(f"module.{name}", instance.key)
                whole = Built(
                    *(base, module, f"module.{name}", instance, block, file, site),
                    *(Value({}, site), None, []),
                )
                evaluator = Evaluator(module, file)
                if made is not None:
                    self._enter_made(whole, f"{base}.task", made, kind, inputs, evaluator)
                if cluster is not None:
                    part = whole._replace(logical_id=f"{base}.cluster", value=cluster)
                    self._enter(part, "AWS::ECS::Cluster", [], instance.certain and module.certain)
                for service, (own, each) in registry.services_of(kind, inputs, site, major).items():
                    named = f'{base}.services["{service}"].task'
                    self._enter_made(whole, named, each, "service", own, evaluator)

    def _enter_made(
        self,
        whole: Built,
        logical_id: str,
        made: registry.Made,
        kind: str,
        inputs: Mapping[str, Value],
        evaluator: Evaluator,
    ) -> None:
        """Add the task definition and the service that a module of the registry makes."""
        built = whole._replace(logical_id=logical_id, value=made.value, containers=made.containers)
        certain = built.instance.certain and built.module.certain
        self._enter(built, "AWS::ECS::TaskDefinition", [], certain)
        converter = Converter(evaluator, built.instance.names)
        service = service_of(kind, inputs, built.site, converter, logical_id)
        if service is not None:
            name = logical_id.removesuffix("task") + "service"
            part = whole._replace(logical_id=name, value=service)
            self._enter(part, "AWS::ECS::Service", [logical_id], certain)

    def _add(self, module: Module, address: str, instance: Instance, entry: mapping.Table) -> None:
        file, block = module.resources[address]
        site = Site(file, block)
        converter = Converter(Evaluator(module, file), instance.names)
        value = Value({}, site)
        converter.body(block, entry["arguments"], instance.names, value)
        if module.contrary or instance.contrary:
            without_assumptions(value)
            # A null of the assumption left its argument out: what is not there is not known either.
            value.data.setdefault(REST, Value(Unresolved("assumption that does not hold here", REST), site))
        if _is_refused(converter, block):  # Terraform says so itself, and makes nothing
            value.data.clear()
            value.data[REST] = Value(Unresolved("precondition that does not hold", REST), site)
        logical_id = module.logical_id(address, instance.key)
        containers = None
        if "ContainerDefinitions" in value.data and entry["type"].endswith("::TaskDefinition"):
            containers = Containers(value.data["ContainerDefinitions"])
        containers = self.completed(logical_id, value, containers)
        if containers is not None:
            value.data["ContainerDefinitions"] = containers.properties
        built = Built(
            logical_id,
            module,
            address,
            instance,
            block,
            file,
            site,
            value,
            containers,
            converter.embedded,
        )
        if block.labels[0] in networks.GROUPS:
            networks.group_rules(built)
        kind = provider.adjust(built, entry["type"])
        waits = [name for name in sorted(self._waits_for(module, block)) if name != logical_id]
        certain = instance.certain and module.certain
        self._enter(built, kind, waits, certain)
        for name, inner_kind, inner in networks.parts_of(built):
            part = built._replace(logical_id=f"{logical_id}.{name}", value=inner, embedded=[])
            self._enter(part, inner_kind, [], certain)

    def _enter(self, built: Built, kind: str, waits: list[str], certain: bool) -> None:
        body: dict[str, object] = {"Type": kind, "Properties": plain(built.value), "DependsOn": waits}
        if not certain:
            body["Condition"] = MAYBE
        name = built.logical_id
        self.resources[name] = Resource(name, body, ("Resources", name))
        self.built[name] = built

    def _hand_over(self) -> None:
        """Note what resources and modules that are not read are given, and what outputs hand to others."""
        for module in modules_of(self.root):
            for address, placed in module.resources.items():
                kind = placed.block.labels[0]
                if (
                    not address.startswith(("data.", "ephemeral."))
                    and mapping.entry_of(kind) is None
                    and networks.changes_networks(kind)
                ):
                    self._enter_unread(module.prefix + address, f"Terraform::{kind}", module, placed.block)
            for name, placed in module.calls.items():
                if any(module.child(name, instance) is None for instance in module.expand(placed)):
                    self._enter_unread(
                        f"{module.prefix}module.{name}", "Terraform::module", module, placed.block
                    )
        named = [
            {"Ref": name}
            for placed in self.root.outputs.values()
            for name in self._waits_for(self.root, placed.block)
        ]
        self.outputs = {"outputs": {"Value": named}} if named else {}

    def _enter_unread(self, name: str, kind: str, module: Module, block: nodes.Block) -> None:
        given = [Reference(each) for each in sorted(self._waits_for(module, block))]
        body = {"Type": kind, "Properties": {"Given": given}}
        self.resources.setdefault(name, Resource(name, body, ("Resources", name)))

    def _part_contraries(self) -> None:
        """Let what exists only if an assumption does not hold know nothing of what rests on one."""
        doubted = {name for name, built in self.built.items() if rests_on_assumptions(built.value)}
        for name, built in self.built.items():
            if built.module.contrary or built.instance.contrary:
                replace_references(built.value, lambda reference: reference.logical_id in doubted)
                self.resources[name].properties = plain(built.value)

    def _waits_for(self, module: Module, block: nodes.Block) -> Iterator[str]:
        for owner, address in references(module, block):
            for instance in owner.instances_of(address):
                yield owner.logical_id(address, instance.key)
        given = block.attributes.get("depends_on")
        for item in given.value.items if given is not None and isinstance(given.value, nodes.Tuple) else ():
            if isinstance(item, nodes.Literal) and isinstance(item.value, Reference):  # as plans have it
                yield item.value.logical_id

    def usage(self, logical_id: str) -> Usage:
        """Return what a resource refers to."""
        found = self._used.get(logical_id)
        if found is None:
            names: set[str] = set()
            stack: list[object] = [self.resources[logical_id].properties]
            while stack:
                node = stack.pop()
                if isinstance(node, dict):
                    stack += node.values()
                elif isinstance(node, list):
                    stack += node
                elif isinstance(node, Reference):
                    names.add(node.logical_id)
                elif isinstance(node, PartialText):
                    stack += node.parts
                elif isinstance(node, EncodedText):
                    stack.append(node.inner)
            empty = frozenset[str]()
            found = self._used[logical_id] = Usage(
                empty, empty, frozenset(names), frozenset(names), frozenset(), False
            )
        return found

    def _resolve(self, resource: Resource, scenario: Scenario | None) -> Resolved:
        data = resource.properties
        if resource.type.endswith("TaskDefinition") and isinstance(data, dict):
            data = without_excess(self.module_document, data)
        built = self.built.get(resource.logical_id)
        if built is None:
            return Resolved(self, resource, data, None)
        return TerraformResolved(self, resource, data, built)
