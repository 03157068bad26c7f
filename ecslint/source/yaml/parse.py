"""YAML text to plain data with places, on libyaml's parser."""

from __future__ import annotations

from collections.abc import Callable

from yaml.nodes import Node, ScalarNode

from ecslint.base.route import Route
from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.source.limits import LARGE
from ecslint.source.parsed import Parsed, SyntaxProblem, mark_unfinished
from ecslint.source.yaml.aliases import alias_fault
from ecslint.source.yaml.data import LONG_FORM, Builder
from ecslint.source.yaml.errors import explain, first_unprintable, replace_unprintable
from ecslint.source.yaml.mask import Mask
from ecslint.source.yaml.nodes import Composed, TooDeepError, UnreadableTextError, compose, too_large
from ecslint.source.yaml.places import YamlPlaces


def parse_yaml(text: str) -> list[Parsed]:
    """Read every document of ``text``, and what comes before a mistake where there is one.

    There is at least one ``Parsed``; an empty text has ``None`` and a problem ``empty``. Unquoted template
    placeholders and unknown tags become ``Unresolved``. Raises nothing.
    """
    if len(text) > LARGE:
        excess = too_large(text)
        if excess is not None:
            return [Parsed(None, [SyntaxProblem("too-large", excess, 0, 1)], None)]
    bad = -1
    source = text
    documents, error = compose(text)
    if isinstance(error, UnreadableTextError):
        bad = first_unprintable(text)
        source = replace_unprintable(text)
        documents, error = compose(source)
    results = None if error is not None and Mask.useful(text) else _read(text, documents, None)
    if results is None and Mask.useful(text):
        mask = Mask(source)
        documents = []
        documents, error = compose(mask.text)
        if error is not None and mask.statements:
            return [Parsed(Unresolved(PLACEHOLDER), [], YamlPlaces(text, None, _key_text))]
        results = _read(text, documents, mask)
    results = results or []
    if bad >= 0:
        message = f"the control character U+{ord(text[bad]):04X} is not allowed in YAML; remove it"
        _put(results, SyntaxProblem("invalid-syntax", message, bad, bad + 1))
    if error is not None:
        mistake = explain(error, text)
        kind = "too-deep" if isinstance(error, TooDeepError) else "invalid-syntax"
        route = results[-1].unfinished or () if results else ()
        _put(results, SyntaxProblem(kind, mistake.message, mistake.start, mistake.end, route))
    if not results:
        problem = SyntaxProblem("empty", "there is nothing in this document; add a value", 0, len(text))
        return [Parsed(None, [problem], YamlPlaces(text, None, _key_text))]
    return results


def _put(results: list[Parsed], problem: SyntaxProblem) -> None:
    """Add a problem to the last document, which may be one without content."""
    if not results:
        results.append(Parsed(None, [], YamlPlaces("", None, _key_text), ()))
    results[-1].problems.append(problem)


def _read(text: str, documents: list[Composed], mask: Mask | None) -> list[Parsed] | None:
    """Return the documents with content; ``None`` if unmasked placeholders turn out to be in the way."""
    results = []
    for document in documents:
        if not _is_empty(document.root):
            builder = Builder(text, mask)
            result = _document(text, document, builder)
            if mask is not None and document.root is not None and (mask.gaps or mask.branches):
                from ecslint.source.yaml.templates import loosen

                loosen(document.root, result.data, builder, mask.gaps, mask.branches)
            if builder.odd_key and mask is None and Mask.useful(text):
                return None
            results.append(result)
    return results


def _is_empty(root: Node | None) -> bool:
    return root is None or (
        isinstance(root, ScalarNode) and not root.value and not root.style and not root.tag
    )


def _document(text: str, composed: Composed, builder: Builder) -> Parsed:
    """Return the data, problems and places of one document."""
    root = composed.root
    assert root is not None
    places = YamlPlaces(text, root, builder.key_text)
    fault = alias_fault(root, text)
    if fault is not None:
        message, node = fault
        builder.report("alias-bomb", message, node)
        return Parsed(Unresolved("alias bomb"), builder.problems, places)
    data = builder.build(root)
    unfinished = _open_route(composed.open_nodes, builder.key_text)
    if unfinished is not None:
        mark_unfinished(data, unfinished)
    return Parsed(data, builder.problems, places, unfinished)


def _open_route(nodes: list[Node], key_text: Callable[[ScalarNode], str]) -> Route | None:
    """Return the route of the innermost node left open, ``None`` if there is none."""
    if not nodes:
        return None
    route: list[str | int] = []
    for parent in nodes:
        if parent.tag in LONG_FORM:
            route.append(LONG_FORM[parent.tag])
        if parent is nodes[-1]:
            break
        if isinstance(parent.value[-1], tuple):
            key = parent.value[-1][0]
            route.append(key_text(key) if isinstance(key, ScalarNode) else "")
        else:
            route.append(len(parent.value) - 1)
    return tuple(route)


def _key_text(node: ScalarNode) -> str:
    return str(node.value)
