"""The catalogue of rules, read lazily from the pages in ``rules/``.

A page is Markdown with a small front matter (``key: value`` lines, lists as ``[a, b]`` or as ``- item``
lines). The front matter is the only place for a rule's metadata; the file's name is id and name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from ecslint.base.resources import data_directory
from ecslint.finding import Severity

SITE = "https://ecslint.github.io/ecslint/"
"""Where the documentation is."""
PAGES_URL = f"{SITE}rules/"


class PageError(ValueError):
    """A rule page that cannot be read; the message names the page and the fault."""


@dataclass(frozen=True)
class Rule:
    """A rule's metadata and page."""

    id: str
    """The id, e.g. ``ECS101``."""
    name: str
    """The name, e.g. ``fargate-task-size``."""
    severity: Severity
    """The severity of its findings, unless a finding has its own."""
    title: str
    """The heading of the page."""
    body: str
    """The Markdown text below the front matter."""
    fields: dict[str, str | list[str]]
    """The front matter: texts and lists by key."""
    path: str
    """The page's file."""

    @property
    def url(self) -> str:
        """The address of the rule's page."""
        return str(self.fields.get("url", "")) or f"{PAGES_URL}{self.id}-{self.name}/"

    @property
    def default(self) -> bool:
        """Whether the rule is on unless the configuration says otherwise."""
        return self.fields.get("default", "on") != "off"

    @property
    def since(self) -> str:
        """The version that brought the rule, empty if the page does not say."""
        return str(self.fields.get("since", ""))

    @property
    def fixable(self) -> str:
        """``safe``, ``unsafe`` or ``no``."""
        return str(self.fields.get("fixable", "no"))

    def values(self, key: str) -> list[str]:
        """Return a list of the front matter; one string is a list of one item."""
        value = self.fields.get(key, [])
        return [value] if isinstance(value, str) else value

    @property
    def evidence(self) -> list[tuple[str, str]]:
        """How error texts quoted on the page begin, and where each was seen."""
        pairs = (item.partition(" | ") for item in self.values("evidence"))
        return [(text, where) for text, _, where in pairs]

    @property
    def tags(self) -> list[str]:
        """The tags by which the rule can be selected."""
        return self.values("tags")

    @cached_property
    def summary(self) -> str:
        """The first paragraph of prose below the title, on one line; the title if there is none."""
        for paragraph in self.body.partition("\n## ")[0].split("\n\n"):
            text = " ".join(paragraph.split())
            if text and not text.startswith(("#", "```", "|", "- ")):
                return text
        return self.title


@cache
def _pages(directory: str) -> dict[str, str]:
    return {
        entry.partition("-")[0]: os.path.join(directory, entry)
        for entry in sorted(os.listdir(directory))
        if entry.endswith(".md") and entry[:1].isupper() and entry.partition("-")[0][-1:].isdecimal()
    }


def pages_in(directory: str) -> dict[str, str]:
    """Return id → path of the pages in a folder."""
    return dict(_pages(directory))


def own_directory() -> str:
    """Return the folder of ecslint's own pages."""
    return data_directory("rules")


_directories: list[str] = []


def add_directory(directory: str) -> None:
    """Add the folder of a plugin's pages."""
    if directory not in _directories:
        _directories.append(directory)


def _all_pages() -> dict[str, str]:
    pages = dict(_pages(data_directory("rules")))
    for directory in _directories:
        for rule, path in _pages(directory).items():
            pages.setdefault(rule, path)
    return pages


@cache
def _read(path: str) -> Rule:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return parse_page(text, path)


def front_matter_of(path: str) -> dict[str, str | list[str]]:
    """Return the front matter of a page; nothing where it has none. Raises ``OSError``."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return _front_matter(text[4:].partition("\n---\n")[0]) if text.startswith("---\n") else {}


def parse_page(text: str, path: str) -> Rule:
    """Read a page; raises ``PageError`` where it is not one."""
    stem = os.path.basename(path).removesuffix(".md")
    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        raise PageError(f"{path}: the page does not start with a front matter between --- lines")
    head, _, body = text[4:].partition("\n---\n")
    fields = _front_matter(head)
    title = next((line[2:].strip() for line in body.splitlines() if line.startswith("# ")), "")
    try:
        rule = Rule(
            id=str(fields["id"]),
            name=str(fields["name"]),
            severity=Severity.parse(str(fields["severity"])),
            title=title,
            body=body.strip() + "\n",
            fields=fields,
            path=path,
        )
    except KeyError as error:
        raise PageError(f"{path}: missing or unknown front matter value: {error}") from None
    if stem != f"{rule.id}-{rule.name}":
        raise PageError(f"{path}: the file should be called {rule.id}-{rule.name}.md")
    return rule


def _front_matter(text: str) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {}
    key = ""
    for line in text.splitlines():
        if line.lstrip().startswith("- ") and key:
            value = fields.get(key)
            items = value if isinstance(value, list) else []
            items.append(line.strip()[2:].strip().strip("\"'"))
            fields[key] = items
        elif ":" in line and not line.startswith((" ", "#")):
            key, _, rest = line.partition(":")
            rest = rest.strip()
            if rest.startswith("[") and rest.endswith("]"):
                fields[key] = [item.strip().strip("\"'") for item in rest[1:-1].split(",") if item.strip()]
            else:
                fields[key] = rest.strip("\"'")
    return fields


_foreign: dict[str, Rule] = {}


def add_foreign(rule: Rule) -> None:
    """Make a rule of another linter known, so that reports can show its findings."""
    _foreign[rule.id] = rule


def rule(rule_id: str) -> Rule:
    """Return the rule with this id; raises ``KeyError`` if there is none."""
    if rule_id in _foreign:
        return _foreign[rule_id]
    return _read(_all_pages()[rule_id])


def rules() -> Iterator[Rule]:
    """Yield every rule, by id."""
    for _, path in sorted(_all_pages().items()):
        yield _read(path)


def find(id_or_name: str) -> Rule | None:
    """Return the rule with this id or name, in any case."""
    wanted = id_or_name.strip()
    pages = _all_pages()
    if wanted.upper() in pages:
        return _read(pages[wanted.upper()])
    for path in pages.values():
        if os.path.basename(path).removesuffix(".md").partition("-")[2] == wanted.lower():
            return _read(path)
    return None


def ids_and_names() -> dict[str, str]:
    """Return id → name of every rule without reading a page."""
    return {i: os.path.basename(p).removesuffix(".md").partition("-")[2] for i, p in _all_pages().items()}
