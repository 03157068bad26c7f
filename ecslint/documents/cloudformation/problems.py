"""What CloudFormation itself would refuse: names that do not exist, wrong calls of functions, cycles.

Nothing is reported where something unknown (a macro, an include, a loop over an unknown list) might supply
what seems to be missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.base.suggest import nearest
from ecslint.base.words import one_of
from ecslint.documents.cloudformation.cycles import dependency_cycles
from ecslint.documents.cloudformation.loops import PREFIX
from ecslint.documents.cloudformation.shapes import CONDITION_FUNCTIONS, depends_on, is_condition, wrong_shape
from ecslint.documents.cloudformation.template import LANGUAGE_EXTENSIONS
from ecslint.documents.cloudformation.values import sub_names
from ecslint.facts import attributes
from ecslint.source.limits import AND_MORE, MAX_STRUCTURAL
from ecslint.source.templating.statements import has_statements

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Resource
    from ecslint.documents.cloudformation.template import Template
    from ecslint.source.document import Document


UNDEFINED: Final = "undefined-reference"
BAD_CALL: Final = "bad-intrinsic"
CYCLE: Final = "circular-dependency"
NULL: Final = "null-value"

PSEUDO: Final = frozenset(
    f"AWS::{name}"
    for name in (
        "AccountId",
        "NoValue",
        "NotificationARNs",
        "Partition",
        "Region",
        "StackId",
        "StackName",
        "URLSuffix",
    )
)
"""Source: AWS CloudFormation User Guide, *Pseudo parameters reference*, read 2026-11-22."""

MIN_MISSING: Final = 3
"""Missing names from which on a template can be taken for a fragment."""
_FREE_TEXTS: Final = frozenset({"Command", "DockerLabels", "EntryPoint", "Environment", "HealthCheck"})
"""Properties whose texts are the user's own."""
_NAME: Final = regex(r"[\w .:-]+")
"""What a name may look like; anything else is a placeholder of another tool."""


class TemplateProblem(NamedTuple):
    """``route`` leads to the offending call or name; ``message`` is one sentence for the user."""

    kind: str
    """Which rule speaks about it."""
    route: Route
    message: str


def template_problems(template: Template) -> list[TemplateProblem]:
    """Return what is wrong with the template itself, in the order of its sections."""
    if template.macros or not _is_whole(template.document):
        return []
    walk = _Walk(template)
    for name, body in template.conditions.items():
        walk.conditions(name, body)
    for resource in template.resources.values():
        walk.resource(resource)
    for name, body in template.outputs.items():
        if isinstance(body, dict):
            walk.output(name, body)
    walk.problems += [
        TemplateProblem(CYCLE, route, message) for route, message in dependency_cycles(template)
    ]
    found = list(dict.fromkeys(walk.problems))
    if walk.is_fragment():
        found = [problem for problem in found if problem.kind != UNDEFINED]
    return found


def _is_whole(document: Document) -> bool:
    """Say whether the document is all that there is: no part of it was unreadable or may come and go."""
    if any(problem.kind not in ("trailing-comma", "comment-in-json") for problem in document.problems):
        return False
    return not document.file.once("has statements", has_statements)


