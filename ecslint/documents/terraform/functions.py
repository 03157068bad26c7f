"""Terraform's functions by name. Each returns data, or a ``Value`` where the parts keep their places.

Source: developer.hashicorp.com/terraform/language/functions, read 2026-11-29. What is missing is unknown.
"""

from __future__ import annotations

import json
import math
from typing import Final

from ecslint.base.pattern import regex
from ecslint.documents.terraform.arguments import Arguments, Function, HiddenError, of_plain
from ecslint.documents.terraform.conversion import convert
from ecslint.documents.terraform.functions_collection import COLLECTION_FUNCTIONS
from ecslint.documents.terraform.functions_network import NETWORK_FUNCTIONS
from ecslint.documents.terraform.functions_string import STRING_FUNCTIONS
from ecslint.documents.terraform.values import Encoded, EvaluationError, Value

_MAX_DEPTH: Final = 100
"""Lists and mappings within one another in YAML that is decoded."""
_MAX_POWER: Final = 100
_MAX_BITS: Final = 512
"""Bits of a whole number that is worked out: Terraform keeps as many."""


def _jsonencode(arguments: Arguments) -> Value:
    value = arguments.at(0)
    return Value(Encoded(value), value.site, value.notes, value.use)


def _jsondecode(arguments: Arguments) -> object:
    value = arguments.at(0)
    if isinstance(value.data, Encoded):
        return value.data.value
    return of_plain(lambda text: json.loads(text))(arguments)


_LONGEST_YAML: Final = 100_000
"""Characters of YAML that is decoded, which takes long."""
_YAML_PER_STEP: Final = 4
_OTHERWISE: Final = regex(r"(?i:y|n|yes|no|on|off)\Z|[-+]?[0-9][0-9_]*:|[0-9]{4}-|[-+]?0[0-7_o]|[0-9]+_")
"""Scalars that YAML 1.1, which is read here, takes for another type than Terraform does."""


def _yamldecode(arguments: Arguments) -> object:
    text = arguments.at(0).data
    if isinstance(text, str):
        if len(text) > _LONGEST_YAML:
            return arguments.unknown()
        arguments.evaluator.spend(len(text) // _YAML_PER_STEP)
    return of_plain(_decoded)(arguments)


def _decoded(text: str) -> object:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                raise HiddenError  # a few lines of them are a billion values, or contain themselves
            if isinstance(event, yaml.ScalarEvent) and not event.style and _OTHERWISE.match(event.value):
                raise HiddenError
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                raise HiddenError
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError:
        raise EvaluationError("yamldecode: this is not YAML") from None


def _number(value: float | str) -> float:
    """Return a number, which Terraform also takes as a text; raises ``ValueError`` for other texts."""
    if not isinstance(value, str):
        return value
    return int(value) if value.lstrip("-").isdecimal() else float(value)


def _power(one: float, two: float) -> float:
    if isinstance(one, int) and (abs(two) >= _MAX_POWER or one.bit_length() * abs(two) > _MAX_BITS):
        raise HiddenError
    found: float = one**two
    return found


def _convert(code: str) -> Function:
    def call(arguments: Arguments) -> object:
        return convert(arguments.at(0), code, arguments.site)

    return call


def _file(arguments: Arguments) -> object:
    path = arguments.at(0).data
    if not isinstance(path, str):
        return arguments.unknown_text()
    return arguments.evaluator.file_text(path, arguments.site)


def _templatefile(arguments: Arguments) -> object:
    path = arguments.at(0).data
    if not isinstance(path, str):
        return arguments.unknown_text()
    return arguments.evaluator.rendered(path, arguments.at(1), arguments.site)


def _unchanged(arguments: Arguments) -> Value:
    """Return the argument: ``sensitive`` hides it in Terraform's output only, ``tomap`` converts nothing."""
    return arguments.at(0)


FUNCTIONS: Final[dict[str, Function]] = {
    **COLLECTION_FUNCTIONS,
    **NETWORK_FUNCTIONS,
    **STRING_FUNCTIONS,
    "abs": of_plain(lambda number: abs(_number(number))),
    "ceil": of_plain(lambda number: math.ceil(_number(number))),
    "file": _file,
    "floor": of_plain(lambda number: math.floor(_number(number))),
    "jsondecode": _jsondecode,
    "jsonencode": _jsonencode,
    "log": of_plain(lambda number, base: math.log(_number(number), _number(base))),
    "max": of_plain(lambda *numbers: max(float(n) if isinstance(n, str) else n for n in numbers)),
    "min": of_plain(lambda *numbers: min(float(n) if isinstance(n, str) else n for n in numbers)),
    "nonsensitive": _unchanged,
    "parseint": of_plain(lambda text, base: int(str(text), int(base))),
    "pow": of_plain(_power),
    "sensitive": _unchanged,
    "signum": of_plain(lambda number: (number > 0) - (number < 0)),
    "sum": of_plain(sum),
    "templatefile": _templatefile,
    "tomap": _unchanged,
    "tobool": _convert("bool"),
    "tonumber": _convert("number"),
    "tostring": _convert("string"),
    "yamldecode": _yamldecode,
}
"""The functions of Terraform by name; a call of one that is not here is unknown."""
