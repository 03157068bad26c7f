"""Make ``schemas/image-lifecycle.json`` from endoflife.date, or check it.

    python -m tools.refresh_image_lifecycle endoflife.date/           write the table of a checkout
    python -m tools.refresh_image_lifecycle --check                   is the table in the repository sound?
    python -m tools.refresh_image_lifecycle --check endoflife.date/   … and is it what that checkout makes?

The source is https://github.com/endoflife-date/endoflife.date (``products/*.md``). Only release cycles that
had ended when it was read are kept.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from tools.generated import refresh

TABLE = Path(__file__).parent.parent / "schemas" / "image-lifecycle.json"
IMAGES = {
    "node": "nodejs",
    "python": "python",
    "php": "php",
    "ruby": "ruby",
    "debian": "debian",
    "ubuntu": "ubuntu",
    "alpine": "alpine-linux",
    "amazonlinux": "amazon-linux",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mongo": "mongodb",
    "mariadb": "mariadb",
    "centos": "centos",
}
"""Official images and the products of endoflife.date."""
KNOWN = {"node": ("18", "2025-04-30"), "python": ("3.8", "2024-10-07"), "debian": ("10", "2022-09-10")}
"""Dates that the projects themselves give, as a proof that the source is read rightly."""


def _product(path: Path, as_of: str) -> dict[str, Any]:
    """Return title, ended cycles with their dates, code names, and the newest cycle of a product."""
    head = path.read_text(encoding="utf-8").split("\n---", 1)[0].removeprefix("---")
    data = yaml.safe_load(head)
    ended, names = {}, {}
    releases = [r for r in data["releases"] if str(r["releaseDate"]) <= as_of]
    for release in releases:
        cycle, end = str(release["releaseCycle"]), release.get("eol")
        if not isinstance(end, datetime.date) or str(end) > as_of:
            continue
        ended[cycle] = str(end)
        name = str(release.get("codename") or "")
        if name:
            names[name.split()[0].lower()] = cycle
    living = [r for r in releases if str(r["releaseCycle"]) not in ended]
    stable = [r for r in living if r.get("lts")] or living
    newest = str(stable[0]["releaseCycle"]) if stable else ""
    return {"title": data["title"], "newest": newest, "names": names, "ended": ended}


def make(tree: Path, as_of: str) -> str:
    """Return the table of a checkout as JSON text; ``as_of`` is the day on which it was read."""
    table = {
        "title": "Release cycles of official images that have ended, with the day on which they did",
        "source": "https://github.com/endoflife-date/endoflife.date (products)",
        "as_of": as_of,
        "images": {
            image: _product(tree / "products" / f"{product}.md", as_of) for image, product in IMAGES.items()
        },
    }
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"


def problems(table: dict[str, Any]) -> list[str]:
    """Say what is not sound in a table."""
    images = table["images"]
    return [
        f"{image} {cycle}: {images[image]['ended'].get(cycle)}, not {date}"
        for image, (cycle, date) in KNOWN.items()
        if images[image]["ended"].get(cycle) != date
    ]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Refresh or check the table of release cycles.")
    parser.add_argument("tree", nargs="?", type=Path)
    parser.add_argument("--as-of", default="2026-11-29", help="the day on which the source was read")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    options = parser.parse_args(arguments)
    if options.tree is None and not options.check:
        parser.error("name a checkout of endoflife.date, or use --check")
    made = None if options.tree is None else make(options.tree, options.as_of)
    return refresh(TABLE, made, options.tree, problems, options.check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
