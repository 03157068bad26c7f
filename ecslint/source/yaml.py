"""YAML text to plain data with places, on libyaml's parser."""

from __future__ import annotations

from collections.abc import Callable

from yaml.nodes import Node, ScalarNode

from ecslint.source.document import Parsed, SyntaxProblem
from ecslint.source.route import Route
from ecslint.source.yaml_aliases import check_aliases
from ecslint.source.yaml_data import Builder, YamlPlaces
from ecslint.source.yaml_errors import explain, replace_unprintable, unprintable
from ecslint.source.yaml_mask import Mask
from ecslint.source.yaml_nodes import Composed, TooDeepError, compose
from ecslint.unresolved import Unresolved


def parse_yaml(text: str) -> list[Parsed]:
    """Read every document of ``text``, and what comes before a mistake where there is one.

    There is at least one ``Parsed``; an empty text has ``None`` and a problem ``empty``. Unquoted template
    placeholders and unknown tags become ``Unresolved``. Raises nothing.
    """
    mask: Mask | None = None
    bad = unprintable(text)
    source = text if bad < 0 else replace_unprintable(text)
    documents, error = compose(source)
    if Mask.useful(text) and (error or any(_has_odd_key(document.root) for document in documents)):
        mask = Mask(source)
        documents, error = compose(mask.text)
        if error is not None and mask.statements:
            return [Parsed(Unresolved("placeholder"), [], YamlPlaces(text, None, _key_text))]
    results = [_document(text, document, mask) for document in documents if document.root is not None]
    if bad >= 0:
        message = f"the control character U+{ord(text[bad]):04X} is not allowed in YAML"
        _put(results, SyntaxProblem("invalid-syntax", message, bad, bad + 1))
    if error is not None:
        mistake = explain(error, text)
        kind = "too-deep" if isinstance(error, TooDeepError) else "invalid-syntax"
        route = results[-1].unfinished or () if results else ()
        _put(results, SyntaxProblem(kind, mistake.message, mistake.start, mistake.end, route))
    if not results:
        problem = SyntaxProblem("empty", "there is nothing in this document", 0, len(text))
        return [Parsed(None, [problem], YamlPlaces(text, None, _key_text))]
    return results


def _put(results: list[Parsed], problem: SyntaxProblem) -> None:
    """Add a problem to the last document, which may be one without content."""
    if not results:
        results.append(Parsed(None, [], YamlPlaces("", None, _key_text), ()))
    results[-1].problems.append(problem)


def _document(text: str, composed: Composed, mask: Mask | None) -> Parsed:
    """Return the data, problems and places of one document."""
    problems: list[SyntaxProblem] = []
    root = composed.root
    assert root is not None

    def report(kind: str, message: str, node: Node) -> None:
        if len(problems) < 1000:
            end = max(node.start_mark.index, node.end_mark.index)
            problems.append(SyntaxProblem(kind, message, node.start_mark.index, end))

    key_text = mask.key_text if mask else _key_text
    places = YamlPlaces(text, root, key_text)
    if not check_aliases(root, text, report):
        return Parsed(Unresolved("alias bomb"), problems, places)
    builder = Builder(report, mask.restore if mask else None)
    if mask and mask.statements:
        builder.once_only = False
    data = builder.build(root)
    return Parsed(data, problems, places, _open_route(composed.open_nodes, key_text))


def _open_route(nodes: list[Node], key_text: Callable[[ScalarNode], str]) -> Route | None:
    """Return the route of the innermost node left open, ``None`` if there is none."""
    if not nodes:
        return None
    route: list[str | int] = []
    for parent in nodes[:-1]:
        if isinstance(parent.value[-1], tuple):
            key = parent.value[-1][0]
            route.append(key_text(key) if isinstance(key, ScalarNode) else "")
        else:
            route.append(len(parent.value) - 1)
    return tuple(route)


def _has_odd_key(root: Node | None) -> bool:
    """Say whether a mapping or list stands where a key should: ``{{ x }}`` reads so."""
    stack = [root] if root is not None else []
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, ScalarNode) or id(node) in seen:
            continue
        seen.add(id(node))
        for child in node.value:
            if isinstance(child, tuple):
                if not isinstance(child[0], ScalarNode):
                    return True
                stack.append(child[1])
            else:
                stack.append(child)
    return False


def _key_text(node: ScalarNode) -> str:
    return str(node.value)
