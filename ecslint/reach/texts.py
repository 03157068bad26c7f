"""Values of a template as texts with holes: what is not known of them, but known to be the same, or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.facts.arns import FORMS, SECRET_SUFFIX, ArnForm
from ecslint.reach.patterns import Hole, Text, join, suffix

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

PARTITION: Final = Hole("AWS::Partition", ":/*")
REGION: Final = Hole("AWS::Region", ":/*")
ACCOUNT: Final = Hole("AWS::AccountId", ":/*")
_PSEUDO: Final = {
    "${AWS::Partition}": PARTITION,
    "${AWS::Region}": REGION,
    "${AWS::AccountId}": ACCOUNT,
    "${AWS::StackName}": Hole("AWS::StackName", ":/*"),
    "${AWS::URLSuffix}": Hole("AWS::URLSuffix", ":/*"),
}
_RANDOM: Final = 8
"""How long what CloudFormation ends the name of a role with is at least (it is 12 or 13 characters)."""
_FIELD: Final = regex(r"\{(\w+)\}")
_VARIABLE: Final = regex(r"\$\{[^{}]*\}")
_PARAMETER: Final = regex(r"\$\{[A-Za-z0-9]+\}")


class Texts:
    """Makes texts of the values of one stack; what CloudFormation or AWS will fill in becomes a hole."""

    __slots__ = ("_numbers", "_place", "_pseudo", "stack")

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._numbers = stack.template.numbers
        self._place: dict[str, Text] | None = None
        known = stack.template.pseudo
        self._pseudo: dict[str, Hole | str] = {
            text: known.get(hole.name, hole) for text, hole in _PSEUDO.items()
        }

    def of(self, value: object) -> Text | None:
        """Return the text of a value, ``None`` for what is no text."""
        if isinstance(value, bool):
            return tuple(str(value).lower())
        if isinstance(value, str | int | float):
            return join(self._with_variables(str(value)))
        if isinstance(value, PartialText):
            return join(part for piece in value.parts for part in self._piece(piece))
        if isinstance(value, Unresolved):
            return join(self._piece(value))
        return None

    def _piece(self, piece: str | Unresolved) -> Iterator[str | Hole | Text]:
        if isinstance(piece, str):
            yield from self._with_variables(piece)
        elif isinstance(piece, Reference):
            yield self._reference(piece)
        elif isinstance(piece, PartialText):
            yield self.of(piece) or ()
        else:
            yield self._pseudo.get(piece.text) or self._hole(piece)

    def _hole(self, value: Unresolved) -> Hole:
        if _PARAMETER.fullmatch(value.text):
            return Hole(value.text[2:-1])
        return Hole(f"{value.text or value.reason}#{next(self._numbers)}")

    def _with_variables(self, text: str) -> Iterator[str | Hole]:
        """Yield the pieces of a text in which IAM, or a tool, replaces ``${…}``."""
        end = 0
        for match in _VARIABLE.finditer(text):
            yield text[end : match.start()]
            yield self._pseudo.get(match[0]) or Hole(f"{match[0][2:-1]}#{next(self._numbers)}")
            end = match.end()
        yield text[end:]

    def _reference(self, reference: Reference) -> Text:
        """Return what ``Ref`` or ``Fn::GetAtt`` gives for a resource of the template."""
        resource = self.stack.template.resources.get(reference.logical_id)
        form = FORMS.get(resource.type) if resource is not None else None
        if form is not None:
            attribute = reference.attribute
            resolved = self.stack.resolve(reference.logical_id)
            if attribute in form.arns or (not attribute and form.ref == "arn"):
                return self.arn(resolved) or ()
            if attribute in form.names or not attribute:
                return self.name(resolved, form)
        return (Hole(reference.text, made=form is not None),)

    def name(self, resolved: Resolved, form: ArnForm) -> Text:
        """Return the name of a resource: the one it is given, or one that is made up."""
        given = resolved.get(form.name) if form.name else None
        own = resolved.resource.logical_id
        if given is None and resolved.resource.type == "AWS::ECS::Cluster":
            # Long enough a name never gets shortened: STACK-LOGICALID-RANDOM.
            stack = self._pseudo["${AWS::StackName}"]
            return join((stack, f"-{own}-", Hole(f"{own}#name", ":/*-", True)))
        if given is None and resolved.resource.type == "AWS::IAM::Role":
            # The stack's name and the logical id are cut where they are too long: STACK-LOGICALID-RANDOM.
            end = tuple(Hole(f"#{own}[{index}]", ":/*-", single=True) for index in range(_RANDOM))
            return join((Hole(f"{own}#name", ":/*", True), "-", end, Hole(f"#{own}", ":/*-")))
        if given is None:
            return (Hole(f"{own}#name", ":/*" if form.name != "Family" else ":*", True),)
        return self.of(given) or (Hole(f"{own}#name"),)

    def arn(self, resolved: Resolved) -> Text | None:
        """Return the ARN of a resource, ``None`` for a type whose ARNs are not known here."""
        form = FORMS.get(resolved.resource.type)
        if form is None:
            return None
        key = ("arn", resolved.resource.logical_id)
        if key not in self.stack.known:
            self.stack.known[key] = self._arn(resolved, form)
        found: Text = self.stack.known[key]
        return found

    def _arn(self, resolved: Resolved, form: ArnForm) -> Text:
        own = resolved.resource.logical_id
        name = self.name(resolved, form)
        if resolved.resource.type == "AWS::SSM::Parameter" and name[:1] == ("/",):
            name = name[1:]
        fields: dict[str, Text] = {
            **self.place,
            "N": name,
            "6": suffix(f"{own}#suffix", SECRET_SUFFIX),
            "revision": (Hole(f"{own}#revision", ":/*", True),),
            "path": self._path(resolved),
        }
        return join(_filled(form.text, fields))

    @property
    def place(self) -> dict[str, Text]:
        """Partition, Region and account of the stack."""
        if self._place is None:
            found = zip("PRA", ("${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}"), strict=True)
            self._place = {key: join((self._pseudo[name],)) for key, name in found}
        return self._place

    def fill(self, form: str, **fields: Text) -> Text:
        """Return an ARN by its form: ``{P}``, ``{R}`` and ``{A}`` are those of the stack."""
        return join(_filled(form, {**self.place, **fields}))

    def _path(self, resolved: Resolved) -> Text:
        given = resolved.get("Path")
        return ("/",) if given is None else self.of(given) or (Hole(f"{resolved.resource.logical_id}#path"),)


def _filled(form: str, fields: dict[str, Text]) -> Iterator[str | Text]:
    end = 0
    for match in _FIELD.finditer(form):
        yield form[end : match.start()]
        yield fields[match[1]]
        end = match.end()
    yield form[end:]
