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
    """Return the index: the repositories of each family, one family to a line."""
    lines = []
    for path in sorted((SCHEMAS / "images").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        lines.append(f" {json.dumps(path.stem)}: {json.dumps(data['repositories'], ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    return write_or_check(INDEX, index_text(), "tools.image_index", arguments)


if __name__ == "__main__":
    sys.exit(main())
