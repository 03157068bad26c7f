"""Finds and reads the files of modules, templates and tfvars inside the tree, each once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Final, Literal

from ecslint.base.tree import is_inside
from ecslint.documents.terraform.files import TerraformFile
from ecslint.source.discovery.walk import TERRAFORM
from ecslint.source.read import InputError, decode, read_bytes

SUFFIXES: Final = TERRAFORM
MAX_FILES: Final = 400
"""Files of a folder that are read as one module."""
MAX_ENVIRONMENTS: Final = 12
"""Files for ``-var-file`` of one module that are looked at."""
ENVIRONMENT_FOLDERS: Final = frozenset(
    {"config", "configs", "env", "environment", "environments", "envs", "tfvars", "vars"}
)
"""Names of folders in which such files usually are."""
MAX_TEMPLATE_BYTES: Final = 1_000_000
_GENERATORS: Final = frozenset({"terragrunt.hcl", "terragrunt.stack.hcl", "root.hcl"})
"""Files of Terragrunt. Source: terragrunt.gruntwork.io/docs/reference (``generate``), read 2026-11-30."""
_MOST_FOLDERS: Final = 2_000
"""Folders in which such files are looked for."""


class Loader:
    """Reads files below ``tree``; what lies outside is not there.

    ``content`` returns the bytes of a file, or raises ``InputError``; ``given`` are tfvars files that go over
    those which load by themselves.
    """

    def __init__(
        self, tree: str, content: Callable[[str], bytes] = read_bytes, given: Sequence[str] = ()
    ) -> None:
        self.content = content
        self._given = given
        self.tree = os.path.realpath(tree or ".")
        self._generator: bool | None = None
        self._files: dict[str, TerraformFile | None] = {}
        self._folders: dict[str, list[TerraformFile] | None] = {}
        self._texts: dict[tuple[str, str], TerraformFile | None] = {}
        self._new_texts: list[TerraformFile] = []

    def has_generator(self) -> bool:
        """Say whether the tree has files of Terragrunt or Terramate, which write into modules."""
        if self._generator is None:
            self._generator = False
            for count, (folder, folders, names) in enumerate(os.walk(self.tree)):
                depth = folder.count(os.sep) - self.tree.count(os.sep)
                folders[:] = [name for name in folders if not name.startswith(".")] if depth < 5 else []
                if any(name in _GENERATORS or name.endswith(".tm.hcl") for name in names):
                    self._generator = True
                if self._generator or count >= _MOST_FOLDERS:
                    break
        return self._generator

    def inside(self, path: str) -> bool:
        """Say whether a path is in the tree, links followed."""
        return is_inside(self.tree, path)

    def local(self, folder: str, source: str) -> str | None:
        """Return the folder of a module's ``source``, ``None`` if it is not a folder of the tree."""
        if not source.startswith(("./", "../")):
            return None
        path = os.path.normpath(os.path.join(folder or ".", source)).replace(os.sep, "/")
        return path if os.path.isdir(path) and self.inside(path) else None

    def file(self, path: str) -> TerraformFile | None:
        """Return a file of a module. Raises ``InputError`` for one that cannot be read."""
        key = os.path.realpath(path)
        if key not in self._files:
            text, problem = decode(path, self.content(path))
            found = TerraformFile(path, text)
            if problem is not None:
                found.problems.insert(0, problem)
            self._files[key] = found
        return self._files[key]

    def files(self, folder: str) -> list[TerraformFile] | None:
        """Return the files of a folder, ``None`` if there are none."""
        if folder not in self._folders:
            self._folders[folder] = self._read(folder)
        return self._folders[folder]

    def _read(self, folder: str) -> list[TerraformFile] | None:
        found = []
        for path in paths_of(folder)[:MAX_FILES]:
            try:
                file = self.file(path) if self.inside(path) else None
            except InputError:
                continue
            if file is not None:
                found.append(file)
        return found or None

    def text_file(self, path: str, kind: Literal["template", "text"]) -> TerraformFile | None:
        """Return a file that ``templatefile`` or ``file`` reads, ``None`` if it is not in the tree."""
        shown = os.path.normpath(path).replace(os.sep, "/")
        key = (shown, kind)
        if key not in self._texts:
            found = self._texts[key] = self._text(shown, kind)
            self._new_texts += [] if found is None else [found]
        return self._texts[key]

    def _text(self, path: str, kind: Literal["template", "text"]) -> TerraformFile | None:
        if not self.inside(path):
            return None
        try:
            if os.path.getsize(path) > MAX_TEMPLATE_BYTES:
                return None
            text, _ = decode(path, self.content(path))
        except (InputError, OSError):
            return None
        return TerraformFile(path, text, kind)

    def is_partial(self, folder: str) -> bool:
        """Say whether more belongs to a folder's module than is read: what a template engine makes files
        of."""
        try:
            names = os.listdir(folder or ".")
        except OSError:
            return True
        return any(
            (".tf." in name or ".tofu." in name or name == "terragrunt.hcl") and not name.endswith(SUFFIXES)
            for name in names
        )

    def new_texts(self) -> list[TerraformFile]:
        """Return the templates and other texts that were read since this was last called."""
        found, self._new_texts = self._new_texts, []
        return found

    def variable_files(self, folder: str) -> list[TerraformFile]:
        """Return the tfvars files that Terraform loads by itself, in its order, then those that are given."""
        out = []
        for path in [*_variable_files(folder), *self._given]:
            try:
                file = self.file(path) if path in self._given or self.inside(path) else None
            except InputError:
                continue
            if file is not None:
                out.append(file)
        return out

    def environments(self, folder: str) -> list[TerraformFile]:
        """Return the tfvars files for ``-var-file``: those that do not load by themselves.

        None of them where files are given: then the user has chosen an environment.
        """
        if self._given:
            return []
        out = []
        for path in _environment_files(folder)[:MAX_ENVIRONMENTS]:
            try:
                file = self.file(path) if self.inside(path) else None
            except InputError:
                continue
            if file is not None and file.root.attributes and not file.problems:
                out.append(file)
        return out


