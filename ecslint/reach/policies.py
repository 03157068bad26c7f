"""Policies of IAM, evaluated with three values: allowed, not allowed, not known.

The order of evaluation is AWS': an explicit deny wins, then something has to allow, in the role's policies
and in its permissions boundary; a policy of the resource in the same account adds to them. What a condition
asks for is known only for the few keys that a request is sure to have; every other condition may hold or
not.

Sources, read 2026-11:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html,
…/reference_policies_elements_condition_operators.html, …/reference_policies_elements_notaction.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.model.base import Place
from ecslint.reach.patterns import Text, lowered, matches

Answer: TypeAlias = bool | None
"""``None``: not known."""
TextOf: TypeAlias = Callable[[object], Text | None]
"""Makes a text of a value of a file; ``None`` for what is no text."""

VERSION: Final = "2012-10-17"


class Owner(Protocol):
    """What a policy stands in."""

    def at(self, *path: str | int) -> Place:
        """Point at something below it."""

    def get(self, name: str) -> object:
        """Return a property of it, ``None`` if it is absent."""


class Condition(NamedTuple):
    """One key that a statement compares. ``values`` is ``None`` if not all of them are known."""

    operator: str
    """The operator, e.g. ``StringEquals``."""
    key: str
    """The condition key in lower case."""
    values: tuple[Text, ...] | None


class Statement(NamedTuple):
    """A statement of a policy; the ``not_…`` members say that the list is of what is left out.

    A list that is ``None`` is not known. ``principals`` maps ``AWS``, ``Service`` … to names; it is
    ``None`` in policies of roles, which have none. ``route`` leads to it from the policy's document.
    """

    allows: bool | None
    """Whether it allows or denies; ``None``: not known."""
    actions: tuple[Text, ...] | None
    """The actions, as patterns."""
    not_action: bool
    """Whether ``actions`` are those left out."""
    resources: tuple[Text, ...] | None
    """The resources, as patterns."""
    not_resource: bool
    """Whether ``resources`` are those left out."""
    conditions: tuple[Condition, ...] | None
    """The conditions, all of which have to hold."""
    principals: Mapping[str, tuple[Text, ...]] | None
    not_principal: bool
    """Whether ``principals`` are those left out."""
    route: Route


class Policy(NamedTuple):
    """A policy document. ``is_open`` says that it may have statements that are not known.

    ``name`` is what a managed policy of AWS is called.
    """

    statements: tuple[Statement, ...]
    """The statements that are known."""
    is_open: bool
    owner: Owner | None
    """The resource that has the policy; ``None``: AWS manages it."""
    route: Route
    """The route of the document in the owner."""
    remembered: dict[str, tuple[Statement, ...]]
    """Answers of ``those``, which all roles with the policy ask for."""
    name: str = ""

    def those(self, key: str, test: Callable[[Statement], bool]) -> tuple[Statement, ...]:
        """Return the statements that pass a test, which is made once for each ``key``."""
        if key not in self.remembered:
            self.remembered[key] = tuple(filter(test, self.statements))
        return self.remembered[key]

    def about(self, action: str) -> tuple[Statement, ...]:
        """Return the statements that may be about an action."""
        return self.those(action.lower(), lambda item: about_action(item, action) is not False)

    def at(self, *path: str | int) -> Place | None:
        """Point at something below the document; at the ARN of a managed policy."""
        if self.owner is None:
            return None
        return self.owner.at(*self.route) if self.name else self.owner.at(*self.route, *path)


class Request(NamedTuple):
    """What somebody wants to do: one action on one resource.

    ``resources`` are ways in which the same resource may be written; a request that is for none in
    particular has ``()``, and only ``*`` matches. ``context`` gives the values of condition keys (in lower
    case) that are sure to be as said.
    """

    action: str
    """The action, e.g. ``ecr:BatchGetImage``."""
    resources: tuple[Text, ...] = ()
    context: Mapping[str, Text] = {}


class Verdict(NamedTuple):
    """Whether a request is allowed, and by what it is denied, if anything denies it expressly."""

    allowed: Answer
    """Whether it is allowed; ``None``: not known."""
    denied_by: tuple[Policy, Statement] | None = None
    """The policy and the statement that deny it."""


def parse(
    document: object,
    text_of: TextOf,
    owner: Owner | None,
    route: Route,
    name: str = "",
    resource: bool = False,
) -> Policy:
    """Read a policy document; a policy of a ``resource`` has principals."""
    if not isinstance(document, dict):
        return Policy((), True, owner, route, {}, name)
    given = document.get("Statement")
    listed = isinstance(given, list)
    items = given if isinstance(given, list) else [given]
    statements, is_open = [], given is None or isinstance(given, Unresolved)
    for index, item in enumerate(items):
        if isinstance(item, dict):
            way: Route = ("Statement", index) if listed else ("Statement",)
            statements.append(_statement(item, text_of, way, resource))
        elif item is not None:
            is_open = True
    return Policy(tuple(statements), is_open, owner, route, {}, name)


def _statement(item: dict[str, object], text_of: TextOf, route: Route, resource: bool) -> Statement:
    effect = item.get("Effect")
    not_action, not_resource = "NotAction" in item, "NotResource" in item
    actions = texts(item.get("NotAction" if not_action else "Action"), text_of)
    named = "NotResource" if not_resource else "Resource"
    resources = texts(item[named], text_of) if named in item else (("*",),)
    not_principal = "NotPrincipal" in item
    return Statement(
        effect == "Allow" if effect in ("Allow", "Deny") else None,
        None if actions is None else tuple(map(lowered, actions)),
        not_action,
        resources,
        not_resource,
        _conditions(item.get("Condition"), text_of),
        _principals(item.get("NotPrincipal" if not_principal else "Principal"), text_of)
        if resource
        else None,
        not_principal,
        route,
    )


def texts(value: object, text_of: TextOf) -> tuple[Text, ...] | None:
    """Return a text, or a list of them; ``None`` if not all are known to be texts."""
    items = value if isinstance(value, list) else [value]
    found = [text_of(item) for item in items]
    return None if None in found else tuple(text for text in found if text is not None)


def _conditions(value: object, text_of: TextOf) -> tuple[Condition, ...] | None:
    if value is None:
        return ()
    if not isinstance(value, dict):
        return None
    found = []
    for operator, keys in value.items():
        if not isinstance(keys, dict):
            return None
        for key, values in keys.items():
            found.append(Condition(str(operator).lower(), str(key).lower(), texts(values, text_of)))
    return tuple(found)


def _principals(value: object, text_of: TextOf) -> Mapping[str, tuple[Text, ...]]:
    """Return whom a statement is about; ``{"?": ()}`` where that is not known."""
    if value == "*":
        return {"AWS": (("*",),)}
    if not isinstance(value, dict):
        return {"?": ()}
    found = {}
    for kind, names in value.items():
        known = texts(names, text_of)
        if known is None:
            return {"?": ()}
        found[str(kind)] = known
    return found


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return whether all hold: ``False`` as soon as one does not, else ``None`` if one is not known."""
    found: Answer = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            found = None
    return found


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return whether one holds: ``True`` as soon as one does, else ``None`` if one is not known."""
    found: Answer = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            found = None
    return found


def negated(answer: Answer) -> Answer:
    """Return the opposite; what is not known stays so."""
    return None if answer is None else not answer


def about_action(statement: Statement, action: str) -> Answer:
    """Say whether a statement is about an action."""
    if statement.actions is None:
        return None
    text = tuple(action.lower())
    found = any_of(matches(pattern, text) for pattern in statement.actions)
    return negated(found) if statement.not_action else found


def about_resource(statement: Statement, request: Request) -> Answer:
    """Say whether a statement is about the resource of a request, in any way in which it may be written."""
    if statement.resources is None:
        return None
    found = any_of(_names(pattern, request) for pattern in statement.resources)
    return negated(found) if statement.not_resource else found


def _names(pattern: Text, request: Request) -> Answer:
    if not request.resources:
        return matches(pattern, ("*",)) if set(pattern) != {"*"} else True
    return any_of(matches(pattern, resource) for resource in request.resources)


def about_context(statement: Statement, request: Request) -> Answer:
    """Say whether the conditions of a statement hold."""
    if statement.conditions is None:
        return None
    return all_of(holds(condition, request.context) for condition in statement.conditions)


def holds(condition: Condition, context: Mapping[str, Text]) -> Answer:
    """Say whether one condition holds; a key that ``context`` does not have may have any value, or none."""
    operator = condition.operator.removeprefix("foranyvalue:").removeprefix("forallvalues:")
    operator = operator.removesuffix("ifexists")
    given = context.get(condition.key)
    if given is None or condition.values is None:
        return None
    if operator == "null":
        wanted = {"true": True, "false": False}
        known = [wanted.get("".join(map(str, value)).lower()) for value in condition.values]
        return None if None in known else False in known
    compare = _OPERATORS.get(operator.replace("not", ""))
    if compare is None:
        return None
    found = any_of(compare(value, given) for value in condition.values)
    return negated(found) if "not" in operator else found


def _equals(value: Text, given: Text) -> Answer:
    if all(isinstance(letter, str) for letter in (*value, *given)):
        return value == given
    plain = tuple("\0" if letter in ("*", "?") else letter for letter in value)
    return matches(plain, given)


def _equals_in_any_case(value: Text, given: Text) -> Answer:
    return _equals(lowered(value), lowered(given))


_OPERATORS: Final[Mapping[str, Callable[[Text, Text], Answer]]] = {
    "arnequals": matches,
    "arnlike": matches,
    "bool": _equals_in_any_case,
    "stringequals": _equals,
    "stringequalsignorecase": _equals_in_any_case,
    "stringlike": matches,
}
"""Operators without ``Not``: ``ArnEquals`` takes wildcards as ``ArnLike`` does."""


def applies(statement: Statement, request: Request) -> Answer:
    """Say whether a statement is about a request, whoever makes it."""
    action = about_action(statement, request.action)
    if action is False:
        return False
    return all_of((action, about_resource(statement, request), about_context(statement, request)))


def grants(policies: Iterable[Policy], request: Request) -> Answer:
    """Say whether a statement of the policies allows a request, denials aside."""
    return any_of(_grants(policies, request))


def _grants(policies: Iterable[Policy], request: Request) -> Iterator[Answer]:
    for policy in policies:
        if policy.is_open:
            yield None
        for statement in policy.about(request.action):
            if statement.allows is not False:
                yield all_of((statement.allows, applies(statement, request)))


def denial(policies: Iterable[Policy], request: Request) -> tuple[Answer, tuple[Policy, Statement] | None]:
    """Say whether the policies deny a request expressly, and which statement surely does."""
    found: Answer = False
    for policy in policies:
        for statement in policy.about(request.action):
            if statement.allows is True:
                continue
            answer = applies(statement, request)
            if answer and statement.allows is False:
                return True, (policy, statement)
            if answer is not False:
                found = None
    return found, None


def decide(policies: Sequence[Policy], request: Request, boundary: Policy | None = None) -> Verdict:
    """Decide on a request by the policies of a role, within its permissions boundary if it has one.

    A policy that may have more statements may allow more, but what is denied stays denied.
    """
    every = policies if boundary is None else [*policies, boundary]
    denied, by = denial(every, request)
    if denied:
        return Verdict(False, by)
    allowed = grants(policies, request)
    if boundary is not None:
        allowed = all_of((allowed, grants([boundary], request)))
    return Verdict(None if allowed and denied is None else allowed)


def principal_matches(statement: Statement, kind: str, names: Sequence[Text]) -> Answer:
    """Say whether a statement of a resource's policy is about a principal, by any of its ``names``."""
    principals = statement.principals
    if principals is None or "?" in principals:
        return None
    listed = principals.get(kind, ())
    found = any_of(_is_principal(item, name) for item in listed for name in names)
    if kind != "AWS" and ("*",) in principals.get("AWS", ()):
        found = any_of((found, None))
    return negated(found) if statement.not_principal else found


def _is_principal(item: Text, name: Text) -> Answer:
    """Compare principals: ``*`` alone is everybody; elsewhere it is no wildcard."""
    return True if item == ("*",) else _equals(item, name)


def resource_grants(
    policy: Policy, request: Request, kind: str, names: Sequence[Text]
) -> tuple[Answer, tuple[Policy, Statement] | None]:
    """Say whether a policy of the resource allows a request of a principal, and what surely denies it.

    The first answer is ``False`` as well where the policy denies it; the second tells that apart.
    """
    found: Answer = None if policy.is_open else False
    doubt = False
    for statement in policy.statements:
        who = principal_matches(statement, kind, names)
        answer = all_of((who, False if who is False else applies(statement, request)))
        if statement.allows is False and answer:
            return False, (policy, statement)
        if statement.allows is not False:
            found = any_of((found, all_of((statement.allows, answer))))
        if statement.allows is not True:
            doubt = doubt or (answer is not False if statement.allows is None else answer is None)
    return (None if found and doubt else found), None
