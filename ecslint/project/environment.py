"""The values of parameters in one environment: from files for CloudFormation's parameters, and from the
command line.

A file is JSON in one of the forms that AWS' tools take: a list of objects with ``ParameterKey`` and
``ParameterValue`` (``aws cloudformation``), an object with ``Parameters`` (a template configuration of
CodePipeline), or names with their values; or a ``.tfvars`` file for Terraform's modules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from ecslint.base.read_file import read_file
from ecslint.base.written import first_problem
from ecslint.config.settings import ConfigError
from ecslint.documents.subject import CLOUDFORMATION, TERRAFORM, ParsedFile

VARIABLES = (".tfvars", ".tfvars.json")
"""Endings of files with values of Terraform's variables."""
_LARGEST = 4 << 20
"""Bytes of a file with parameters."""


@dataclass(frozen=True)
class Environment:
    """Values that take the place of parameters' defaults, by name and as text."""

    values: Mapping[str, str] = field(default_factory=dict)
    """Values by the parameter's name."""
    variables: tuple[str, ...] = ()
    """Files with values of Terraform's variables, which have to be read with its modules."""

    def read(
        self, units: Iterable[ParsedFile], pseudo: Mapping[str, str] | None = None, strict: bool = True
    ) -> list[ParsedFile]:
        """Read the templates again with the values.

        Raises ``ConfigError`` for a value that no template takes, if ``strict``, or that one does not allow.
        """
        if not self.values and not pseudo:
            return list(units)
        found, used = [], set[str]()
        for unit in units:
            if unit.kind != CLOUDFORMATION:
                found.append(unit)
                continue
            given = self._of(unit)
            used |= given.keys()
            found.append(read_again(unit, pseudo, given) if given or pseudo else unit)
        unknown = sorted(self.values.keys() - used)
        kinds = {unit.kind for unit in found}
        if strict and unknown and CLOUDFORMATION in kinds:
            raise ConfigError(f"no template has a parameter {unknown[0]!r}")
        if strict and unknown and TERRAFORM in kinds:
            raise ConfigError("values for Terraform come from a .tfvars file: --parameters prod.tfvars")
        return found

    def _of(self, unit: ParsedFile) -> dict[str, str]:
        """Return the values of this template's parameters; raises ``ConfigError`` for one that it does not
        allow."""
        data = unit.document.data
        section = data.get("Parameters") if isinstance(data, dict) else None
        if not isinstance(section, dict):
            return {}
        given = {name: value for name, value in self.values.items() if name in section}
        for name, value in given.items():
            body = section[name]
            allowed = body.get("AllowedValues") if isinstance(body, dict) else None
            if isinstance(allowed, list) and allowed and value not in {_text(item) for item in allowed}:
                shown = ", ".join(str(_text(item)) for item in allowed[:8])
                raise ConfigError(
                    f"parameter {name}: {value[:60]!r} is not one of its allowed values ({shown})"
                )
            if isinstance(body, dict):
                _in_bounds(name, value, body)
        return given


def _in_bounds(name: str, value: str, body: Mapping[str, object]) -> None:
    """Raise ``ConfigError`` for a value that the parameter's type, or its bounds, do not allow."""
    if body.get("Type") != "Number":
        return
    number = _number(value)
    if number is None:
        raise ConfigError(f"parameter {name}: {value[:60]!r} is not a number")
    least, most = _number(_text(body.get("MinValue"))), _number(_text(body.get("MaxValue")))
    if least is not None and number < least:
        raise ConfigError(f"parameter {name}: {value[:60]} is less than its MinValue of {least:f}")
    if most is not None and number > most:
        raise ConfigError(f"parameter {name}: {value[:60]} is more than its MaxValue of {most:f}")


def _number(text: str | None) -> Decimal | None:
    try:
        found = Decimal(text or "")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def read_again(unit: ParsedFile, pseudo: Mapping[str, str] | None, given: Mapping[str, str]) -> ParsedFile:
    """Return a template's unit with other values of its parameters."""
    from ecslint.documents.cloudformation.subjects import read_template

    return unit._replace(subjects=read_template(unit.document, pseudo, given))


def refuse_drawing(form: str) -> None:
    """Raise ``ConfigError`` for a form that shows one environment only."""
    if form in ("svg", "html"):
        raise ConfigError(
            f"--format {form} shows one environment; give one --parameters file, or use --format json"
        )


def read_environment(files: Sequence[str], pairs: Sequence[str]) -> Environment:
    """Return the values of ``files`` and of ``NAME=VALUE`` pairs; later ones win. Raises ``ConfigError``."""
    values: dict[str, str] = {}
    variables = [path for path in files if path.endswith(VARIABLES)]
    for path in files:
        if path in variables:
            _check_variables(path)
        else:
            values.update(_file(path))
    said: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise ConfigError(f"--var {pair[:60]!r} is not NAME=VALUE")
        if said.setdefault(name.strip(), value) != value:
            raise ConfigError(
                f"--var gives {name.strip()!r} two values, {said[name.strip()][:40]!r} and {value[:40]!r}"
            )
        values[name.strip()] = value
    return Environment(values, tuple(variables))


def _check_variables(path: str) -> None:
    """Raise ``ConfigError`` for a tfvars file that cannot be read."""
    from ecslint.documents.terraform.loader import Loader
    from ecslint.source.read import InputError

    try:
        file = Loader(".").file(path)
    except InputError as error:
        raise ConfigError(str(error)) from None
    if file is not None and file.problems:
        raise ConfigError(f"{path}: {file.problems[0].message}")


def _file(path: str) -> dict[str, str]:
    try:
        data = json.loads(read_file(path, _LARGEST).decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid JSON: {error}") from None
    if isinstance(data, dict) and isinstance(data.get("Parameters"), dict | list):
        data = data["Parameters"]
    problem = first_problem("parameters", data)
    if problem is not None:
        raise ConfigError(f"{path}: {problem}")
    found: dict[str, str] = {}
    for name, value in _pairs(data, path):
        text_of = _text(value)
        if text_of is None:
            raise ConfigError(
                f"{path}: the value of {name!r} is neither a string nor a number nor a list of them"
            )
        if name in found and found[name] != text_of:
            raise ConfigError(f"{path}: {name!r} has two values")
        found[name] = text_of
    return found


def _pairs(data: object, path: str) -> list[tuple[str, object]]:
    if isinstance(data, dict):
        return list(data.items())
    if isinstance(data, list) and all(isinstance(item, dict) and "ParameterKey" in item for item in data):
        return [
            (str(item["ParameterKey"]), item.get("ParameterValue", ""))
            for item in data
            if item.get("UsePreviousValue") is not True
        ]
    raise ConfigError(
        f'{path}: no parameters; use [{{"ParameterKey": …, "ParameterValue": …}}] or {{"NAME": "VALUE"}}'
    )


def _text(value: Any) -> str | None:
    """Return a value as CloudFormation takes it; ``None`` for what no parameter can be."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list):
        parts = [_text(item) for item in value]
        return None if None in parts else ",".join(part or "" for part in parts)
    return None
