"""Which files to look at: those the user named, and those found by walking the folders they named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ecslint.source.discovery.gitignore import MAX_RULES, Ignore, Rule, read_rules
from ecslint.source.read import InputError, read_bytes, reason

TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json")
"""Names of Terraform's files; those of a folder are read together."""

SCRIPTS = (".sh", ".bash", ".zsh", ".mk", "Makefile", "makefile", "GNUmakefile", ".md", ".markdown")
"""Names of files that may call the AWS CLI."""

SUFFIXES = (
    *TERRAFORM,
    *(name.lower() for name in SCRIPTS),
    ".json",
    ".jsonc",
    ".yml",
    ".yaml",
    ".template",
    ".tmpl",
    ".tpl",
    ".j2",
    ".jinja",
    ".jinja2",
    ".tftpl",
    ".cfn",
    ".cform",
    ".taskdef",
)
"""Names that walking picks up; what a file is, its content decides."""

SKIPPED = frozenset(
    (
        ".git",
        ".hg",
        ".svn",
        ".jj",
        "node_modules",
        "bower_components",
        "__pycache__",
        ".terraform",
        ".terragrunt-cache",
        ".aws-sam",
        ".serverless",
        ".venv",
        ".tox",
        ".nox",
        ".eggs",
        ".mypy_cache",
        ".ruff_cache",
        ".ecslint_cache",
        ".pytest_cache",
        "site-packages",
    )
)
"""Folders that walking never enters: the work of tools, not of the user."""


CDK_OUTPUT = "cdk.out"
"""The folder beside a ``cdk.json`` that ``cdk synth`` writes templates to."""


class Found(NamedTuple):
    """A file to look at. ``path`` is as the user wrote it, with ``/`` separators; ``-`` is standard input."""

    path: str
    named: bool
    """Whether the user named it."""


def discover(paths: Iterable[str] = (), closed: list[InputError] | None = None) -> Iterator[Found]:
    """Yield files, each once: named ones always, found ones sorted within their folder.

    No path means ``.``. A folder that the user names is walked even if it is ignored. Symbolic links to
    files inside the walked folder are followed, others are not. Raises ``InputError`` for a named folder
    that cannot be listed; ``closed`` takes an error for each below it that cannot be.
    """
    seen: set[str] = set()
    for path in list(paths) or ["."]:
        shown = path.replace(os.sep, "/")
        walked = path != "-" and os.path.isdir(path)
        for file in _walk(path, shown, closed) if walked else iter([Found(shown, True)]):
            key = os.path.normcase(os.path.normpath(file.path))
            if key not in seen:
                seen.add(key)
                yield file


class _Folder(NamedTuple):
    path: str
    shown: str
    parts: list[str]
    ignore: Ignore | None


def _walk(top: str, shown: str, closed: list[InputError] | None) -> Iterator[Found]:
    """Yield the files below ``top``: those of a folder first, then its folders, both sorted by name."""
    root = os.path.realpath(top)
    above, depth = _rules_above(root)
    prefix = "" if shown in (".", "./") else shown.rstrip("/") + "/" if shown.strip("/") else "/"
    stack = [_Folder(top, prefix, [], above)]
    while stack:
        folder = stack.pop()
        try:
            with os.scandir(folder.path) as entries:
                listing = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if not folder.parts:
                raise InputError(shown, reason(error)) from None
            if closed is not None and not isinstance(error, FileNotFoundError):
                closed.append(InputError(folder.shown.rstrip("/"), reason(error)))
            continue
        ignore = folder.ignore
        names = {entry.name for entry in listing}
        if "pyvenv.cfg" in names and folder.parts:
            continue
        if ".gitignore" in names:
            rules = _read_ignore(os.path.join(folder.path, ".gitignore"), ignore)
            if rules:
                ignore = Ignore(rules, ignore, len(depth) + len(folder.parts))
        folders: list[_Folder] = []
        for entry in listing:
            name = entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if name in SKIPPED if is_folder else not _is_picked_up(name):
                continue
            parts = [*folder.parts, name]
            if name == CDK_OUTPUT and is_folder and "cdk.json" in names:
                # What the CDK synthesised is not committed, and yet is what will be deployed.
                folders.append(_Folder(entry.path, f"{folder.shown}{name}/", parts, None))
                continue
            if ignore is not None and ignore.ignores([*depth, *parts], is_folder):
                continue
            if is_folder:
                folders.append(_Folder(entry.path, f"{folder.shown}{name}/", parts, ignore))
            elif _is_file(entry, root):
                yield Found(folder.shown + name, False)
        stack.extend(reversed(folders))


def _is_picked_up(name: str) -> bool:
    """Say whether a file of this name may be one of ours.

    Terraform leaves out hidden files (``IsIgnoredFile`` of its configuration loader, 2026-11); names that
    begin with ``._`` hold what macOS knows of another file, and come out of its archives.
    """
    lower = name.lower()
    if name.startswith("._") or (name.startswith(".") and lower.endswith(TERRAFORM)):
        return False
    return lower.endswith(SUFFIXES)


def ignored_folders(top: str) -> list[str]:
    """Return the folders directly in ``top`` that a walk leaves out because git ignores them, sorted."""
    above, depth = _rules_above(os.path.realpath(top))
    rules = _read_ignore(os.path.join(top, ".gitignore"), above)
    ignore = Ignore(rules, above, len(depth)) if rules else above
    if ignore is None:
        return []
    try:
        with os.scandir(top) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
    return [name for name in names if name not in SKIPPED and ignore.ignores([*depth, name], True)]


def _is_file(entry: os.DirEntry[str], root: str) -> bool:
    """Say whether ``entry`` is a regular file, or a link to one inside ``root``."""
    try:
        if not entry.is_symlink():
            return entry.is_file()
        target = os.path.realpath(entry.path)
        return entry.is_file() and os.path.commonpath((root, target)) == root
    except (OSError, ValueError):
        return False


_MOST_OF_IGNORE = 256_000
"""Bytes of a ``.gitignore`` that are read."""


def _read_ignore(path: str, above: Ignore | None) -> list[Rule]:
    """Return the rules of a file, as many as may hold beside those of the folders above."""
    try:
        data = read_bytes(path)[:_MOST_OF_IGNORE]
    except InputError:
        return []
    text = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    return read_rules(text.removeprefix("\ufeff"), MAX_RULES - (0 if above is None else above.count))


def _rules_above(root: str) -> tuple[Ignore | None, list[str]]:
    """Return the rules of the git repository above ``root``, and the way from its top to ``root``.

    Rules under which ``root`` itself is ignored are left out: the user named it.
    """
    way: list[str] = []
    folder = root
    while not os.path.exists(os.path.join(folder, ".git")):
        parent, name = os.path.split(folder)
        if parent == folder:
            return None, []
        way.insert(0, name)
        folder = parent
    ignore: Ignore | None = None
    rules = _read_ignore(os.path.join(folder, ".git", "info", "exclude"), None)
    if rules:
        ignore = Ignore(rules, None, 0)
    for depth, name in enumerate(way):
        rules = _read_ignore(os.path.join(folder, ".gitignore"), ignore)
        if rules:
            ignore = Ignore(rules, ignore, depth)
        if ignore is not None and ignore.ignores(way[: depth + 1], is_folder=True):
            ignore = None
        folder = os.path.join(folder, name)
    return ignore, way
