"""Pages of rules and texts of fields as Markdown for hover and completion."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.base.schemas import Schema
from ecslint.catalogue import pages as catalogue
from ecslint.catalogue.pages import Rule
from ecslint.config.settings import matches
from ecslint.facts.field_texts import field_text, not_supported_on
from ecslint.server.fields import Field

MOST_VALUES = 24
"""Allowed values that are listed."""


def rule_markdown(rule: Rule) -> str:
    """Return the page of a rule in short: title, first paragraph, how to fix, link."""
    off = "" if rule.default else ", off unless selected"
    parts = [f"**{rule.id} {rule.name}** ({rule.severity}{off})", f"{rule.title}."]
    if rule.summary != rule.title:
        parts.append(rule.summary)
    fix = _section(rule.body, "How to fix")
    if fix:
        parts.append(f"*How to fix:* {fix}")
    parts.append(f"[the page of {rule.id}]({rule.url})")
    return "\n\n".join(parts)


def _section(body: str, title: str) -> str:
    """Return the first paragraph of a section."""
    _, found, rest = body.partition(f"\n## {title}\n")
    if not found:
        return ""
    paragraph = rest.strip().partition("\n\n")[0]
    return "" if paragraph.startswith(("```", "|", "#")) else " ".join(paragraph.split())


def rules_meant(word: str) -> list[Rule]:
    """Return the rules that a word of a suppression or configuration means."""
    found = catalogue.find(word)
    if found is not None:
        return [found]
    return [rule for rule in catalogue.rules() if matches(rule, word)]


def selector_markdown(word: str) -> str | None:
    """Return what a word of a suppression or configuration means, ``None`` if it means nothing."""
    rules = rules_meant(word)
    if not rules:
        return None
    if len(rules) == 1:
        return rule_markdown(rules[0])
    lines = [f"- {rule.id} {rule.title}" for rule in rules[:MOST_VALUES]]
    more = f"\n\n… and {len(rules) - MOST_VALUES} more" if len(rules) > MOST_VALUES else ""
    return f"**{word}** means {len(rules)} rules:\n\n" + "\n".join(lines) + more


def field_markdown(field: Field, name: str | None = None) -> str:
    """Return what a field means, what it takes, its default, and where it does not work.

    ``name`` is what the language of the file calls it; ``None``: as AWS does.
    """
    text = field_text(field.shape, field.member)
    called = f" ({field.member})" if name not in (None, field.member) else ""
    parts = [
        f"**{name or field.member}**{called} `{type_of(field.node)}`"
        + (" (required)" if field.required else "")
    ]
    if text is not None:
        parts.append(text.text)
    facts = list(_facts(field, text.default if text is not None else None))
    if facts:
        parts.append("\n".join(f"- {fact}" for fact in facts))
    if text is not None and text.url is not None:
        parts.append(f"[AWS' documentation]({text.url})")
    return "\n\n".join(parts)


def _facts(field: Field, default: str | None) -> Iterable[str]:
    values = allowed(field.node)
    if values:
        shown = ", ".join(f"`{value}`" for value in values[:MOST_VALUES])
        yield f"allowed: {shown}" + (", …" if len(values) > MOST_VALUES else "")
    limits = _limits(field.node)
    if limits:
        yield limits
    if default is not None:
        yield f"default: {default}"
    without = not_supported_on(field.shape, field.member)
    if without:
        yield f"not supported on {', '.join(without)}"


def _limits(node: dict[str, object]) -> str:
    words = {"minimum": "at least", "maximum": "at most", "maxItems": "at most", "maxLength": "at most"}
    units = {"maxItems": " items", "maxLength": " characters"}
    found = [f"{word} {node[key]}{units.get(key, '')}" for key, word in words.items() if key in node]
    return ", ".join(found)


def type_of(node: Schema) -> str:
    """Return the JSON type of a schema in a word or two."""
    kind = node.get("type", "object" if "properties" in node else "any")
    if isinstance(kind, list):
        return " or ".join(str(each) for each in kind)
    if kind == "array":
        items = node.get("items", {})
        name = str(items.get("$ref", "")).rpartition("/")[2] or items.get("type", "any")
        return f"list of {name}"
    return str(kind)


def allowed(node: Schema) -> list[str]:
    """Return the values that a field, or an item of it, may have; none where it is free."""
    if "enum" in node:
        return [str(value) for value in node["enum"]]
    items = node.get("items")
    if isinstance(items, dict) and "enum" in items:
        return [str(value) for value in items["enum"]]
    kind = node.get("type")
    if kind == "boolean" or (isinstance(kind, list) and kind[0] == "boolean"):
        return ["true", "false"]
    return []
