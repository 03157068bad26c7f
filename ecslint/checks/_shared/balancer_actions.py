"""Actions of listeners and rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import one_of, quoted
from ecslint.documents.cloudformation.queries import lacks, members, number, objects, shown, text
from ecslint.facts import load_balancing as facts
from ecslint.finding import Problem

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

_ALL = {**facts.FINAL_ACTIONS, **facts.AUTHENTICATIONS}


def wrong_actions(resource: Resolved, member: str, listener: Resolved | None) -> Iterator[Problem]:
    """Yield what is wrong with the actions of ``resource``, whose listener is ``listener`` if known."""
    actions = resource.get(member)
    if not isinstance(actions, list):
        return
    protocol = text(listener.get("Protocol")) if listener is not None else None
    for index, action in objects(actions):
        kind = text(action.get("Type"))
        if kind in _ALL:
            yield from _members(resource, member, index, action, kind)
        if kind == "forward":
            yield from _forward(resource, (member, index), action)
        elif kind == "redirect":
            yield from _redirect(resource, (member, index), action)
        elif kind == "fixed-response":
            yield from _answer(resource, (member, index), action)
        if kind is not None and protocol is not None:
            yield from _by_protocol(resource, (member, index), kind, protocol)
    yield from _last(resource, member, actions)


def _members(
    resource: Resolved, member: str, index: int, action: dict[str, object], kind: str
) -> Iterator[Problem]:
    wanted = _ALL[kind]
    if all(lacks(action, name) for name in wanted):
        message = f'an action of type "{kind}" needs {" or ".join(wanted)}; add it'
        yield Problem(resource.at(member, index, wanted[-1]), message)
    for other, names in _ALL.items():
        for name in names:
            if other != kind and isinstance(action.get(name), dict | str):
                message = f'{name} does not go with an action of type "{kind}"; remove it'
                yield Problem(resource.at(member, index, name, part="key"), message)


def _by_protocol(resource: Resolved, path: tuple[str, int], kind: str, protocol: str) -> Iterator[Problem]:
    if kind in facts.AUTHENTICATIONS and protocol == "HTTP":
        message = f'an action of type "{kind}" needs an HTTPS listener, and this is HTTP; use HTTPS'
        yield Problem(resource.at(*path, "Type"), message)
    elif kind != "forward" and facts.KIND_OF_PROTOCOL.get(protocol) == "network":
        message = f'a {protocol} listener takes actions of type "forward" only, not "{kind}"; use "forward"'
        yield Problem(resource.at(*path, "Type"), message)


def _last(resource: Resolved, member: str, actions: list[object]) -> Iterator[Problem]:
    """Yield when the actions do not end with exactly one that answers or forwards."""
    kinds = [text(members(action).get("Type")) for action in actions]
    if None in kinds or any(kind not in _ALL for kind in kinds):
        return
    final = [index for index, kind in enumerate(kinds) if kind in facts.FINAL_ACTIONS]
    words = one_of(quoted(facts.FINAL_ACTIONS))
    if not final and kinds:
        message = f"the actions end with none of type {words}; add one"
        yield Problem(resource.at(member, len(kinds) - 1, "Type"), message)
    elif len(final) > 1:
        message = f"{len(final)} actions are of type {words}, one is allowed; remove the others"
        yield Problem(resource.at(member, final[1], "Type"), message)


def _forward(resource: Resolved, path: tuple[str, int], action: dict[str, object]) -> Iterator[Problem]:
    block = members(action.get("ForwardConfig"))
    groups = block.get("TargetGroups")
    if isinstance(groups, list):
        where = (*path, "ForwardConfig", "TargetGroups")
        known = [index for index, _ in objects(groups)]
        if not groups:
            yield Problem(resource.at(*where), "TargetGroups is empty; name a target group")
        if len(known) > facts.MAX_GROUPS:
            message = f"TargetGroups has {len(known)} groups, an action takes {facts.MAX_GROUPS}; remove some"
            yield Problem(resource.at(*where, known[facts.MAX_GROUPS]), message)
        for index, group in objects(groups):
            weight = number(group.get("Weight"))
            low, high = facts.WEIGHTS
            if weight is not None and not low <= weight <= high:
                message = f"Weight is {shown(weight)}; use {low} to {high}"
                yield Problem(resource.at(*where, index, "Weight"), message)
    yield from _stickiness(resource, path, block)


def _stickiness(resource: Resolved, path: tuple[str, int], block: dict[str, object]) -> Iterator[Problem]:
    sticky = block.get("TargetGroupStickinessConfig")
    if not isinstance(sticky, dict) or str(sticky.get("Enabled")).lower() != "true":
        return
    where = (*path, "ForwardConfig", "TargetGroupStickinessConfig", "DurationSeconds")
    low, high = facts.STICKY_SECONDS
    seconds = number(sticky.get("DurationSeconds"))
    if lacks(sticky, "DurationSeconds"):
        message = f"stickiness needs DurationSeconds; add {low} to {high} seconds"
        yield Problem(resource.at(*where), message)
    elif seconds is not None and not low <= seconds <= high:
        yield Problem(resource.at(*where), f"DurationSeconds is {shown(seconds)}; use {low} to {high}")


def _answer(resource: Resolved, path: tuple[str, int], action: dict[str, object]) -> Iterator[Problem]:
    code = text(members(action.get("FixedResponseConfig")).get("StatusCode"))
    if code is not None and not facts.FIXED_STATUS.fullmatch(code):
        message = f'a fixed response has no status "{code[:20]}"; use 2xx, 4xx or 5xx, or a redirect'
        yield Problem(resource.at(*path, "FixedResponseConfig", "StatusCode"), message)


def _redirect(resource: Resolved, path: tuple[str, int], action: dict[str, object]) -> Iterator[Problem]:
    block = action.get("RedirectConfig")
    if not isinstance(block, dict) or any(isinstance(value, Unresolved) for value in block.values()):
        return
    names = ("Protocol", "Port", "Host", "Path")
    same = all(
        lacks(block, name) or block.get(name) in (f"#{{{name.lower()}}}", f"/#{{{name.lower()}}}")
        for name in names
    )
    if same:
        message = "the redirect leads to where it comes from; set Protocol, Port, Host or Path"
        yield Problem(resource.at(*path, "RedirectConfig"), message)
    target = text(block.get("Path"))
    if target is not None and not target.startswith(("/", "#{")):
        message = f'the path of a redirect begins with "/", "{target}" does not; set "/{target}"'
        yield Problem(resource.at(*path, "RedirectConfig", "Path"), message)
