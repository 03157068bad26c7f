"""Write what MkDocs builds the site from: ``python -m tools.site``, then ``mkdocs build --strict``."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from ecslint.catalogue.pages import rules
from ecslint.facts.described_schemas import schema_text
from tools.site.errors import errors_page
from tools.site.links import Links
from tools.site.reference import api_page, cli_page, configuration_page
from tools.site.rule_pages import index_page, rule_page, tags_page

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "build" / "site-source"
COPIED = {
    "CHANGELOG.md": "about/changelog.md",
    "CONTRIBUTING.md": "about/contributing.md",
    "SECURITY.md": "about/security.md",
    "README.md": "guide/use.md",
    "editors/README.md": "guide/editors.md",
    "rules/README.md": "about/rule-pages.md",
}
"""Documents of the repository and where the site has them; ``docs/`` is added below."""


def pages() -> dict[str, str]:
    """Return the pages by their path below the folder of MkDocs."""
    copied = dict(COPIED)
    for path in sorted((ROOT / "docs").glob("*.md")):
        copied[f"docs/{path.name}"] = "index.md" if path.name == "index.md" else f"guide/{path.name}"
    found = list(rules())
    for rule in found:
        copied[f"rules/{Path(rule.path).name}"] = f"rules/{Path(rule.path).name}"
    links = Links(ROOT, copied)
    made = {
        target: links.rewritten(source, (ROOT / source).read_text(encoding="utf-8"))
        for source, target in copied.items()
        if not target.startswith("rules/")
    }
    for rule in found:
        source = f"rules/{Path(rule.path).name}"
        made[source] = links.rewritten(source, rule_page(rule))
    made["rules/index.md"] = index_page(found)
    made["tags.md"] = tags_page()
    made["errors.md"] = errors_page(found)
    made["reference/configuration.md"] = configuration_page()
    made["reference/cli.md"] = cli_page()
    made["reference/api.md"] = api_page()
    return made


def write(folder: Path) -> int:
    """Write the pages and what they use into a folder that is made anew; return their number."""
    if folder.exists():
        shutil.rmtree(folder)
    made = pages()
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(Path(__file__).parent / "assets", folder / "assets")
    (folder / "schemas").mkdir()
    for name, text in schema_files().items():
        (folder / "schemas" / name).write_text(text, encoding="utf-8")
    return len(made)


ADDRESS = "https://ecslint.github.io/ecslint/schemas"
MATCHES = {
    "task-definition": ["task-definition*.json", "taskdef*.json", "*.task-definition.json"],
    "container-definitions": ["container-definitions*.json", "*.container-definitions.json"],
    "service": ["service-definition*.json", "*.ecs-service.json"],
    "config": ["ecslint.toml"],
}
"""Names of files that are nothing else, by the name of their schema."""


def schema_files() -> dict[str, str]:
    """Return the described schemas, and ``catalog.json`` in the form in which SchemaStore takes entries."""
    folder = ROOT / "schemas"
    names = sorted(path.name.removesuffix(".schema.json") for path in folder.glob("*.schema.json"))
    files = {f"{name}.json": schema_text(name) for name in names}
    entries = [
        {
            "name": "ecslint configuration" if name == "config" else f"Amazon ECS {name.replace('-', ' ')}",
            "description": "Settings of ecslint"
            if name == "config"
            else f"Amazon ECS {name.replace('-', ' ')}, as the AWS CLI reads it",
            "fileMatch": patterns,
            "url": f"{ADDRESS}/{name}.json",
        }
        for name, patterns in MATCHES.items()
    ]
    catalog = {"version": 1, "schemas": entries}
    return files | {"catalog.json": json.dumps(catalog, indent=2) + "\n"}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the pages from which MkDocs builds the site.")
    parser.add_argument("target", nargs="?", type=Path, default=SOURCE)
    target = parser.parse_args().target
    print(f"wrote {write(target)} pages to {target}")
