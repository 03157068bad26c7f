"""The module that a plan was made of: places in its files of what the plan says.

A plan has no lines. Where the files of its root module lie beside it, or in a folder beside it, an address
leads to a resource of that module, and the same property there to where it was written. Only the place is
taken from the files; what is judged are the values of the plan.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

from ecslint.base.collector import without_collecting
from ecslint.base.route import Route
from ecslint.documents.terraform.addresses import INDEX
from ecslint.documents.terraform.built import Built
from ecslint.documents.terraform.loader import Loader
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.read import tree_of
from ecslint.documents.terraform.template import ModuleDocument, TerraformTemplate, member
from ecslint.documents.terraform.values import Place, Value, text_of
from ecslint.source.read import InputError, read_bytes

_MOST_FOLDERS: Final = 50
"""Folders beside a plan that are looked into."""


class PlanTemplate(TerraformTemplate):
    """The resources of a plan, with their places in the module that it was made of."""

    def __init__(self, root: Module, document: ModuleDocument, plan: str) -> None:
        self._plan = plan
        self._source: TerraformTemplate | None = None
        self._is_read = False
        super().__init__(root, document)

    def written(self, built: Built, value: Value, route: Route) -> Place | None:
        """Return where what the plan has at ``route`` below ``value`` was written, ``None`` if nowhere."""
        source = self._module()
        found = None
        if source is not None:
            found = source.built.get(built.address) or source.built.get(INDEX.sub("", built.address))
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
                INDEX.sub("", built.address)
                for built in self.built.values()
                if built.address.startswith(f"{built.block.labels[0]}.")
            }
            for folder in _folders(os.path.dirname(self._plan)):
                self._source = _template(folder, names)
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


def _template(folder: str, names: Iterable[str]) -> TerraformTemplate | None:
    """Return the module of a folder if it has all resources of the root module of the plan."""
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
