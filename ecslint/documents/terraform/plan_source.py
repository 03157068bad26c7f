"""The module that a plan was made of: places in its files of what the plan says.

A plan has no lines. Where the files of its root module lie beside it, or in a folder beside it, an address
leads to a resource of that module, and the same property there to where it was written. What is judged are
the values of the plan; only what it hides until the apply, such as all of ``container_definitions`` for one
new ARN in it, is taken from the files, which are evaluated with the plan's variables.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Final

from ecslint.base.collector import without_collecting
from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.documents.terraform import mapping
from ecslint.documents.terraform.addresses import INDEX
from ecslint.documents.terraform.built import Built
from ecslint.documents.terraform.containers import Containers
from ecslint.documents.terraform.loader import Loader
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.plan_references import AFTER_APPLY
from ecslint.documents.terraform.read import tree_of
from ecslint.documents.terraform.template import ModuleDocument, TerraformTemplate, member
from ecslint.documents.terraform.values import Place, Value, text_of, unknown, wrapped
from ecslint.source.read import InputError, read_bytes

_MOST_FOLDERS: Final = 50
"""Folders beside a plan that are looked into."""


class PlanTemplate(TerraformTemplate):
    """The resources of a plan, with their places in the module that it was made of."""

    def __init__(
        self, root: Module, document: ModuleDocument, plan: str, variables: Mapping[str, object]
    ) -> None:
        self._plan = plan
        self._variables = variables
        self._source: TerraformTemplate | None = None
        self._is_read = False
        super().__init__(root, document)

    def completed(self, logical_id: str, value: Value, containers: Containers | None) -> Containers | None:
        """Take properties that are only known after the apply from the module, as far as it knows them."""
        hidden = [name for name, item in value.data.items() if _is_hidden(item)]
        source = self._module() if hidden else None
        found = self._of_source(source, logical_id) if source is not None else None
        for name in hidden if found is not None else ():
            known = found.value.data.get(name) if found is not None else None
            if known is not None and not isinstance(known.data, Unresolved):
                value.data[name] = known
        if found is None or found.containers is None or "ContainerDefinitions" not in hidden:
            return containers
        return containers if unknown(found.containers.api) is not None else found.containers

    @staticmethod
    def _of_source(source: TerraformTemplate, logical_id: str) -> Built | None:
        return source.built.get(logical_id) or source.built.get(INDEX.sub("", logical_id))

    def written(self, built: Built, value: Value, route: Route) -> Place | None:
        """Return where what the plan has at ``route`` below ``value`` was written, ``None`` if nowhere."""
        source = self._module()
        found = None if source is None else self._of_source(source, built.address)
        if found is None:
            return None
        node: Value | None = found.value
        if built.containers is not None and value is built.containers.api:
            node = None if found.containers is None else found.containers.api
        return found.site if node is None else _place(node, value, route, found.site)

    def _module(self) -> TerraformTemplate | None:
        """Return the module that the plan was made of, read once and only when a place is asked for."""
        if not self._is_read:
            self._is_read = True
            names = {
                INDEX.sub("", address)
                for address, placed in self.root.resources.items()
                if address.startswith(f"{placed.block.labels[0]}.")
                and mapping.entry_of(placed.block.labels[0])
            }
            for folder in _folders(os.path.dirname(self._plan)):
                self._source = _template(folder, names, self._variables)
                if self._source is not None:
                    break
        return self._source


def _folders(own: str) -> list[str]:
    """Return the folder of a plan, and those in it."""
    try:
        with os.scandir(own or ".") as entries:
            inner = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return [own]
    return [own, *(os.path.join(own, name) for name in inner[:_MOST_FOLDERS] if not name.startswith("."))]


def _is_hidden(value: Value) -> bool:
    """Say whether a value is only known after the apply, and refers to nothing that is known."""
    return isinstance(value.data, Unresolved) and value.data.reason == AFTER_APPLY


def _template(folder: str, names: Iterable[str], variables: Mapping[str, object]) -> TerraformTemplate | None:
    """Return the module of a folder, with a plan's variables, if it has all resources of the plan's root."""
    loader = Loader(tree_of([folder]), read_bytes)
    try:
        files = loader.files(folder)
    except InputError:
        return None
    if not files or not names:
        return None
    with without_collecting():
        module = Module(folder, files, loader)
        if not all(name in module.resources for name in names):
            return None
        given = {
            name: wrapped(value, None)
            for name, value in variables.items()
            if name in module.variables and "sensitive" not in module.variables[name].block.attributes
        }
        module.given = {**module.given, **given}
        return TerraformTemplate(module, ModuleDocument(files[0].path, files))


def _place(node: Value, own: Value, route: Route, site: Place) -> Place:
    """Follow a route as far as the files show where it leads."""
    planned: Value | None = own
    for step in route:
        planned = None if planned is None else member(planned, step)
        inner = _same_item(node, planned, step) if isinstance(step, int) else member(node, step)
        if inner is None:
            break
        node = inner
        site = _site(node, planned) or site
    return site


def _site(node: Value, planned: Value | None) -> Place | None:
    """Return where a value was written; where it is used if the plan has another one, from elsewhere."""
    if node.use is None or isinstance(node.data, list | dict):
        return node.site
    same = planned is not None and text_of(node) == text_of(planned)
    return node.site if same else node.use


def _same_item(node: Value, planned: Value | None, step: int) -> Value | None:
    """Return the item of a list that the plan has at ``step``: lists of a plan are sorted anew."""
    items = node.data
    if not isinstance(items, list):
        return None
    name = _name(planned)
    if name is not None:
        return next((item for item in items if _name(item) == name), None)
    if len(items) == 1:
        found: Value = items[0]
        return found
    if planned is not None and isinstance(planned.data, str | int):
        return next((item for item in items if item.data == planned.data), None)
    return member(node, step)


def _name(item: Value | None) -> object:
    """Return the name of a container, a variable or a port mapping."""
    data = None if item is None else item.data
    if isinstance(data, dict):
        for key in ("Name", "name"):
            if key in data and isinstance(data[key].data, str):
                return data[key].data
    return None
