"""What a process that lints the same file again and again remembers: which checks found nothing in what.

Nearly all checks find nothing, and an edit changes one part of a file. A check that is given models alone
finds nothing again in models that are as they were; all others are asked anew, so the outcome is the same.
"""

from __future__ import annotations

from typing import TypeAlias

from ecslint.base.identity import ById, IdentityMap
from ecslint.base.unresolved import Unresolved
from ecslint.config.settings import Settings
from ecslint.model.base import Model, api_names

Slot: TypeAlias = tuple[int, ...]
"""A place among the arguments of a document's checks: the subject's number, the part's, the parameter's."""
Key: TypeAlias = tuple[ById | int, ...]
"""A step, and numbers that stand for its arguments."""
_PLAIN = frozenset((type(None), str, int, float, bool))


class Memory:
    """What is remembered of one document, from one run to the next."""

    def __init__(self) -> None:
        self._next = 0
        self._before: dict[Slot, tuple[Model, int]] = {}
        self._now: dict[Slot, tuple[Model, int]] = {}
        self._numbers = IdentityMap[int]()
        """Numbers of the models of this run."""
        self._noisy_before: dict[Key, frozenset[int]] = {}
        self._noisy: dict[Key, frozenset[int]] = {}

    def begin(self) -> None:
        """Start a run; what the one before the last knew is forgotten."""
        self._before, self._now, self._numbers = self._now, {}, IdentityMap()
        self._noisy_before, self._noisy = self._noisy, {}

    def key(self, step: object, arguments: list[object], slot: Slot) -> Key | None:
        """Return what stands for a step with these arguments, ``None`` if they are not models alone."""
        key: list[ById | int] = [ById(step)]
        for place, argument in enumerate(arguments):
            if isinstance(argument, Model):
                key.append(self._number(argument, (*slot, place)))
            elif argument is None or isinstance(argument, Settings):
                key.append(ById(argument))
            else:
                return None
        return tuple(key)

    def noisy(self, key: Key) -> frozenset[int] | None:
        """Return the numbers of the step's checks to ask, ``None`` for all."""
        known = self._noisy.get(key)
        return self._noisy_before.get(key) if known is None else known

    def found(self, key: Key, noisy: frozenset[int]) -> None:
        """Remember which checks of a step did not simply find nothing."""
        self._noisy[key] = noisy

    def _number(self, model: Model, slot: Slot) -> int:
        number = self._numbers.get(model)
        if number is None:
            before = self._before.get(slot)
            if before is not None and is_same(before[0], model):
                number = before[1]
            else:
                number = self._next
                self._next += 1
            self._numbers[model] = number
            self._now[slot] = (model, number)
        return number


def is_same(one: object, other: object) -> bool:
    """Say whether two values are alike in all that a check can see; ``False`` where that is not certain."""
    kind = type(one)
    if one is other:
        return True
    if kind is not type(other):
        return False
    if kind in _PLAIN:
        return one == other
    if isinstance(one, Model) and isinstance(other, Model):
        return _are_same_models(one, other)
    if kind is dict and isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(map(is_same, one.values(), other.values()))
    if kind in (list, tuple) and isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, Unresolved):
        names = [name for owner in kind.__mro__ for name in getattr(owner, "__slots__", ())]
        return all(is_same(getattr(one, name), getattr(other, name)) for name in names)
    return False


def _are_same_models(one: Model, other: Model) -> bool:
    names, mine, theirs = api_names(type(one)), one.__dict__, other.__dict__
    for name, value in mine.items():
        if name not in names:
            continue
        if name not in theirs:
            return False
        before = theirs[name]
        if type(value) is str and type(before) is str:  # as most are
            if value != before:
                return False
        elif not is_same(value, before):
            return False
    return all(name in mine or name not in names for name in theirs)
