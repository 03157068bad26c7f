"""The texts around a file that say how it is deployed: workflows, scripts, configurations, Terraform."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from functools import lru_cache
from typing import Final, TypeAlias

from ecslint.facts import deployment_tools as facts

_MOST_FOLDERS: Final = 12
_MOST_FILES: Final = 60
_MOST_BYTES: Final = 200_000
_SMALL: Final = 64 * 1024

Listed: TypeAlias = dict[str, list[str]]
"""The names in folders, by the folder's path, as far as they were asked for: each folder is listed once."""


def scripts_above(
    folder: str, listed: Listed | None = None, patterns: tuple[str, ...] = facts.SCRIPTS
) -> tuple[str, ...]:
    """Return the texts of the workflows and scripts from a folder up to the root of its repository.

    Outside of a repository only workflows count above the folder itself.
    """
    texts: list[str] = []
    listed = {} if listed is None else listed
    folders = _folders(folder)
    in_repository = os.path.exists(os.path.join(folders[-1], ".git"))
    for number, each in enumerate(folders):
        for pattern in patterns:
            if number and not in_repository and not pattern.startswith(".github"):
                continue
            texts += map(_text, _matching(each, pattern, listed))
    return tuple(text for text in texts if text)


def _matching(folder: str, pattern: str, listed: Listed | None = None) -> list[str]:
    """Return the files of a folder that fit a pattern, without links that lead out of the repository."""
    found = _fitting(folder, pattern, {} if listed is None else listed)[:_MOST_FILES]
    if not found:
        return found
    top = _folders(folder)[-1]
    if not os.path.exists(os.path.join(top, ".git")):
        top = folder
    inside = os.path.join(os.path.realpath(top), "")
    real = {name: os.path.realpath(name) for name in {os.path.dirname(path) for path in found}}
    return [path for path in found if os.path.join(_real(path, real), "").startswith(inside)]


def _fitting(folder: str, pattern: str, listed: Listed) -> list[str]:
    """Return the paths that ``glob`` finds for a pattern in a folder, in order."""
    below, name = "", pattern
    if "/" in pattern:
        below, _, name = pattern.rpartition("/")
    if "*" in below:
        first = below.partition("*")[0]
        if not os.path.exists(os.path.join(folder, first)):
            return []
        return sorted(glob.glob(os.path.join(glob.escape(folder), pattern)))
    place = os.path.join(folder, below) if below else folder
    names = listed.get(place)
    if names is None:
        try:
            names = os.listdir(place)
        except OSError:
            names = []
        listed[place] = names
    if not names:
        return []
    if "*" not in name:
        return [os.path.join(place, name)] if name in names else []
    found = fnmatch.filter(names, name)
    return [os.path.join(place, each) for each in sorted(found) if each[0] != "."] if found else []


def _real(path: str, folders: dict[str, str]) -> str:
    """Return where a file is, all links followed; ``folders`` says that of its folder."""
    if os.path.islink(path):
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    return os.path.join(folders[folder], name)


def beside(folder: str, listed: Listed | None = None) -> tuple[str, ...]:
    """Return the texts of the small YAML, JSON and Jsonnet files in a folder that may configure a tool."""
    return tuple(text for _, text in configurations(folder, listed))


def configurations(folder: str, listed: Listed | None = None) -> list[tuple[str, str]]:
    """Return path and text of what ``beside`` reads."""
    found = []
    listed = {} if listed is None else listed
    for pattern in ("*.yml", "*.yaml", "*.json", "*.jsonnet"):
        for path in _matching(folder, pattern, listed):
            text = _text(path, _SMALL)
            if (
                "_definition" in text
                or "-definition" in text
                or any(word in text for word in ("ECSApp", "TargetService"))
            ):
                found.append((path, text))
    return found