def paths_of(folder: str) -> list[str]:
    """Return the files of a module, sorted by name."""
    prefix = f"{folder}/" if folder not in ("", ".") else ""
    try:
        with os.scandir(folder or ".") as entries:
            names = sorted(entry.name for entry in entries if entry.is_file())
    except OSError:
        return []
    return [prefix + name for name in names if name.endswith(SUFFIXES) and not name.startswith(".")]


def _variable_files(folder: str) -> list[str]:
    """Return the tfvars files that load by themselves, in Terraform's order."""
    prefix = f"{folder}/" if folder not in ("", ".") else ""
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        return []
    first = [name for name in names if name == "terraform.tfvars"]
    return [prefix + name for name in [*first, *(name for name in names if name.endswith(".auto.tfvars"))]]


def _environment_files(folder: str) -> list[str]:
    """Return the files for ``-var-file`` in a module's folder, and in folders below that have no module."""
    found: list[str] = []
    stack = [(folder if folder not in ("", ".") else "", 0)]
    while stack and len(found) <= MAX_ENVIRONMENTS:
        current, depth = stack.pop(0)
        try:
            with os.scandir(current or ".") as found_here:
                entries = sorted(found_here, key=lambda entry: entry.name)
        except OSError:
            continue
        prefix = f"{current}/" if current else ""
        names = [entry.name for entry in entries if not entry.is_dir()]
        if depth and any(name.endswith(SUFFIXES) for name in names):
            continue
        found += [
            prefix + name
            for name in names
            if name.endswith(".tfvars")
            and not name.endswith(".auto.tfvars")
            and (depth or name != "terraform.tfvars")
        ]
        if depth < 2:
            stack += [
                (prefix + entry.name, depth + 1)
                for entry in entries
                if entry.is_dir() and (depth or entry.name.lower() in ENVIRONMENT_FOLDERS)
            ]
    return found
