"""From paths of Terraform files to parsed files: which of them are one module, and what is in it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from ecslint.base.collector import without_collecting
from ecslint.base.identity import ById
from ecslint.base.pattern import regex
from ecslint.base.tree import top_of
from ecslint.documents.subject import TERRAFORM, ParsedFile, Subject
from ecslint.documents.terraform.built import modules_of
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.loader import Loader, paths_of
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.subjects import read_module
from ecslint.documents.terraform.template import ModuleDocument, TerraformTemplate
from ecslint.source.read import InputError, read_bytes

_MARKERS: Final = (
    "aws_ecs_",
    "awscc_ecs_",
    "aws_appautoscaling",
    "ecs_target",
    "ecs_parameters",
    "ecs_service",
    "terraform-aws-modules/ecs",
    "terraform-aws-ecs",
    "cloudposse/ecs-",
)
"""Words of which every module has one that is of interest."""
_OF_ECS: Final = regex(r"aws(?:cc)?_ecs_")
_SOURCE: Final = regex(r'"?source"?\s*[=:]\s*"(\.{1,2}/[^"$]*)"')
_MOST: Final = 2_000_000
"""Characters of a file in which they are looked for."""


def read_terraform(
    paths: Iterable[str],
    errors: list[InputError],
    content: Callable[[str], bytes] = read_bytes,
    given: Sequence[str] = (),
) -> Iterator[ParsedFile]:
    """Yield the parsed files of modules; the first of a module carries all that checks run on.

    ``content`` returns the bytes of a file, or raises ``InputError``; ``given`` are tfvars files for all
    modules that no other one calls.
    """
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(os.path.dirname(path), []).append(path)
    loader = Loader(tree_of(list(folders)), content, given)
    roots: dict[str, list[TerraformFile]] = {}
    texts = Texts(loader)
    for folder, named in folders.items():
        if not texts.matters(folder, named):
            continue
        found = _module_files(loader, folder, named, errors)
        if found:
            roots[folder] = found
    reported: set[ById] = set()
    asked = {os.path.realpath(path) for named in folders.values() for path in named}
    modules = _roots(loader, roots)
    for folder, module in modules:
        yield from _units(module, asked, reported)
        del folder


def tree_of(folders: list[str]) -> str:
    """Return the folder that nothing is read outside of: the repository, or what the named files have in
    common."""
    real = [os.path.realpath(folder or ".") for folder in folders]
    try:
        common = os.path.commonpath(real)
    except ValueError:  # on several drives
        common = real[0]
    return top_of(common) or common


def _module_files(
    loader: Loader, folder: str, named: list[str], errors: list[InputError]
) -> list[TerraformFile]:
    """Return the files of a folder; only the named ones where the others say the same again."""
    own: list[TerraformFile] = []
    for path in named:
        try:
            file = loader.file(path)
        except InputError as error:
            errors.append(error)
            continue
        if file is not None:
            own.append(file)
    others = [file for file in loader.files(folder) or [] if file not in own]
    declared = {address for file in own for address in _declared(file)}
    if any(declared & set(_declared(file)) for file in others):
        return own
    return own + others


def _declared(file: TerraformFile) -> Iterator[tuple[str, ...]]:
    """Yield what a file declares and no other file of its module may."""
    for block in file.root.blocks:
        if block.type in ("resource", "data", "variable", "output", "module"):
            yield (block.type, *block.labels)


def _roots(loader: Loader, folders: dict[str, list[TerraformFile]]) -> list[tuple[str, Module]]:
    """Return the modules that no other module calls, and those in which nothing calls them."""
    modules = {folder: Module(folder, files, loader) for folder, files in folders.items()}
    for folder, module in modules.items():
        module.partial |= len(loader.files(folder) or []) > len(module.files)
    calls = {
        folder: {os.path.realpath(inner.folder or ".") for inner in modules_of(module) if inner is not module}
        for folder, module in modules.items()
    }
    callers = Counter(chain.from_iterable(calls.values()))
    found: dict[str, Module] = {}
    reached: set[str] = set()
    for folder, module in modules.items():
        own = os.path.realpath(folder or ".")
        if callers[own] == (own in calls[folder]):
            found[folder] = module
            reached |= calls[folder]
    for folder, module in modules.items():  # those that only call each other
        if os.path.realpath(folder or ".") not in reached and folder not in found:
            found[folder] = module
            reached |= calls[folder]
    return list(found.items())


class Texts:
    """Says, before anything is parsed, which folders may have something to do with ECS."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self._known: dict[str, bool] = {}

    def matters(self, folder: str, named: list[str]) -> bool:
        """Say whether a folder, or one that it calls, names what rules look at."""
        if folder not in self._known:
            self._known[folder] = False  # while its modules are looked at
            known = dict.fromkeys(named)
            inside = (path for path in paths_of(folder) if path not in known and self.loader.inside(path))
            texts = [self._text(path) for path in [*known, *inside]]
            self._known[folder] = any(marker in text for text in texts for marker in _MARKERS) or any(
                self._called(folder, source) for text in texts for source in _SOURCE.findall(text)
            )
        return self._known[folder]

    def _called(self, folder: str, source: str) -> bool:
        path = self.loader.local(folder, source)
        return path is not None and self.matters(path, [])

    def _text(self, path: str) -> str:
        try:
            return self.loader.content(path)[:_MOST].decode("utf-8", "replace")
        except InputError:
            return _MARKERS[0]  # who reads it says what is wrong


class Environments:
    """The files for ``-var-file`` of a root module as variants of what is in it."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def describe(self, variants: Sequence[object], pointers: Sequence[str]) -> str | None:
        """Say with which files something holds, ``None`` if with all of them."""
        found = [name for name in self.names if name in variants]
        return f"with {' and '.join(found)}" if 0 < len(found) < len(self.names) else None


def _subjects(module: Module, files: list[TerraformFile]) -> list[Subject]:
    """Return the subjects of a root module: with each file for ``-var-file``, if there are some."""
    chosen = module.in_environments() or [module]
    prefix = f"{module.folder}/" if module.folder not in ("", ".") else ""
    names = [each.environment.path.removeprefix(prefix) for each in chosen if each.environment is not None]
    found: list[Subject] = []
    for index, each in enumerate(chosen):
        document = ModuleDocument(module.files[0].path, files)
        subjects = read_module(TerraformTemplate(each, document))
        if len(names) > 1:
            family = Environments(names)
            for subject in subjects:
                subject.family, subject.variant = family, names[index]
        found += subjects
    return found


def _units(module: Module, asked: set[str], reported: set[ById]) -> Iterator[ParsedFile]:
    files: dict[ById, TerraformFile] = {}
    for inner in modules_of(module):
        for file in inner.files:
            files.setdefault(ById(file), file)
    with without_collecting():
        subjects = _subjects(module, list(files.values()))
    for file in module.loader.new_texts():
        files.setdefault(ById(file), file)
    if not subjects and not any(_OF_ECS.search(file.text) for file in files.values()):
        return
    first = True
    for file in files.values():
        if ById(file) in reported and not first:
            continue
        reported.add(ById(file))
        is_context = os.path.realpath(file.path) not in asked and file.template is None
        yield ParsedFile(file, TERRAFORM, subjects if first else [], is_context)
        first = False
