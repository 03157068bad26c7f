"""The shapes of arguments that intrinsic functions take, and what is wrong with those given.

Source: AWS CloudFormation User Guide, *Intrinsic function reference* and *Condition functions*, read
2026-11-22.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Final, TypeGuard

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.values import as_text, sub_names

_SUB_NAME: Final = regex(r"[A-Za-z0-9.:_]+")
_GIVES_TEXT: Final = frozenset(
    {
        "Ref",
        "Fn::Base64",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetStackOutput",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Length",
        "Fn::Select",
        "Fn::Sub",
        "Fn::ToJsonString",
        "Fn::Transform",
    }
)
_LANGUAGE_EXTENSIONS: Final = frozenset({"Fn::Length", "Fn::ToJsonString"})


def function_of(node: object) -> str | None:
    """Return the name of the intrinsic function that ``node`` calls, if it is one."""
    if isinstance(node, dict) and len(node) == 1:
        (key,) = node
        if isinstance(key, str) and (key == "Ref" or key.startswith("Fn::")):
            return key
    return None


def _textual(node: object) -> bool:
    """Say whether ``node`` is, or may come to, a text."""
    return isinstance(node, Unresolved) or as_text(node) is not None or function_of(node) in _GIVES_TEXT


def _listing(node: object) -> bool:
    """Say whether ``node`` is, or may come to, a list."""
    if isinstance(node, list | Unresolved):
        return True
    return (function_of(node) or "Fn::Sub") not in ("Fn::Sub", "Fn::Join", "Fn::Base64", "Fn::ToJsonString")


def _count(args: object, low: int, high: int) -> TypeGuard[list[object]]:
    return isinstance(args, list) and low <= len(args) <= high


def _given(args: object) -> str:
    if isinstance(args, list) and args and isinstance(args[0], bool):
        return f'"{str(args[0]).lower()}" first (YAML: On, Off, Yes and No need quotes)'
    if isinstance(args, list):
        return "a list of one item" if len(args) == 1 else f"a list of {len(args)} items"
    if isinstance(args, dict):
        return f"a call of {function_of(args)}" if function_of(args) else "a mapping"
    return "nothing" if args is None else f'the single value "{as_text(args)}"'


def _ref(args: object) -> str | None:
    return None if isinstance(args, str) else "the name of a parameter or resource"


def _get_att(args: object) -> str | None:
    if isinstance(args, str):
        fits = "." in args.strip(".") and not args.startswith(".")
    else:
        fits = isinstance(args, list) and len(args) >= 2 and all(map(_textual, args))
    return None if fits else "a logical id and the name of an attribute"


def _if(args: object) -> str | None:
    fits = _count(args, 3, 3) and isinstance(args[0], str)
    return None if fits else "a list of three: the name of a condition and two values"


def _join(args: object) -> str | None:
    fits = _count(args, 2, 2) and isinstance(args[0], str) and _listing(args[1])
    return None if fits else "a list of two: a delimiter and a list of texts"


def _select(args: object) -> str | None:
    fits = _count(args, 2, 2) and _textual(args[0]) and _listing(args[1])
    return None if fits else "a list of two: an index and a list"


def _split(args: object) -> str | None:
    fits = _count(args, 2, 2) and isinstance(args[0], str) and _textual(args[1])
    return None if fits else "a list of two: a delimiter and a text"


def _find_in_map(args: object) -> str | None:
    fits = _count(args, 3, 4) and all(map(_textual, args[:3]))
    return None if fits else "a list of three: the name of a mapping and two keys"


def _sub(args: object) -> str | None:
    if isinstance(args, str):
        text = args
    elif _count(args, 2, 2) and isinstance(args[0], str) and isinstance(args[1], dict):
        text = args[0]
    else:
        return "a text, or a list of a text and a mapping of its variables"
    for name in sub_names(text):
        if not _SUB_NAME.fullmatch(name):
            return f"variables of letters and digits only; use ${{!{name}}} to keep ${{{name}}} as text"
    return None


def _cidr(args: object) -> str | None:
    fits = _count(args, 2, 3) and all(map(_textual, args))
    return None if fits else "a list of an address block, a count and the number of host bits"


def _one_text(args: object) -> str | None:
    if isinstance(args, list) and len(args) == 1:
        args = args[0]
    return None if _textual(args) else "one text"


def _region(args: object) -> str | None:
    # YAML reads a bare !GetAZs as nothing, CloudFormation as an empty text: the Region of the stack.
    return None if args is None else _one_text(args)


def _equals(args: object) -> str | None:
    return None if _count(args, 2, 2) else "a list of the two values to compare"


def _some(args: object) -> str | None:
    return None if _count(args, 2, 10) else "a list of two to ten conditions"


def _not(args: object) -> str | None:
    return None if _count(args, 1, 1) else "a list of one condition"


_SHAPES: Final[dict[str, Callable[[object], str | None]]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::Sub": _sub,
    "Fn::Cidr": _cidr,
    "Fn::Base64": _one_text,
    "Fn::ImportValue": _one_text,
    "Fn::GetAZs": _region,
    "Fn::Equals": _equals,
    "Fn::And": _some,
    "Fn::Or": _some,
    "Fn::Not": _not,
}
CONDITION_FUNCTIONS: Final = frozenset({"Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not"})


def is_condition(node: object) -> bool:
    """Say whether ``node`` may be a condition: a call of a condition function, or of ``Condition``.

    What is not known, or a call that another transform replaces, may be one.
    """
    if isinstance(node, Unresolved):
        return True
    if not isinstance(node, dict):
        return False
    if len(node) != 1:
        return True
    (key,) = node
    return key in CONDITION_FUNCTIONS or key in ("Condition", "Fn::Transform") or not _is_function(key)


def _is_function(key: object) -> bool:
    return key == "Ref" or (isinstance(key, str) and key.startswith("Fn::"))


def depends_on(node: object, resources: Container[str]) -> str | None:
    """Return what the argument of ``Fn::ImportValue`` may not rest on, if it surely does."""
    if isinstance(node, list):
        return next((found for item in node if (found := depends_on(item, resources)) is not None), None)
    if not isinstance(node, dict):
        return None
    for key, value in node.items():
        if key in ("Fn::ImportValue", "Fn::GetAZs"):
            return f"{key}"
        if key == "Fn::GetAtt":
            return "an attribute of a resource"
        if key == "Ref" and isinstance(value, str) and value in resources:
            return f"the resource {value}"
        if key == "Fn::Sub":
            text, own = value if isinstance(value, list) and len(value) == 2 else (value, {})
            for name in sub_names(text) if isinstance(text, str) else ():
                base = name.partition(".")[0]
                if base in resources and not (isinstance(own, dict) and name in own):
                    return f"the resource {base}"
            value = own
        found = depends_on(value, resources)
        if found is not None:
            return found
    return None


def wrong_shape(function: str, args: object, language_extensions: bool) -> str | None:
    """Return a sentence on what is wrong with a call of ``function``, ``None`` if nothing surely is."""
    if isinstance(args, Unresolved):
        return None
    if not language_extensions and (function in _LANGUAGE_EXTENSIONS or function.startswith("Fn::ForEach::")):
        return f"{function} works only with AWS::LanguageExtensions; add it as Transform"
    if function == "Ref" and language_extensions and isinstance(args, dict) and function_of(args):
        return None  # the name may be computed there
    shape = _SHAPES.get(function)
    wanted = None if shape is None else shape(args)
    if wanted is None:
        return None
    if wanted.startswith("variables"):
        return f"Fn::Sub takes {wanted}"
    if function in ("Fn::Join", "Fn::Split") and isinstance(args, list) and args and function_of(args[0]):
        return f"the delimiter of {function} is a call of {function_of(args[0])}; use a plain string"
    return f"{function} has {_given(args)}; use {wanted}"
