"""What to say about a value that is not of the kind that AWS' API accepts, and how to write it."""

from __future__ import annotations

import json
import re

from ecslint.base.route import Route
from ecslint.base.schemas import Schema
from ecslint.base.suggest import nearest, same_letters
from ecslint.base.unresolved import Unresolved
from ecslint.base.words import one_of
from ecslint.source.templating.placeholders import is_placeholder, looks_like_fill_in, rest_of
from ecslint.validation.problems import NOT_ALLOWED, NULL_VALUE, WRONG_TYPE, Validator, regex

Fix = tuple[object, ...] | None

KINDS = {
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    list: "a list",
    dict: "an object",
}
WANTED = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}

# Units that people write after numbers, as multiples of the unit that the field is in.
MEBIBYTES = {"m": 1, "mb": 1, "mi": 1, "mib": 1, "g": 1024, "gb": 1024, "gi": 1024, "gib": 1024}
GIBIBYTES = {"g": 1, "gb": 1, "gi": 1, "gib": 1}
SECONDS = {"s": 1, "sec": 1, "seconds": 1, "m": 60, "min": 60}
UNITS = {
    "memory": ("MiB", MEBIBYTES),
    "memoryreservation": ("MiB", MEBIBYTES),
    "sharedmemorysize": ("MiB", MEBIBYTES),
    "maxswap": ("MiB", MEBIBYTES),
    "size": ("MiB", MEBIBYTES),
    "sizeingib": ("GiB", GIBIBYTES),
    "cpu": ("CPU units", {"vcpu": 1024}),
    "interval": ("seconds", SECONDS),
    "timeout": ("seconds", SECONDS),
    "startperiod": ("seconds", SECONDS),
    "starttimeout": ("seconds", SECONDS),
    "stoptimeout": ("seconds", SECONDS),
    "restartattemptperiod": ("seconds", SECONDS),
    "healthcheckgraceperiodseconds": ("seconds", SECONDS),
    "maximumpercent": ("percent", {"%": 1}),
    "minimumhealthypercent": ("percent", {"%": 1}),
}
# Sets outside which AWS takes a value for the first of the set: the deployment succeeds, and misleads.
# (PortMapping.protocol in the API reference, read 2026-11; deployed templates of AWS say "http" there.)
FALLS_BACK = (["tcp", "udp"],)
SWITCH = {True: "ENABLED", False: "DISABLED"}
# Larger sets are not listed where one of their values is clearly meant.
MANY = 8
# Longer numbers are no slip of the pen.
DIGITS = 30
# Longer texts are cut in messages.
LONGEST = 60


def value_problem(walk: Validator, node: Schema, value: object, route: Route, optional: bool) -> None:
    """Report ``value``, which does not fit ``node``, unless it is a placeholder or stands for absence."""
    if isinstance(value, str):
        if is_placeholder(value) or ("enum" not in node and looks_like_fill_in(value)):
            return
        if not value and optional:
            if "enum" not in node:
                walk.add(NULL_VALUE, route, f"{walk.at(route)} is an empty string; remove it", ("remove",))
            return
    if walk.cloudformation and isinstance(value, dict) and len(value) == 1:
        (key,) = value
        if key == "Ref" or str(key).startswith("Fn::"):
            return
    kind = node.get("type", "string")
    wanted = kind if isinstance(kind, str) else kind[0]
    if not _right_type(node, wanted, value):
        if isinstance(value, dict) and rest_of(value) is not None:
            return  # not read in full: what it is meant to be is not known
        if isinstance(value, dict) and wanted != "array" and list(value.values()) == [None]:
            return  # {name} in YAML, left for a script to replace
        message, fix = wrong_type(walk, node, wanted, value, route)
        walk.add(WRONG_TYPE, route, message, fix)
        if isinstance(value, dict) and fix is not None:  # wrapped: it is checked as the item that it is
            walk.value(node["items"], value, route, optional=False)
    elif "enum" in node:
        offered = [item for item in node["enum"] if item not in node.get("x-unlisted", ())]
        _enum(walk, offered, value, route)
    else:
        _bounds(walk, node, value, route)


def _right_type(node: Schema, wanted: str, value: object) -> bool:
    """Say whether only the value itself, not its type, is wrong."""
    if isinstance(value, bool):
        return False
    if wanted == "string":
        return isinstance(value, str)
    if isinstance(value, str):
        return (
            wanted in ("integer", "number")
            and "pattern" in node
            and bool(regex(node["pattern"]).search(value))
        )
    return wanted in ("integer", "number") and isinstance(value, int if wanted == "integer" else (int, float))


def show(walk: Validator, value: object) -> str:
    """Return a scalar as the file has it, or only its kind where it may be secret or is long."""
    if walk.hidden or not isinstance(value, (str, int, float)):
        return KINDS.get(type(value), "a value")
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f'{text[: LONGEST - 1]}…"'


