"""Write ``schemas/image-families.json``, by which a run finds the family of an image, or check it.

    python -m tools.image_index            write it
    python -m tools.image_index --check    is it what the files in schemas/images say?

A run that meets an image then reads the file of its own family instead of all of them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from tools.generated import write_or_check

SCHEMAS: Final = Path(__file__).parent.parent / "schemas"
INDEX: Final = SCHEMAS / "image-families.json"


def index_text() -> str:
    """Return the index: the family of each repository, and patterns as what is before and after the `*`."""
    exact, patterns = [], []
    for path in sorted((SCHEMAS / "images").glob("*.json")):
        for repository in json.loads(path.read_text(encoding="utf-8"))["repositories"]:
            head, star, tail = repository.partition("*")
            if star:
                patterns.append(f"  {json.dumps([head, tail, path.stem])}")
            else:
                exact.append(f"  {json.dumps(repository)}: {json.dumps(path.stem)}")
    return (
        '{\n "exact": {\n'
        + ",\n".join(exact)
        + '\n },\n "patterns": [\n'
        + ",\n".join(patterns)
        + "\n ]\n}\n"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    return write_or_check(INDEX, index_text(), "tools.image_index", arguments)


if __name__ == "__main__":
    sys.exit(main())
