"""``Template``: a CloudFormation template as parameters, mappings, conditions, resources and outputs.

Recognised by content, so SAM templates and what the CDK synthesises count as well. Nothing here raises on
odd shapes: what has the wrong shape is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Final

from ecslint.base.collector import Releasable
from ecslint.base.identity import IdentityMap
from ecslint.base.route import Route
from ecslint.base.unresolved import UnknownList, UnknownText, Unresolved
from ecslint.documents.cloudformation.conditions import Combinations, Conditions
from ecslint.documents.cloudformation.functions import Evaluated
from ecslint.documents.cloudformation.intrinsics import Evaluator
from ecslint.documents.cloudformation.loops import PREFIX, LoopError, unroll
from ecslint.documents.cloudformation.origin import Origin
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.scenario import DEFAULT, Scenario
from ecslint.documents.cloudformation.sections import Known, Resource
from ecslint.documents.cloudformation.usage import Usage, usage_of
from ecslint.documents.cloudformation.values import DYNAMIC_REFERENCE, NO_VALUE, as_text, default_note
from ecslint.documents.oversize import without_excess
from ecslint.source.templating.placeholders import is_placeholder

if TYPE_CHECKING:
    from ecslint.source.document import Document

LANGUAGE_EXTENSIONS: Final = "AWS::LanguageExtensions"
MAX_RESOURCES: Final = 2000
"""Resources that are looked at, four times as many as *CloudFormation quotas* of its User Guide allow."""
MAX_CHOICES: Final = 16
"""Values of a parameter that are looked at one by one if they choose among the keys of a mapping."""
_HARMLESS: Final = (
    LANGUAGE_EXTENSIONS,
    "AWS::Serverless-",
    "AWS::CodeDeployBlueGreen",
    "AWS::SecretsManager-",
)
"""Transforms that leave the resources which we read as they are."""


def _section(data: object, name: str) -> dict[str, object]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


class Template(Releasable):
    """A CloudFormation template that can be evaluated.

    ``pseudo`` fixes pseudo parameters (``{"AWS::Region": "eu-west-1"}``), ``parameters`` gives values that
    take the place of defaults, as text.
    """

    def worded(self, text: str) -> str:
        """Return a sentence about several resources in the words of the files."""
        return text

    requires_members = True
    """Whether CloudFormation's schema is what requires members of containers, and that they differ."""

    def __init__(
        self,
        document: Document,
        pseudo: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        self.document = document
        self.pseudo: Mapping[str, str] = pseudo or {}
        self.given: Mapping[str, str] = parameters or {}
        data = document.data
        self.parameters = {
            name: body for name, body in _section(data, "Parameters").items() if isinstance(body, dict)
        }
        self.mappings = _section(data, "Mappings")
        self.resources: dict[str, Resource] = {}
        self.unknown_resources = False
        """Whether there are resources of which not even the names are known (loops, includes)."""
        self._defaults: dict[tuple[str, bool], Evaluated] = {}
        self._of_types: dict[tuple[str, ...], list[Resource]] = {}
        self._dependencies: dict[str, frozenset[str]] = {}
        self._usage: dict[str, Usage] = {}
        self._usage_of_parts = IdentityMap[Usage]()
        self.texts: dict[tuple[object, ...], str | None] = {}
        """What parts of the document come to, by the part and all that it mentions."""
        self._mentions: dict[str, frozenset[str]] = {}
        self.constants = IdentityMap[Evaluated]()
        """Values of parts of the document that are the same in all scenarios, by the object itself."""
        self._resolved: dict[tuple[object, ...], Resolved] = {}
        self.known: Known = {}
        """What rules worked out of it, by what it rests on (see ``Stack.state_of``)."""
        self.numbers = count(1)
        """Tell apart what is not known, whichever rule reads it first."""
        self._told_apart: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        """The conditions and the varying parameters that a resource mentions, by its logical id."""
        self.conditions: dict[str, object] = self._members("Conditions")
        self.outputs: dict[str, object] = self._members("Outputs")
        self._read_resources()

    def release(self) -> None:
        """Let go of what was evaluated."""
        vars(self).pop("condition_set", None)
        for known in (self._resolved, self._defaults, self.constants, self.known):
            known.clear()

    # Sections

    @cached_property
    def transforms(self) -> list[str]:
        """The names in the ``Transform`` section."""
        data = self.document.data
        found = data.get("Transform") if isinstance(data, dict) else None
        names = found if isinstance(found, list) else [found]
        names = [name.get("Name") if isinstance(name, dict) else name for name in names]
        return [name for name in names if isinstance(name, str)]

    @cached_property
    def macros(self) -> list[str]:
        """The transforms that may rewrite anything, so that what we read is not what is deployed."""
        return [name for name in self.transforms if not name.startswith(_HARMLESS)]

    @property
    def serverless(self) -> bool:
        """Whether the template is a SAM template, which gets resources that it does not spell out."""
        return any(name.startswith("AWS::Serverless-") for name in self.transforms)

    def _members(self, section: str) -> dict[str, object]:
        """Return a section with its loops unrolled (a loop that cannot be is left out)."""
        found = _section(self.document.data, section)
        if not any(isinstance(key, str) and key.startswith(PREFIX) for key in found):
            return found
        try:
            return {member.key: member.value for member in unroll(found, self._collection)}
        except LoopError:
            return {key: value for key, value in found.items() if not str(key).startswith(PREFIX)}

    def _read_resources(self) -> None:
        found = _section(self.document.data, "Resources")
        looped: dict[str, object] = {}
        for name, body in found.items():
            if isinstance(name, str) and name.startswith("Fn::"):
                looped[name] = body
            elif isinstance(body, dict):
                self._keep(Resource(str(name), body, ("Resources", name)))
        for name, body in looped.items():
            if not name.startswith(PREFIX):
                self.unknown_resources = True
                continue
            try:
                for member in unroll({name: body}, self._collection):
                    if isinstance(member.value, dict):
                        route = ("Resources", *member.steps)
                        self._keep(Resource(member.key, member.value, route, member.loop))
            except LoopError:
                self.unknown_resources = True

    def _keep(self, resource: Resource) -> None:
        if len(self.resources) < MAX_RESOURCES or resource.logical_id in self.resources:
            self.resources[resource.logical_id] = resource
        else:
            self.unknown_resources = True

    def _collection(self, node: object) -> object:
        # Not an ordinary evaluator: that one asks for all resources, which are only being read.
        return self.evaluator(literal=True).value(node)[0]

    def resources_of(self, *types: str) -> list[Resource]:
        """Return the resources of the given types, in the template's order."""
        found = self._of_types.get(types)
        if found is None:
            found = [resource for resource in self.resources.values() if resource.type in types]
            self._of_types[types] = found
        return found

    def mentions(self, logical_id: str) -> frozenset[str]:
        """Return the logical ids of the resources that a resource refers to."""
        found = self._mentions.get(logical_id)
        if found is None:
            usage = self.usage(logical_id)
            found = self._mentions[logical_id] = (usage.names | usage.resources) & self.resources.keys()
        return found

    def dependencies(self, logical_id: str) -> frozenset[str]:
        """Return the logical ids of all resources that a resource waits for, directly or indirectly."""
        found = self._dependencies.get(logical_id)
        if found is None:
            seen: set[str] = set()
            stack = [logical_id]
            while stack:
                name = stack.pop()
                named = self.mentions(name) | {*self.resources[name].depends_on}
                new = (named & self.resources.keys()) - seen
                seen |= new
                stack += new
            found = self._dependencies[logical_id] = frozenset(seen)
        return found

    # Parameters

    def allowed_values(self, parameter: str) -> list[str] | None:
        """Return the texts that a parameter admits, ``None`` if it has no list of them."""
        values = self.parameters.get(parameter, {}).get("AllowedValues")
        if not isinstance(values, list) or not values:
            return None
        texts = [as_text(value) for value in values]
        return None if None in texts else [text for text in texts if text is not None]

    def default_text(self, parameter: str) -> str | None:
        """Return the value a parameter has without the deployer's doing, as CloudFormation takes it."""
        if parameter in self.given:
            return self.given[parameter]
        body = self.parameters.get(parameter, {})
        default = body.get("Default")
        if isinstance(default, list):
            texts = [as_text(item) for item in default]
            return None if None in texts else ",".join(text or "" for text in texts)
        return as_text(default)

    def is_opaque(self, parameter: str) -> bool:
        """Say whether ``Ref`` gives something other than what the deployer enters, or must not be shown."""
        body = self.parameters.get(parameter, {})
        return str(body.get("Type", "")).startswith("AWS::SSM::Parameter::Value<") or as_text(
            body.get("NoEcho")
        ) in (
            "true",
            "True",
        )

    def typed(self, parameter: str, text: str) -> object:
        """Return what ``Ref`` makes of a parameter's ``text``: a list for the list types, else the text."""
        kind = str(self.parameters.get(parameter, {}).get("Type", "String"))
        if self.is_opaque(parameter):
            return Unresolved("parameter whose value is not shown", "${" + parameter + "}")
        if kind == "CommaDelimitedList" or kind.startswith("List<"):
            if not text:
                return Unresolved("parameter with an empty default", "${" + parameter + "}")
            return [item.strip() for item in text.split(",")]
        return text

    def default_of(self, parameter: str, literal: bool = False) -> Evaluated:
        """Return the evaluated default of a parameter, with the place of its literal.

        An empty default is unknown unless ``literal``: the deployment is meant to give the value.
        """
        found = self._defaults.get((parameter, literal))
        if found is None:
            found = self._defaults[parameter, literal] = self._default_of(parameter, literal)
        return found

    def _default_of(self, parameter: str, literal: bool) -> Evaluated:
        nowhere = Origin(parameter=parameter, opaque=True)
        text = self.default_text(parameter)
        if text is None:
            allowed = self.allowed_values(parameter)
            if allowed is None or len(allowed) != 1:
                return self._open(parameter, "parameter without a default"), nowhere
            return self.typed(parameter, allowed[0]), nowhere
        if literal and text == "":
            return text, nowhere
        if text == "":
            return self._open(parameter, "parameter with an empty default"), nowhere
        if parameter in self.given:
            return self.typed(parameter, text), Origin(
                notes=(f"parameter {parameter} is given",), parameter=parameter, opaque=True
            )
        if "{{resolve:" in text and not self.is_opaque(parameter):
            return Unresolved(DYNAMIC_REFERENCE, text), nowhere
        if not literal and is_placeholder(text):
            return self._open(parameter, "parameter with a default to be filled in"), nowhere
        value = self.typed(parameter, text)
        note = default_note(parameter, text)
        place: Route = ("Parameters", parameter, "Default")
        return value, Origin(source=place, notes=(note,), parameter=parameter, opaque=True)

    def _open(self, parameter: str, reason: str) -> Unresolved:
        """Return the value of a parameter of which only the type is known."""
        kind = str(self.parameters.get(parameter, {}).get("Type", "String"))
        several = kind == "CommaDelimitedList" or kind.startswith("List<")
        stand_in = "${" + parameter + "}"
        if self.is_opaque(parameter):
            return Unresolved(reason, stand_in)
        return UnknownList(reason, stand_in) if several else UnknownText(reason, stand_in)

    # Evaluation

    def evaluator(self, scenario: Scenario | None = None, literal: bool = False) -> Evaluator:
        """Return an evaluator for ``scenario`` (``None``: defaults, and no condition is known)."""
        if scenario is None:
            return Evaluator(self, {}, {}, literal)
        return Evaluator(self, scenario.conditions, scenario.parameters, literal)

    def usage(self, logical_id: str) -> Usage:
        """Return what a resource mentions: conditions, parameters, other resources."""
        found = self._usage.get(logical_id)
        if found is None:
            found = self._usage[logical_id] = usage_of(self.resources[logical_id].body)
        return found

    def usage_of_part(self, node: object) -> Usage:
        """Return what a part of the document mentions."""
        found = self._usage_of_parts.get(node)
        if found is None:
            found = self._usage_of_parts[node] = usage_of(node)
        return found

    @cached_property
    def varying(self) -> frozenset[str]:
        """The parameters and pseudo parameters that may have different values in different scenarios."""
        compared = usage_of(self.conditions).names
        return compared | {name for each in self.resources for name, _ in self.usage(each).selectors}

    @cached_property
    def ruled(self) -> frozenset[str]:
        """The parameters that assertions in the ``Rules`` section speak of: not every value is possible."""
        return usage_of(_section(self.document.data, "Rules")).names & self.parameters.keys()

    @cached_property
    def condition_set(self) -> Conditions:
        """The conditions and the parameters they compare."""
        return Conditions(self)

    def scenarios_for(self, logical_ids: Iterable[str], conditions: Iterable[str] = ()) -> list[Scenario]:
        """Return the scenarios that these resources and ``conditions`` can tell apart, the default first."""
        return self.combinations_for(logical_ids, conditions).scenarios

    def combinations_for(self, logical_ids: Iterable[str], conditions: Iterable[str] = ()) -> Combinations:
        """Return the combinations of conditions that these resources and ``conditions`` can tell apart."""
        touched = set(conditions)
        selectors: dict[str, set[str]] = {}
        for logical_id in logical_ids:
            touched |= self.touched(logical_id)
            for parameter, mapping in self.usage(logical_id).selectors:
                if parameter in self.parameters:
                    selectors.setdefault(parameter, set()).add(mapping)
        if len(selectors) == 1:
            # One parameter that chooses the environment. Of several, not every combination may be meant.
            ((parameter, mappings),) = selectors.items()
            touched.update(self._choices(parameter, mappings))
        if not touched:
            return Combinations([DEFAULT], sampled=False)
        return self.condition_set.combinations(frozenset(touched))

    def touched(self, logical_id: str) -> frozenset[str]:
        """Return the names of the conditions that decide on a resource or on a part of it."""
        resource = self.resources[logical_id]
        names = self.usage(logical_id).conditions
        return names if resource.condition is None else names | {resource.condition}

    def _choices(self, parameter: str, mappings: Iterable[str]) -> list[str]:
        """Return a condition for each value of a parameter that chooses among the keys of mappings."""
        values = self.allowed_values(parameter)
        if values is None:
            tables = [self.mappings.get(mapping) for mapping in sorted(mappings)]
            values = [str(key) for table in tables if isinstance(table, dict) for key in table]
        values = list(dict.fromkeys(values))
        if not 1 < len(values) <= MAX_CHOICES:
            return []
        return [self.condition_set.choice(parameter, value) for value in values]

    def resolve(self, logical_id: str, scenario: Scenario | None = None) -> Resolved:
        """Return a resource's ``Properties`` with every intrinsic function evaluated under ``scenario``.

        Raises ``KeyError`` if there is no such resource.
        """
        told_apart = self._told_apart.get(logical_id)
        if told_apart is None:
            usage = self.usage(logical_id)
            parameters = tuple(sorted(usage.names & self.varying))
            told_apart = self._told_apart[logical_id] = (tuple(sorted(usage.conditions)), parameters)
        conditions, names = told_apart
        key: tuple[object, ...] = (logical_id,)
        if scenario is not None and (conditions or names):
            truth, given = scenario.conditions, scenario.parameters
            if truth or given:
                values = [(name, given[name]) for name in names if name in given] if given else ()
                key = (logical_id, *map(truth.get, conditions), *values)
        found = self._resolved.get(key)
        if found is None:
            found = self._resolved[key] = self._resolve(self.resources[logical_id], scenario)
        return found

    def _resolve(self, resource: Resource, scenario: Scenario | None) -> Resolved:
        try:
            evaluator = self.evaluator(scenario)
            data, origin = evaluator.value(resource.properties)
            failed = evaluator.failed
        except RecursionError:
            data, origin, failed = Unresolved("nesting too deep"), None, False
        if data is NO_VALUE or data is None:
            data = {}
        elif not isinstance(data, dict | Unresolved):
            data = Unresolved("wrong type")
        elif resource.type.endswith("TaskDefinition"):
            data = without_excess(self.document, data)
        return Resolved(self, resource, data, origin, failed)
