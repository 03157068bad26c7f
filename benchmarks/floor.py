"""Parse files and do nothing with them: ``python -m benchmarks.floor FOLDER`` prints the seconds it takes."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator

import yaml

SUFFIXES = (".json", ".yaml", ".yml", ".template", ".tmpl")


def files(folder: str) -> Iterator[str]:
    """Yield the files below ``folder`` that may be JSON or YAML; ``folder`` may be a file as well."""
    if os.path.isfile(folder):
        yield folder
    for top, _, names in os.walk(folder):
        for name in names:
            if name.endswith(SUFFIXES):
                yield os.path.join(top, name)


def seconds(texts: list[str]) -> float:
    """Return the processor time that parsing takes: ``json.loads``, or PyYAML's composer in C."""
    start = time.process_time()
    for text in texts:
        try:
            if text.lstrip().startswith(("{", "[")):
                json.loads(text)
            else:
                yaml.compose(text, Loader=yaml.CLoader)
        except (ValueError, yaml.YAMLError):
            continue  # a file with a mistake is parsed as far as it goes
    return time.process_time() - start


def texts_in(folder: str) -> list[str]:
    """Return what is written in the files below ``folder``."""
    found = []
    for path in files(folder):
        with open(path, encoding="utf-8", errors="replace") as file:
            found.append(file.read())
    return found


if __name__ == "__main__":
    texts = texts_in(sys.argv[1])
    print(min(seconds(texts) for _ in range(3)))
