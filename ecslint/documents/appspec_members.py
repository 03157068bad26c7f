"""Objects, lists and strings of an AppSpec against the grammar, and the members that their keys mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from ecslint.base.route import Route, value_at
from ecslint.base.suggest import nearest
from ecslint.base.unresolved import WRONG_TYPE, Unresolved
from ecslint.facts import appspec as facts
from ecslint.facts.appspec import List, Object, Shape, Text
from ecslint.model.appspec import Change, Fault, Kind
from ecslint.model.base import Part
from ecslint.source.document import Document

_PLAIN = str | int | float | bool


class Member(NamedTuple):
    """A key with its value and the value's route in the document."""

    key: str
    """The key as it is written."""
    value: object
    """What stands there."""
    route: Route
    """The value's route in the document."""


class _Missing(NamedTuple):
    names: tuple[str, ...]
    route: Route
    message: str


def _homes(shape: Shape, name: str, found: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return lower-case name → (name, the object it belongs in) of every member below ``shape``."""
    if isinstance(shape, List):
        _homes(shape.items, name, found)
    elif isinstance(shape, Object):
        for member, inner in shape.members.items():
            found[member.lower()] = (member, name)
            _homes(inner, member, found)
    return found


_HOMES: Final = {
    **_homes(facts.SERVICE, facts.TARGET_NAME, {}),
    **{name.lower(): (name, "the top level") for name in facts.ROOT_MEMBERS},
    facts.TARGET_NAME.lower(): (facts.TARGET_NAME, "Resources"),
}
"""Where each member of an AppSpec belongs, by its name in lower case: its name, and the object's."""


class MemberReader:
    """Reads objects, lists and strings of an AppSpec, and finds out which members their keys mean."""

    def __init__(self, document: Document) -> None:
        """Changes take their values from the document, as they stand there."""
        self.faults: list[Fault] = []
        self.routes: dict[Route, Route] = {}
        self._document = document.data
        self._whole = document.unfinished is None
        self._json = document.syntax == "json"
        self._missing: list[_Missing] = []
        self._moved: set[str] = set()

    def _fault(
        self,
        kind: Kind,
        route: Route,
        message: str,
        part: Part = "value",
        change: Change | None = None,
        *,
        mild: bool = False,
    ) -> None:
        self.faults.append(Fault(kind, route, part, message, change, mild))

    def _rewrite(self, title: str, route: Route, make: Callable[[object], object]) -> Change | None:
        """Return the change that replaces a value by what ``make`` makes of it, if it is known."""
        plain = value_at(self._document, route)
        if _holds_unknown(plain):
            return None
        value = make(plain)
        return None if value is None else Change(title, "set", route, value)

    def _lack(self, names: tuple[str, ...], route: Route, message: str) -> None:
        """Note that a member is missing, to be said at the end unless it stands at a wrong place."""
        self._missing.append(_Missing(names, route, message))

    # Objects, lists, strings

    def _value(self, shape: Shape, value: object, name: str, at: Route, route: Route) -> object:
        if value is None or isinstance(value, Unresolved):
            return value
        if isinstance(shape, Object):
            return self._object(shape, value, name, at, route)
        if isinstance(shape, List):
            return self._list(shape, value, name, at, route)
        if isinstance(shape, Text) and not isinstance(value, str):
            if isinstance(value, _PLAIN):
                if not isinstance(value, int) or isinstance(value, bool):
                    message = f'"{name}" is {described(value)}, not a string; put it in quotes'
                    self._fault("structure", route, message, mild=True)
                    return Unresolved(WRONG_TYPE)
                return str(value)
            self._fault("structure", route, f'"{name}" is {described(value)}; use a string')
            return Unresolved(WRONG_TYPE)
        return value

    def _object(self, shape: Object, value: object, name: str, at: Route, route: Route) -> object:
        self.routes[at] = route
        members = self._members(value, name, route)
        if members is None:
            return value if isinstance(value, Unresolved) else Unresolved(WRONG_TYPE)
        found = self._assign(members, shape.members, name, route)
        result: dict[str, object] = {}
        for key, member in found.items():
            self.routes[(*at, key)] = member.route
            result[key] = self._value(shape.members[key], member.value, key, (*at, key), member.route)
        for key in shape.required:
            if key not in found:
                example = facts.EXAMPLES.get(key)
                hint = f", such as {example}" if example else ""
                message = f'{name} has no "{key}"; add it{hint}'
                self._lack((key, *_below(shape.members[key])), (*route, key), message)
            elif result[key] is None or str(result[key]).isspace() or result[key] == "":
                self._lack(
                    (key, *_below(shape.members[key])),
                    found[key].route,
                    (f'"{key}" of {name} is empty; set it'),
                )
        return result

    def _members(self, value: object, name: str, route: Route) -> list[Member] | None:
        """Return the members of an object, also if it was written as a list; ``None`` if it is neither."""
        if isinstance(value, dict):
            return [Member(str(key), item, (*route, key)) for key, item in value.items()]
        if isinstance(value, Unresolved):
            return None
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            hint = "remove the [ ]" if self._json else 'remove the "- " before its members'
            message = f'"{name}" is a list, but CodeDeploy expects an object; {hint}'
            change = self._rewrite(f"make {name} an object", route, _merged)
            self._fault("structure", route, message, "key", change=change)
            return [
                Member(str(key), item, (*route, index, key))
                for index, part in enumerate(value)
                for key, item in part.items()
            ]
        self._fault("structure", route, f'"{name}" is {described(value)}; use an object')
        return None

    def _list(self, shape: List, value: object, name: str, at: Route, route: Route) -> object:
        if isinstance(value, list):
            result = []
            for index, item in enumerate(value):
                inner = self._value(shape.items, item, name, (*at, index), (*route, index))
                result.append("" if inner is None and isinstance(shape.items, Text) else inner)
            return result
        change = self._rewrite(
            f"make {name} a list",
            route,
            lambda plain: [part.strip() for part in plain.split(",")] if isinstance(plain, str) else [plain],
        )
        message = f'"{name}" is {described(value)}; use a list'
        self._fault("structure", route, message, "key", change=change)
        if isinstance(shape.items, Object) and isinstance(value, dict):
            return [self._value(shape.items, value, name, (*at, 0), route)]
        return Unresolved(WRONG_TYPE)

    # Keys

    def _assign(
        self, members: list[Member], shapes: dict[str, Shape], name: str, route: Route
    ) -> dict[str, Member]:
        """Return the members by the names they were meant to have; note the keys that are wrong."""
        found: dict[str, Member] = {}
        loose = []
        for member in members:
            if member.key in shapes and member.key not in found:
                found[member.key] = member
            else:
                loose.append(member)
        rest = [member for member in loose if not self._recased(member, shapes, found)]
        strays = [member for member in rest if not self._known_elsewhere(member, name)]
        self._adopt([member for member in rest if member not in strays], shapes, name, found)
        for member in strays:
            self._stray(member, shapes, name, found, is_root=not route)
        return found

    def _recased(self, member: Member, shapes: dict[str, Shape], found: dict[str, Member]) -> bool:
        """Take a key that differs only in case; say whether it was one."""
        right = next((name for name in shapes if name.lower() == member.key.lower()), None)
        if right is None:
            return False
        if right in found:
            message = (
                f'"{member.key}" and "{found[right].key}" are the same key in different case; remove one'
            )
            self._fault("key", member.route, message, "key", mild=True)
        else:
            change = Change(f"rename to {right}", "rename", member.route, right)
            message = f'"{member.key}" is documented with other capitals; use "{right}"'
            self._fault("key", member.route, message, "key", change=change, mild=True)
            found[right] = member
        return True

    def _known_elsewhere(self, member: Member, name: str) -> bool:
        home = _HOMES.get(member.key.lower())
        return home is not None and home[1] != name

    def _adopt(
        self, members: list[Member], shapes: dict[str, Shape], name: str, found: dict[str, Member]
    ) -> None:
        """Say where misplaced members belong, and take them there if that is just below."""
        groups: dict[str, list[Member]] = {}
        for member in members:
            groups.setdefault(_HOMES[member.key.lower()][1], []).append(member)
        for home, strays in groups.items():
            keys = " and ".join(f'"{member.key}"' for member in strays)
            verb = "does" if len(strays) == 1 else "do"
            where = f"at {home}" if home.startswith("the ") else f'below "{home}"'
            message = (
                f"{keys} {verb} not belong in {name}; move {'it' if len(strays) == 1 else 'them'} {where}"
            )
            self._fault("key", strays[0].route, message, "key")
            self._moved.update(_HOMES[member.key.lower()][0] for member in strays)
            if home in shapes and (home not in found or found[home].value is None):
                found.pop(home, None)
                self._moved.add(home)

    def _stray(
        self,
        member: Member,
        shapes: dict[str, Shape],
        name: str,
        found: dict[str, Member],
        *,
        is_root: bool,
    ) -> None:
        """Judge a key that stands nowhere in the grammar."""
        key = member.key
        if is_root and key.lower() in facts.SERVER_SECTIONS:
            message = f'"{key}" belongs to deployments to EC2 servers, not to Amazon ECS; remove it'
            change = Change(f"remove {key}", "remove", member.route, None)
            self._fault("key", member.route, message, "key", change=change)
            return
        right = nearest(key, shapes) or _longer_or_shorter(key, shapes)
        if right is not None and right not in found:
            message = f'"{key}" is not a member of {name}; use "{right}"'
            change = Change(f"rename to {right}", "rename", member.route, right)
            self._fault("key", member.route, message, "key", change=change)
            found[right] = member
        else:
            members = ", ".join(shapes)
            self._fault(
                "key",
                member.route,
                f'"{key}" is not a member of {name}; use {members}',
                "key",
                mild=True,
            )


def _holds_unknown(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_unknown, value.values()))
    if isinstance(value, list):
        return any(map(_holds_unknown, value))
    return isinstance(value, Unresolved)


def _merged(parts: object) -> object:
    """Return one object with the members of all ``parts``, a list of objects; ``None`` if they share a
    member."""
    if not isinstance(parts, list):
        return None
    merged = {key: item for part in parts for key, item in part.items()}
    return merged if len(merged) == sum(map(len, parts)) else None


def _below(shape: Shape) -> tuple[str, ...]:
    """Return the names of the members of an object."""
    return tuple(shape.members) if isinstance(shape, Object) else ()


def _longer_or_shorter(word: str, names: dict[str, Shape]) -> str | None:
    """Return the name that begins with ``word``, or that ``word`` begins with, if there is one only."""
    low = word.lower()
    if len(low) < 4:
        return None
    near = [n for n in names if n.lower().startswith(low) or (len(n) > 5 and low.startswith(n.lower()))]
    return near[0] if len(near) == 1 else None


def described(value: object) -> str:
    """Return what a value is, in words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the string "{value[:60]}"'
    return "a list" if isinstance(value, list) else "an object"