def wrong_type(walk: Validator, node: Schema, wanted: str, value: object, route: Route) -> tuple[str, Fix]:
    """Return the message about a value of the wrong type, and the fix."""
    shown, kind = show(walk, value), KINDS.get(type(value), "a value")
    subject = f"{walk.at(route)} is {kind}" if shown == kind else f"{walk.at(route)} is {kind}, {shown}"
    if wanted == "array":
        return _list_wanted(walk, node, value, subject)
    if wanted == "object":
        return _object_wanted(walk, node, value, subject)
    if isinstance(value, (list, dict)):
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            return f"{subject} where {WANTED[wanted]} is wanted; use its item without the list", (
                "set",
                value[0],
            )
        return f"{subject}; use {WANTED[wanted]}", None
    if "enum" in node:
        if isinstance(value, bool) and set(SWITCH.values()) == set(node["enum"]):
            return f'{subject}; use "{SWITCH[value]}"', ("set", SWITCH[value])
        offered = [str(item) for item in node["enum"] if item not in node.get("x-unlisted", ())]
        return f"{subject}; use {one_of(offered)}", None
    better, unit = _as_wanted(wanted, value, str(route[-1]) if route else "")
    if better is None:
        return f"{subject}; use {WANTED[wanted]}", None
    text = json.dumps(better)
    if walk.hidden:
        return f"{subject}; quote it", ("set", better)
    noun = {"string": "the string ", "boolean": ""}.get(wanted, "the number ")
    return f"{subject}; use {noun}{text}{unit}", ("set", better)


def _as_wanted(wanted: str, value: object, field: str) -> tuple[object, str]:
    """Return ``value`` in the wanted type with the unit to mention, ``(None, "")`` if it has none."""
    if wanted == "string":
        return (str(value).lower() if isinstance(value, bool) else str(value)), ""
    if wanted == "boolean":
        text = str(value).strip().lower()
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text), ""
    if isinstance(value, bool):
        return None, ""
    unit, multiples = UNITS.get(field.lower(), ("", {}))
    parts = re.fullmatch(r"\s*+(-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))\s*+([A-Za-z%]*+)\s*+", str(value))
    if parts is None or (parts[2] and parts[2].lower() not in multiples):
        return None, ""
    if len(parts[1]) > DIGITS:
        return None, ""
    number = (float if "." in parts[1] else int)(parts[1]) * multiples.get(parts[2].lower(), 1)
    if field.lower() == "cpu" and not parts[2] and 0 < number < 16 and number != int(number):
        number *= 1024
    if number == int(number):
        return int(number), f" ({unit})" if unit and str(int(number)) != str(value).strip() else ""
    return (None, "") if wanted == "integer" else (number, "")


def _list_wanted(walk: Validator, node: Schema, value: object, subject: str) -> tuple[str, Fix]:
    """Return the message about a value that should be a list."""
    item = node["items"]
    item = walk.defs[item["$ref"][8:]] if "$ref" in item else item
    members = item.get("properties", {})
    kind = item.get("type", "string")
    kind = kind if isinstance(kind, str) else kind[0]
    if isinstance(value, dict) and members:
        lowered = {name.lower() for name in members}
        if any(str(key).lower() in lowered for key in value):
            return f"{subject}; put it in a list, [{{…}}]", ("set", [value])
        pair = next((pair for pair in PAIRS if _takes(members, pair)), None)
        first = next((str(key) for key in value if not is_placeholder(str(key))), "…")
        names = [name for name in members if pair and name.lower() in pair]
        if names:
            example = f'{{"{names[0]}": {json.dumps(first, ensure_ascii=False)}, "{names[1]}": …}}'
            return f"{subject}; use a list of objects such as {example}", None
    if isinstance(value, str) and kind == "string":
        if "," in value:
            return f"{subject}; put its parts in a list", ("set", [part.strip() for part in value.split(",")])
        if " " not in value.strip():
            return f"{subject}; put it in a list", ("set", [value])
    plural = {"integer": "numbers", "object": "objects"}.get(kind, "strings")
    return f"{subject}; use a list of {plural}", None


# What a mapping of names to values has to become.
PAIRS = (("name", "value"), ("name", "valuefrom"), ("key", "value"), ("namespace", "value"))


def _takes(members: dict[str, object], pair: tuple[str, str]) -> bool:
    return set(pair) <= {name.lower() for name in members}


def _object_wanted(walk: Validator, node: Schema, value: object, subject: str) -> tuple[str, Fix]:
    """Return the message about a value that should be an object."""
    if "properties" not in node:
        return f'{subject}; use an object such as {{"NAME": "VALUE"}}', None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        return f"{subject}; use its one object without the list", ("set", value[0])
    names = list(node.get("required", ())) or list(node["properties"])[:3]
    fields = ", ".join(f'"{name}"' for name in names)
    return f"{subject}; use an object with {fields}", None


