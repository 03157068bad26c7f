"""Evaluation of CloudFormation's intrinsic functions over plain data.

What cannot be known becomes ``Unresolved`` with its reason; what AWS would refuse to evaluate becomes a
``Failure``, an ``Unresolved`` that says why. Nothing here raises on odd shapes.
Source: AWS CloudFormation User Guide, *Intrinsic function reference*, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ecslint.base.identity import IdentityMap
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.documents.cloudformation.functions import FUNCTIONS, Evaluated
from ecslint.documents.cloudformation.loops import PREFIX, LoopError, unroll
from ecslint.documents.cloudformation.origin import Origin, behind
from ecslint.documents.cloudformation.values import DYNAMIC_REFERENCE, NO_VALUE

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Sections


class Evaluator:
    """Evaluates values of one template under fixed truths of conditions and values of parameters.

    ``conditions`` maps names to truth, ``parameters`` overrides defaults (text as CloudFormation takes it, or
    ``Unresolved``). ``literal`` takes an empty default at its word, as conditions do; elsewhere an empty
    default is the usual sign of a value that the deployment has to give.
    """

    __slots__ = (
        "_constants",
        "_varying",
        "conditions",
        "failed",
        "literal",
        "parameters",
        "template",
        "varied",
    )

    def __init__(
        self,
        template: Sections,
        conditions: Mapping[str, bool],
        parameters: Mapping[str, str | Unresolved],
        literal: bool = False,
    ) -> None:
        self.template = template
        self.conditions = conditions
        self.parameters = parameters
        self.literal = literal
        self.failed = False
        """Whether something turned out to be a ``Failure``."""
        self.varied = 0
        """How often something was evaluated that may come out differently in another scenario."""
        self._varying = frozenset[str]() if literal else template.varying
        foreseen = not literal and parameters.keys() <= self._varying
        self._constants: IdentityMap[Evaluated] | None = template.constants if foreseen else None

    def value(self, node: Any) -> Evaluated:
        """Evaluate any value. Parts without intrinsic functions are returned as they are, not copied."""
        kind = type(node)
        if kind is str:
            if "{{resolve:" in node:
                return Unresolved(DYNAMIC_REFERENCE, node), None
            return node, None
        if kind is not dict and kind is not list:
            return node, None
        constants = self._constants
        if constants is None:
            return self._compound(node)
        found = constants.get(node)
        if found is None:
            varied = self.varied
            found = self._compound(node)
            if found[0] is not node and self.varied == varied:
                constants[node] = found
        return found

    def _compound(self, node: Any) -> Evaluated:
        """Evaluate a mapping or a list."""
        if type(node) is list:
            return self.sequence(node)
        if len(node) == 1:
            (key,) = node
            function = FUNCTIONS.get(key)
            if function is not None:
                return function(self, node[key])
        return self.mapping(node)

    def mapping(self, node: dict[str, Any]) -> Evaluated:
        """Evaluate the members of a mapping that is not an intrinsic function itself."""
        out: dict[str, object] | None = None
        children: dict[str | int, Origin] | None = None
        for key, item in node.items():
            if type(key) is str and key.startswith("Fn::"):
                return self._functions_among_members(node)
            kind = type(item)
            if kind is str and "{{" not in item:
                continue
            if kind is int or kind is bool or item is None:
                continue
            value, origin = self.value(item)
            if value is not item:
                if out is None:
                    out = dict(node)
                if value is NO_VALUE:
                    del out[key]
                    continue
                out[key] = value
            if origin is not None:
                if children is None:
                    children = {}
                children[key] = origin
        return node if out is None else out, None if children is None else Origin(children=children)

    def sequence(self, node: list[object]) -> Evaluated:
        """Evaluate the items of a list; items that come to nothing are left out."""
        out: list[object] | None = None
        children: dict[str | int, Origin] | None = None
        for index, item in enumerate(node):
            value, origin = self.value(item)
            if value is not item and out is None:
                out = node[:index]
            if out is None:
                place = index
            elif value is NO_VALUE:
                continue
            else:
                place = len(out)
                out.append(value)
            if place != index:
                origin = Origin(at=index) if origin is None else origin.placed(index)
            if origin is not None:
                if children is None:
                    children = {}
                children[place] = origin
        return node if out is None else out, None if children is None else Origin(children=children)

    def _functions_among_members(self, node: dict[str, object]) -> Evaluated:
        """Evaluate a mapping with loops or ``Fn::Transform`` beside ordinary members."""
        if not all(key.startswith(PREFIX) for key in node if isinstance(key, str) and key.startswith("Fn::")):
            reason = "transform" if "Fn::Transform" in node else "wrong shape"
            return Unresolved(reason), None
        out: dict[str, object] = {}
        children: dict[str | int, Origin] = {}
        constants, self._constants = self._constants, None  # what loops make lives for a moment only
        try:
            for member in unroll(node, self.plain):
                value, origin = self.value(member.value)
                if value is NO_VALUE:
                    continue
                out[member.key] = value
                if member.steps != (member.key,):
                    origin = behind(origin, member.steps[1:]).placed(member.steps[0])
                if origin is not None:
                    children[member.key] = origin
        except LoopError as error:
            return Unresolved(f"loop with {error}"), None
        finally:
            self._constants = constants
        return out, Origin(children=children)

    def plain(self, node: object) -> object:
        """Return what a value comes to, without where it comes from."""
        return self.value(node)[0]

    def fail(self) -> None:
        """Note a failure, so that what rests on it is worked out, and reported, in each scenario."""
        self.failed = True
        self.varied += 1

    def parameter(self, name: str) -> Evaluated:
        """Return the value of a parameter as ``Ref`` gives it."""
        if name in self._varying:
            self.varied += 1
        if name in self.parameters:
            given = self.parameters[name]
            if not self.literal and _stands_for_nothing(self.template, name, given):
                return Unresolved("parameter that stands for nothing", "${" + name + "}"), None
            value = given if isinstance(given, Unresolved) else self.template.typed(name, given)
            return value, Origin(parameter=name, opaque=True)
        return self.template.default_of(name, self.literal)

    def name(self, name: str, text: str = "") -> Evaluated:
        """Return the value of a ``Ref`` to ``name``."""
        template = self.template
        if name in template.parameters:
            return self.parameter(name)
        if name in template.resources:
            return Reference(name), None
        if name.startswith("AWS::"):
            if name == "AWS::NoValue":
                return NO_VALUE, None
            if name in self._varying:
                self.varied += 1
            if name in self.parameters:
                return self.parameters[name], None
            known = template.pseudo.get(name)
            return Unresolved("pseudo parameter", "${" + name + "}") if known is None else known, None
        return Unresolved("reference to nothing", "${" + name + "}"), None


_NOTHING = frozenset({"-1", "0", "-", "none", "null", "nil", "n/a"})


def _stands_for_nothing(template: Sections, name: str, given: object) -> bool:
    """Say whether a parameter was only compared with a value, such as -1, that means that there is none.

    Nobody means it to be used as a value then, so a use outside the condition's branches is no proof.
    """
    if not isinstance(given, str) or given.lower() not in _NOTHING:
        return False
    return given != template.default_text(name) and template.allowed_values(name) is None
