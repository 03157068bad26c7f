"""Answers of the network: reaches, does not, or not known, each with the way or with what cuts it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ecslint.base.identity import ById
from ecslint.base.words import all_of, one_of
from ecslint.model.base import Place
from ecslint.reach.network_parts import Truth


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a way: what is passed, and how."""

    name: str
    """What is passed."""
    note: str = ""
    """How it is passed, e.g. the route or rule."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What closes a way.

    ``fault`` and ``remedy`` may hold ``{subnets}``, ``{services}`` and ``{targets}``, which stand for the
    names in the members of these names: cuts that differ in nothing else are one. ``firm`` says whether
    nothing outside the files can open the way.
    """

    kind: str
    """What sort of obstacle it is."""
    fault: str
    remedy: str
    place: Place
    """The setting that closes the way."""
    related: tuple[tuple[Place, str], ...] = ()
    """Further settings that have to do with it, with a label each."""
    firm: bool = True
    subnets: tuple[str, ...] = ()
    """Names that ``{subnets}`` stands for."""
    services: tuple[str, ...] = ()
    """Names that ``{services}`` stands for."""
    targets: tuple[str, ...] = ()
    """Names that ``{targets}`` stands for."""

    @property
    def key(self) -> tuple[object, ...]:
        """Return what makes two cuts the same: kind, place and fault."""
        return (self.kind, ById(self.place.model), self.place.path, self.fault)

    def joined(self, other: Cut) -> Cut:
        """Return both cuts of the same key as one."""
        subnets = tuple(dict.fromkeys((*self.subnets, *other.subnets)))
        services = tuple(dict.fromkeys((*self.services, *other.services)))
        targets = tuple(dict.fromkeys((*self.targets, *other.targets)))
        related = tuple(dict.fromkeys((*self.related, *other.related)))
        firm = self.firm or other.firm
        return replace(self, subnets=subnets, services=services, targets=targets, related=related, firm=firm)

    @property
    def said(self) -> str:
        """Return what is wrong, with the values of the cut."""
        return self._filled(self.fault)

    @property
    def advice(self) -> str:
        """Return what to do, with the values of the cut."""
        return self._filled(self.remedy)

    def _filled(self, text: str) -> str:
        text = text.replace("{has}", "has" if len(self.subnets) == 1 else "have")
        text = text.replace("{is}", "is" if len(self.subnets) == 1 else "are")
        targets = [*self.targets[:2], "more"] if len(self.targets) > 3 else self.targets
        text = text.replace("{subnets}", quoted(self.subnets)).replace("{services}", listed(self.services))
        return text.replace("{targets}", listed(targets))


ANY_PORT: Final = (1, 65535)
"""A port that is not known: a way is closed only where all ports are."""


def shown_ports(ports: tuple[int, int]) -> str:
    """Return ``port 443``, ``ports 80-90`` for a range, or ``any port``."""
    if ports == ANY_PORT:
        return "any port"
    return f"port {ports[0]}" if ports[0] == ports[1] else f"ports {ports[0]}-{ports[1]}"


def quoted(names: Sequence[str]) -> str:
    """Write names in quotes, at most three of them."""
    shown = [f'"{name}"' for name in names]
    if len(shown) > 3:
        shown = [*shown[:2], f"{len(shown) - 2} more"]
    return listed(shown)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Write words as a list in a sentence."""
    return "" if not words else one_of(words) if last == "or" else all_of(words)


@dataclass(frozen=True, slots=True)
class Answer:
    """``truth``: reaches, does not, or (``None``) not known. ``cuts`` is empty unless it does not."""

    truth: Truth
    hops: tuple[Hop, ...] = ()
    """The steps of the way, if it is open."""
    cuts: tuple[Cut, ...] = ()

    @property
    def firm(self) -> bool:
        """Whether the way is surely closed, whatever is outside the files."""
        return any(cut.firm for cut in self.cuts)


REACHES = Answer(True)
UNKNOWN = Answer(None)


def passes(name: str, note: str = "") -> Answer:
    """Return the answer of a hop that lets everything through."""
    return Answer(True, (Hop(name, note),))


def unknown_answer(name: str, note: str = "not known") -> Answer:
    """Return the answer of a hop of which it is not known whether it lets anything through."""
    return Answer(None, (Hop(name, note),))


def cut(closed: Cut) -> Answer:
    """Return the answer of a hop that lets nothing through."""
    return Answer(False, (), (closed,))


def along(answers: Iterable[Answer]) -> Answer:
    """Return the answer of steps one after the other: each has to be passed. All that cuts is kept."""
    hops: list[Hop] = []
    cuts: list[Cut] = []
    truth: Truth = True
    for answer in answers:
        if not cuts:
            hops += answer.hops
        cuts += answer.cuts
        if answer.truth is False:
            truth = False
        elif answer.truth is None and truth:
            truth = None
    return Answer(truth, tuple(hops), tuple(cuts) if truth is False else ())


def best_of(answers: Sequence[Answer]) -> Answer:
    """Return the answer of several ways: one is enough. Where all are closed, the one with fewest cuts."""
    for wanted in (True, None):
        for answer in answers:
            if answer.truth is wanted:
                return answer
    if not answers:
        return UNKNOWN
    found = min(answers, key=lambda answer: len(answer.cuts))
    if found.firm and not all(answer.firm for answer in answers):
        return downgraded(found)
    return found


def downgraded(answer: Answer) -> Answer:
    """Return an answer whose cuts are not certain for good."""
    return replace(answer, cuts=tuple(replace(each, firm=False) for each in answer.cuts))