def _enum(walk: Validator, allowed: list[str | int], value: object, route: Route) -> None:
    """Report a value that is not one of a fixed set."""
    options = ", ".join(map(str, allowed))
    close = nearest(value, map(str, allowed)) if isinstance(value, str) else None
    message = f"{walk.at(route)} is {show(walk, value)}"
    severity = None
    if close is None and isinstance(value, str) and looks_like_fill_in(value):
        severity = "warning"  # left for a script to replace
    if allowed in FALLS_BACK:
        message += f', which AWS takes for "{allowed[0]}"'
        severity = "warning"
    if close is None:
        walk.add(NOT_ALLOWED, route, f"{message}; use {one_of(list(map(str, allowed)))}", severity=severity)
        return
    fix = ("set", close) if same_letters(str(value), close) else None
    others = f" (of {options})" if 1 < len(allowed) <= MANY or fix is None else ""
    walk.add(NOT_ALLOWED, route, f'{message}; use "{close}"{others}', fix, severity=severity)


def _bounds(walk: Validator, node: Schema, value: object, route: Route) -> None:
    """Report a number or text outside its bounds."""
    start = f"{walk.at(route)} is {show(walk, value)}"
    low, high = node.get("minimum"), node.get("maximum")
    if low is not None or high is not None:
        walk.add(NOT_ALLOWED, route, f"{start}; use {_range(low, high)}")
        return
    value = str(value)
    low, high = node.get("minLength", 0), node.get("maxLength")
    if not low <= len(value) <= (len(value) if high is None else high):
        length = f"{walk.at(route)} has {len(value)} characters; use {_range(low, high)}"
        walk.add(NOT_ALLOWED, route, length)
        return
    pattern = regex(node["pattern"])
    bad = next((letter for letter in value if not pattern.search(letter)), None)
    if bad is None:
        walk.add(NOT_ALLOWED, route, f"{start}; use a value that matches {node['pattern']}")
    else:
        letter = json.dumps(bad, ensure_ascii=False)
        walk.add(NOT_ALLOWED, route, f"{start}; remove the character {letter}")


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"at most {high}" if low is None else f"at least {low}"
    return f"{low}" if low == high else f"{low} to {high}"


def list_bounds(walk: Validator, node: Schema, data: list[object], route: Route) -> None:
    """Report a list that is too short, too long or has the same item twice."""
    low, high = node.get("minItems", 0), node.get("maxItems")
    keys, unique = node.get("x-uniqueKeys"), node.get("uniqueItems")
    within = low <= len(data) and (high is None or len(data) <= high)
    if within and not keys and (not unique or len(data) < 2):
        return
    asked = not (within and keys)
    known = [index for index, item in enumerate(data) if _is_known(item)] if asked else []
    if high is not None and len(known) > high:
        walk.add(NOT_ALLOWED, route, f"{walk.at(route)} has {len(data)} items; use at most {high}")
    elif len(data) < low and len(known) == len(data):
        walk.add(NOT_ALLOWED, route, f"{walk.at(route)} has {len(data)} items; use at least {low}")
    seen: dict[object, int] = {}
    for index in range(len(data)) if keys else known if unique else ():
        item = data[index]
        if keys:
            if not isinstance(item, dict) or not all(name in item and _is_known(item[name]) for name in keys):
                continue
            item = [item[name] for name in keys]
        first = seen.setdefault(_identity(item), index)
        if first != index:
            _twice(walk, keys, item, (*route, index), first)


def _identity(item: object) -> object:
    """Return something that is equal for equal items only."""
    if type(item) is list and all(type(member) is str for member in item):
        return tuple(item)
    try:
        return json.dumps(item, sort_keys=True)
    except TypeError:  # keys of several types, which have no order
        return repr(item)


def _twice(walk: Validator, keys: list[str] | None, item: object, route: Route, first: int) -> None:
    """Report an item that repeats an earlier one."""
    field = walk.at(route[:-1])
    if keys and isinstance(item, list):
        name = json.dumps(item[0], ensure_ascii=False)
        message = f"{name} is in {field} twice (items {first + 1} and {int(route[-1]) + 1}); keep one of them"
        walk.add(NOT_ALLOWED, (*route, keys[0]), message)
    else:
        message = f"items {first + 1} and {int(route[-1]) + 1} of {field} are the same; keep one of them"
        walk.add(NOT_ALLOWED, route, message, ("remove",))


def _is_known(item: object) -> bool:
    """Say whether nothing in ``item`` is unresolved or a placeholder."""
    waiting = [item]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Unresolved) or (isinstance(here, str) and is_placeholder(here)):
            return False
        if isinstance(here, dict):
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here
    return True