def container_list(folder: str, listed: Listed | None = None) -> str:
    """Return the name of the first small JSON file of a folder that is a bare list of containers, or ``""``.

    Such a list is given by ``--container-definitions``, beside a file with the rest of the task definition.
    """
    for path in _matching(folder, "*.json", listed):
        text = _text(path, _SMALL).lstrip()
        if (
            text.startswith("[")
            and '"name"' in text
            and re.search(r'"(?:image|essential|portMappings)"', text)
        ):
            return os.path.basename(path)
    return ""


def terraform_above(folder: str, listed: Listed | None = None) -> tuple[str, ...]:
    """Return the texts of Terraform's files in a folder and the two above it."""
    return tuple(_text(path) for each in _folders(folder)[:3] for path in _matching(each, "*.tf", listed))


def named_pairs(folder: str) -> list[tuple[str, str | None]]:
    """Return the services' files that configurations in a folder name, each with its task definition's file.

    Paths are absolute; the second is ``None`` where it is not named or not written out.
    """
    pairs = []
    for _, text in configurations(folder):
        for service, task in facts.PAIRS:
            first, second = re.search(service, text), re.search(task, text)
            if first is not None or (second is not None and "region" in text):
                pairs.append(
                    (_below(folder, first[1]) if first else "", _below(folder, second[1]) if second else None)
                )
                break
    return pairs


def image_files(folder: str) -> frozenset[str]:
    """Return the names of image definitions that pipelines up to the root give (``FileName``)."""
    found: set[str] = set()
    folders = _folders(folder)
    in_repository = os.path.exists(os.path.join(folders[-1], ".git"))
    for each in folders if in_repository else folders[:2]:
        for path in _pipelines(each, _changed(each)):
            found |= _image_files(path, _changed(path))
    return frozenset(found)


def _changed(path: str) -> tuple[int, int]:
    """Return size and time of change of a file, or of a folder whose entries changed."""
    try:
        state = os.stat(path)
    except OSError:
        return 0, 0
    return state.st_size, state.st_mtime_ns


@lru_cache(maxsize=256)
def _pipelines(folder: str, _state: tuple[int, int]) -> tuple[str, ...]:
    """Return the files of a folder that may hold pipelines."""
    return tuple(path for pattern in facts.PIPELINES for path in _matching(folder, pattern))


@lru_cache(maxsize=4096)
def _image_files(path: str, _state: tuple[int, int]) -> frozenset[str]:
    """Return the names of image definitions that the pipelines of one file give."""
    text = _text(path)
    if "FileName" not in text or not re.search(facts.PIPELINE_SIGN, text):
        return frozenset()
    return frozenset(re.findall(facts.PIPELINE_FILE, text))


def workflow_pairs(folder: str) -> list[tuple[str, str]]:
    """Return what the workflows of the repository of a folder pair, as absolute paths."""
    from ecslint.project import workflows

    top = _folders(folder)[-1]
    found = []
    for pattern in workflows.PATTERNS:
        for path in _matching(top, pattern):
            found += [
                (_below(top, one), _below(top, other)) for one, other in workflows.pairs_in(_text(path))
            ]
    return found


def _below(folder: str, name: str) -> str:
    return os.path.normpath(os.path.join(folder, name))


def _folders(folder: str) -> list[str]:
    """Return a folder and those above it, up to the root of the repository."""
    found = [folder]
    while len(found) < _MOST_FOLDERS and not os.path.exists(os.path.join(found[-1], ".git")):
        above = os.path.dirname(found[-1])
        if above == found[-1]:
            break
        found.append(above)
    return found


@lru_cache(maxsize=256)
def _read(path: str, size: int, changed: int, most: int) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(most)
    except OSError:
        return ""


def _text(path: str, most: int = _MOST_BYTES) -> str:
    """Return the beginning of a file, nothing if it is no regular file."""
    try:
        state = os.stat(path)
    except OSError:
        return ""
    if not os.path.isfile(path):  # a pipe or a device is never opened
        return ""
    return _read(path, state.st_size, state.st_mtime_ns, most)