class _Walk:
    """Walks through a template's sections and notes what is wrong."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.problems: list[TemplateProblem] = []
        self.nulls = False
        self.texts = False
        """Whether texts that look as if they belonged into ``Fn::Sub`` are of interest."""
        self.mentioned: dict[str, bool] = {}
        """Names that were referred to, and whether they exist."""
        self.outputs: dict[str, list[str] | None] = {}
        """Outputs of nested stacks, as far as they are known."""
        self.extended = LANGUAGE_EXTENSIONS in template.transforms
        self.names = {*template.parameters, *template.resources, *PSEUDO}
        self.open_prefixes = tuple(
            resource.logical_id
            for resource in template.resources.values()
            if resource.type.startswith("AWS::Serverless::") or resource.type.endswith("::MODULE")
        )
        if template.serverless:
            self.open_prefixes = (*self.open_prefixes, "Serverless")

    def is_fragment(self) -> bool:
        """Say whether so many names are missing that the rest of the template must be kept elsewhere."""
        missing = sum(1 for exists in self.mentioned.values() if not exists)
        return missing >= MIN_MISSING and missing * 3 >= len(self.mentioned)

    # Sections

    def conditions(self, name: str, body: object) -> None:
        self.node(body, ("Conditions", name), "condition")

    def output(self, name: str, body: dict[str, object]) -> None:
        route: Route = ("Outputs", name)
        self.nulls = False
        self.condition_name(body.get("Condition"), (*route, "Condition"))
        self.node(body.get("Value"), (*route, "Value"), "value")
        self.node(body.get("Export"), (*route, "Export"), "value")

    def resource(self, resource: Resource) -> None:
        body = resource.body
        self.condition_name(body.get("Condition"), (*resource.route, "Condition"))
        depends = body.get("DependsOn")
        if isinstance(depends, str):
            self.dependency(depends, (*resource.route, "DependsOn"))
        elif isinstance(depends, list):
            for index, name in enumerate(depends):
                self.dependency(name, (*resource.route, "DependsOn", index))
        # The schemas of ECS resources find their nulls themselves.
        self.nulls = not resource.type.startswith("AWS::ECS::")
        self.texts = resource.type.startswith("AWS::ECS::")
        if "Properties" in body:
            self.node(body["Properties"], resource.properties_route, "value")

    def add(self, kind: str, route: Route, message: str) -> None:
        """Note a problem; beyond thousands, only that there are more."""
        if len(self.problems) < MAX_STRUCTURAL:
            self.problems.append(TemplateProblem(kind, route, message))
        elif not self.problems[-1].message.endswith(AND_MORE):
            last = self.problems[-1]
            self.problems[-1] = last._replace(message=last.message + AND_MORE)

    # Names

    def condition_name(self, name: object, route: Route) -> None:
        if not isinstance(name, str):
            return
        self.mentioned[f"condition {name}"] = name in self.template.conditions
        if name not in self.template.conditions and _NAME.fullmatch(name):
            self.add(UNDEFINED, route, self.missing("condition", name, self.template.conditions))

    def dependency(self, name: object, route: Route) -> None:
        if not isinstance(name, str):
            return
        self.mentioned[name] = name in self.template.resources
        if name not in self.template.resources and self.surely_missing(name):
            self.add(UNDEFINED, route, self.missing("resource", name, self.template.resources))

    def surely_missing(self, name: str) -> bool:
        if self.template.unknown_resources or name.startswith(self.open_prefixes or ("\0",)):
            return False
        return _NAME.fullmatch(name) is not None

    def reference(self, name: str, route: Route, kind: str, attribute: bool = False) -> None:
        """Check a name that a ``Ref``, ``Fn::GetAtt`` or ``Fn::Sub`` mentions."""
        base = name.partition(".")[0]
        if base not in PSEUDO:
            self.mentioned[base] = base in self.names
        if kind == "condition":
            if name not in self.template.parameters and name not in PSEUDO and _NAME.fullmatch(name):
                if name in self.template.resources:
                    message = f"a condition cannot refer to the resource {name}; use a parameter"
                else:
                    message = self.missing("parameter", name, self.template.parameters)
                self.add(UNDEFINED, route, message)
            return
        if name in self.names and not attribute:
            return
        if base in self.template.resources and (attribute or "." in name):
            self.attribute(self.template.resources[base], name[len(base) + 1 :], route)
            return
        if self.surely_missing(base):
            if attribute or "." in name:
                message = self.missing("resource", base, self.template.resources)
            else:
                message = self.missing("parameter or resource", name, self.names)
            self.add(UNDEFINED, route, message)

    def attribute(self, resource: Resource, name: str, route: Route) -> None:
        """Check an attribute that ``Fn::GetAtt`` or ``Fn::Sub`` takes of a resource that exists."""
        if resource.type == "AWS::CloudFormation::Stack" and name.startswith("Outputs."):
            self.output_of(resource, name.removeprefix("Outputs."), route)
            return
        if not name or resource.type not in attributes.GIVEN or not _NAME.fullmatch(name):
            return
        given = attributes.GIVEN[resource.type]
        if name in given.attributes:
            return
        close = nearest(name, given.attributes)
        hint = f"use Ref for {given.ref}"
        if given.attributes and not (name == "Arn" and given.ref == "its ARN"):
            hint += f", or Fn::GetAtt {' or '.join(given.attributes)}"
        hint = f"use {close}" if close else hint
        message = f"{resource.logical_id} ({resource.type}) has no attribute {name}; {hint}"
        self.add(UNDEFINED, route, message)

    def output_of(self, stack: Resource, name: str, route: Route) -> None:
        """Check an output that is taken of a nested stack whose template is a local file."""
        from ecslint.documents.cloudformation.nested import outputs_of

        if stack.logical_id not in self.outputs:
            self.outputs[stack.logical_id] = outputs_of(stack, self.template.document.path)
        known = self.outputs[stack.logical_id]
        if known is None or name in known or not _NAME.fullmatch(name):
            return
        close = nearest(name, known)
        hint = f"use {close or one_of(known[:8])}" if known else "add it there"
        self.add(UNDEFINED, route, f"nested stack {stack.logical_id} has no output {name}; {hint}")

    def missing(self, what: str, name: str, known: Iterable[object]) -> str:
        """Say that a name does not exist, with the nearest that does."""
        close = nearest(name, [key for key in known if isinstance(key, str)])
        return f"the template has no {what} named {name}; {f'use {close}' if close else 'add it'}"

    # Values

    def node(self, node: object, route: Route, kind: str) -> None:
        """Check a value and all below it; ``kind`` is ``condition`` inside of ``Conditions``."""
        if type(node) is dict:
            if len(node) == 1:
                ((key, args),) = node.items()
                if self.call(key, args, route, kind):
                    return
            for key, value in node.items():
                if value is None:
                    self.null(key, (*route, key))
                elif self.texts and type(value) is str and "${AWS::" in value:
                    self.no_sub(value, (*route, key))
                elif type(value) is dict or type(value) is list:
                    if type(key) is str and key.startswith("Fn::") and len(node) > 1:
                        self.beside(node, key, route)
                    self.node(value, (*route, key), kind)
        elif type(node) is list:
            for index, value in enumerate(node):
                if type(value) is dict or type(value) is list:
                    self.node(value, (*route, index), kind)

    def no_sub(self, text: str, route: Route) -> None:
        """Note a text with a pseudo parameter that nothing puts in, unless a shell may see it."""
        name = next((name for name in sub_names(text) if name in PSEUDO), None)
        if name is not None and _FREE_TEXTS.isdisjoint(route):
            message = f"${{{name}}} stays as it stands without Fn::Sub; use !Sub"
            self.add(BAD_CALL, route, message)

    def null(self, key: object, route: Route) -> None:
        if self.nulls:
            self.add(NULL, route, f'"{key}" is null; remove it or use AWS::NoValue')

    def beside(self, node: dict[str, object], key: str, route: Route) -> None:
        if key.startswith(PREFIX) or key == "Fn::Transform":
            return
        other = next(str(name) for name in node if name != key)
        self.add(
            BAD_CALL,
            (*route, key),
            f'{key} has "{other}" beside it, but has to stand alone; remove one of them',
        )

    def call(self, key: object, args: object, route: Route, kind: str) -> bool:
        """Check the call of a function; return whether ``key`` is one."""
        if key == "Condition" and kind == "condition":
            self.condition_name(args, (*route, key))
            return True
        if not isinstance(key, str) or not (key == "Ref" or key.startswith("Fn::")):
            return False
        here = (*route, key)
        wrong = wrong_shape(key, args, self.extended)
        if wrong is None and kind != "condition" and key in CONDITION_FUNCTIONS:
            wrong = f"{key} belongs in the Conditions section; use Fn::If with a condition here"
        if wrong is not None:
            self.add(BAD_CALL, here, wrong)
            return True
        if kind == "condition" and key in CONDITION_FUNCTIONS:
            self.operands(key, args, here)
        elif key == "Fn::ImportValue" and kind == "condition":
            message = "Fn::ImportValue cannot be used in Conditions; use a parameter"
            self.add(BAD_CALL, here, message)
        elif key == "Fn::ImportValue":
            self.imported(args, here)
        if key == "Ref":
            if isinstance(args, str):
                self.reference(args, here, kind)
        elif key == "Fn::GetAtt":
            self.get_att(args, here, kind)
        elif key == "Fn::Sub":
            self.sub(args, here, kind)
        else:
            if key == "Fn::If" and isinstance(args, list):
                self.condition_name(args[0], (*here, 0))
            if not key.startswith(PREFIX) and key != "Fn::Transform":
                self.node(args, here, kind)
        return True

    def operands(self, key: str, args: object, route: Route) -> None:
        """Check what a condition function is given: texts to compare, or conditions."""
        for index, item in enumerate(args if isinstance(args, list) else ()):
            if key == "Fn::Equals":
                wrong = self.is_list(item)
                wanted = "two texts; compare texts, not lists"
            else:
                wrong = not is_condition(item)
                wanted = 'conditions only; use {"Condition": …} or Fn::Equals'
            if wrong:
                self.add(BAD_CALL, (*route, index), f"{key} takes {wanted}")

    def is_list(self, node: object) -> bool:
        """Say whether a value surely is a list: a literal one, or a parameter of such a type."""
        if isinstance(node, list):
            return True
        name = node.get("Ref") if isinstance(node, dict) and len(node) == 1 else None
        parameter = self.template.parameters.get(name) if isinstance(name, str) else None
        kind = parameter.get("Type") if isinstance(parameter, dict) else None
        return isinstance(kind, str) and (kind == "CommaDelimitedList" or kind.startswith("List<"))

    def imported(self, args: object, route: Route) -> None:
        """Check that the name of an import does not rest on resources or other imports."""
        found = depends_on(args, self.template.resources)
        if found is not None:
            message = f"the name of an import cannot depend on {found}; use parameters"
            self.add(BAD_CALL, route, message)

    def get_att(self, args: object, route: Route, kind: str) -> None:
        if isinstance(args, str):
            self.reference(args, route, kind, attribute=True)
        elif isinstance(args, list) and isinstance(args[0], str):
            whole = len(args) == 2 and isinstance(args[1], str)
            name = f"{args[0]}.{args[1]}" if whole else args[0]
            self.reference(name, (*route, 0), kind, attribute=True)

    def sub(self, args: object, route: Route, kind: str) -> None:
        own: dict[str, object] = {}
        text, place = args, route
        if isinstance(args, list):
            text, own = args
            place = (*route, 0)
            self.node(own, (*route, 1), kind)
        if isinstance(text, str):
            for name in sub_names(text):
                if name not in own:
                    self.reference(name, place, kind)
