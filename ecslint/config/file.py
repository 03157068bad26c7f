"""The configuration file: its shape, its JSON Schema, and reading it."""

from __future__ import annotations

import datetime
import os
import re
import tomllib
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ecslint.base.pattern import regex
from ecslint.base.read_file import read_file
from ecslint.base.tree import is_inside, relative
from ecslint.config.settings import ConfigError, Settings, SuppressEntry, check_selectors
from ecslint.finding import Severity

Level = Literal["error", "warning", "info"]
Selectors = list[str]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=_kebab, populate_by_name=False)


class SuppressTable(_Table):
    """A finding that is accepted: by rule and file, and by pointer or container where that is not enough."""

    rule: str = Field(description="Id or name of the rule.")
    file: str = Field(description="Glob of the files, relative to the configuration.")
    reason: str = Field(min_length=1, description="Why the finding is accepted.")
    pointer: str | None = Field(
        default=None, description="JSON pointer of the value, or of an object around it."
    )
    container: str | None = Field(default=None, description="Name of the container concerned.")
    expires: datetime.date | None = Field(default=None, description="The last day on which this holds.")


class CostTable(_Table):
    """Cost estimates."""

    budget: Decimal | None = Field(
        default=None, ge=0, description="Monthly budget of a service, in US dollars."
    )
    total_budget: Decimal | None = Field(
        default=None, ge=0, description="Monthly budget of all that ecslint cost prices, in US dollars."
    )
    prices: str | None = Field(default=None, description="Path of a file with private prices.")
    assume: dict[str, Decimal] = Field(
        default={}, description="Quantities that no file says, such as run-minutes, lcu or log-gb."
    )


class CapacityTable(_Table):
    """Subnet capacity."""

    headroom: int = Field(
        default=20,
        ge=0,
        le=100,
        strict=True,
        description="Percent of a subnet's addresses kept free at peak.",
    )


class ConfigFile(_Table):
    """The settings of ecslint in ecslint.toml, or in pyproject.toml under [tool.ecslint]."""

    model_config = ConfigDict(title="ecslint configuration")

    profile: Literal["default", "strict"] = Field(
        default="default", description="default: what is certain; strict: every rule, opinions included."
    )
    select: Selectors = Field(default=[], description="Only these rules: ids, id prefixes, names or tags.")
    extend_select: Selectors = Field(default=[], description="These rules besides the usual ones.")
    ignore: Selectors = Field(default=[], description="Not these rules.")
    extend_ignore: Selectors = Field(default=[], description="Not these either.")
    mandatory: Selectors = Field(default=[], description="Rules that nothing can silence.")
    per_file_ignores: dict[str, Selectors] = Field(
        default={}, description="Glob of files to rules that are off there."
    )
    severity: dict[str, Level] = Field(default={}, description="Rule (id or name) to its severity.")
    fail_on: Level = Field(default="error", description="Exit with 1 from this severity on.")
    exclude: list[str] = Field(default=[], description="Globs of files and folders that are not linted.")
    region: str | None = Field(default=None, description="AWS Region where the files say none.")
    context: list[str] = Field(default=[], description="Files with answers of the AWS CLI.")
    baseline: str | None = Field(
        default=None, description="File with the findings that are accepted as they are (--update-baseline)."
    )
    plugins: list[str] = Field(default=[], description="Rule packages to load, by entry point name.")
    cost: CostTable = CostTable()
    """The table ``[cost]``."""
    capacity: CapacityTable = CapacityTable()
    """The table ``[capacity]``."""
    suppress: list[SuppressTable] = Field(
        default=[], description="Findings that are accepted, with the reason."
    )


_LARGEST = 256_000
"""Bytes of a configuration: nobody writes more, and the parser is slow."""
_MOST_ENTRIES = 10_000
"""Globs, selectors, suppressions and keys of a configuration, all together."""
_MOST_BITS = 1024
"""Bits of a whole number of a configuration, of which each has a meaning below a million."""
_TOO_MANY_DOTS = regex(r"^[ \t]*\[{0,2}(?:[^\n=.#\"']{0,80}\.){20}", re.MULTILINE)
"""A key of more than twenty parts, for each of which the parser would make a table."""


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of the configuration (draft 2020-12)."""
    schema = ConfigFile.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def read_config(path: str, text: str | None = None) -> Settings:
    """Read a configuration file; raises ``ConfigError`` with the file, the key and a suggestion.

    ``text`` is what an editor has of it, unsaved.
    """
    near = relative(path)
    shown = path if near.startswith("..") else near
    table = _toml(path, shown, text)
    if _has_long_number(table):
        raise ConfigError(f"{shown}: a number has more digits than can be read")
    if _entries(table) > _MOST_ENTRIES:
        raise ConfigError(f"{shown}: more than {_MOST_ENTRIES:,} entries; no configuration needs so many")
    try:
        config = ConfigFile.model_validate(table)
    except ValidationError as error:
        raise ConfigError(f"{shown}: {_explain(error, table)}") from None
    if config.plugins:
        from ecslint.catalogue import plugins

        try:
            plugins.load(tuple(config.plugins))
        except plugins.PluginError as error:
            raise ConfigError(f"{shown}: {error}") from None
    for key in ("select", "extend_select", "ignore", "extend_ignore", "mandatory"):
        check_selectors(tuple(getattr(config, key)), f"{shown}: {_kebab(key)}")
    for pattern, words in config.per_file_ignores.items():
        check_selectors(tuple(words), f"{shown}: per-file-ignores of {pattern!r}")
    check_selectors(tuple(entry.rule for entry in config.suppress), f"{shown}: suppress")
    return _settings(config, path, shown, table)


def _entries(value: object) -> int:
    """Return how many members and items there are in a table, at any depth."""
    count, waiting = 0, [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict | list):
            count += len(node)
            waiting += node.values() if isinstance(node, dict) else node
    return count


def _has_long_number(value: object) -> bool:
    """Say whether a number, which may be written with base 16, has too many digits to be shown."""
    if isinstance(value, dict):
        return any(map(_has_long_number, value.values()))
    if isinstance(value, list):
        return any(map(_has_long_number, value))
    return isinstance(value, int) and value.bit_length() > _MOST_BITS


def _toml(path: str, shown: str, text: str | None) -> dict[str, Any]:
    try:
        if text is None:
            text = read_file(path, _LARGEST).decode()
        too_many_dots = _TOO_MANY_DOTS.search(text) is not None
        table = {} if too_many_dots else tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{shown}: nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{shown}: not valid TOML: {error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{shown}: not UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{shown}: {error.strerror or error}") from None
    except ValueError:  # what Python says of it names a function of Python
        raise ConfigError(f"{shown}: a number has more digits than can be read") from None
    if too_many_dots:
        raise ConfigError(f"{shown}: a key has more than 20 parts; no setting has more than 3")
    if os.path.basename(path) == "pyproject.toml":
        tool = table.get("tool")
        table = tool.get("ecslint", {}) if isinstance(tool, dict) else {}
    return table


def _settings(config: ConfigFile, path: str, shown: str, table: dict[str, object]) -> Settings:
    directory = os.path.dirname(os.path.abspath(path))
    return Settings(
        select=tuple(config.select),
        extend_select=tuple(config.extend_select),
        ignore=(*config.ignore, *config.extend_ignore),
        mandatory=tuple(config.mandatory),
        profile=config.profile,
        severities=_severities(config, shown),
        per_file_ignores={glob: tuple(words) for glob, words in config.per_file_ignores.items()},
        exclude=tuple(config.exclude),
        fail_on=Severity.parse(config.fail_on),
        region=config.region,
        headroom=config.capacity.headroom,
        budget=None if config.cost.budget is None else str(config.cost.budget),
        total_budget=None if config.cost.total_budget is None else str(config.cost.total_budget),
        prices=_inside(config.cost.prices, directory, shown),
        assume={name: format(number, "f") for name, number in config.cost.assume.items()},
        context=tuple(p for name in config.context if (p := _inside(name, directory, shown)) is not None),
        baseline=_inside(config.baseline, directory, shown),
        plugins=tuple(config.plugins),
        suppress=tuple(_entry(entry, shown) for entry in config.suppress),
        directory=directory,
        source=shown,
        origins={key.replace("-", "_"): shown for key in table},
    )


def _inside(name: str | None, directory: str, shown: str) -> str | None:
    """Return the full path of a file that a configuration names; it may not leave the folder."""
    if name is None:
        return None
    path = os.path.join(directory, name)
    if os.path.isabs(name) or os.path.splitdrive(name)[0] or not is_inside(directory, path):
        raise ConfigError(f"{shown}: {name!r} lies outside the folder of the configuration")
    return os.path.realpath(path)


def _entry(entry: SuppressTable, shown: str) -> SuppressEntry:
    expires = entry.expires.isoformat() if entry.expires else None
    return SuppressEntry(entry.rule, entry.file, entry.reason, entry.pointer, entry.container, expires, shown)


def _severities(config: ConfigFile, shown: str) -> dict[str, Severity]:
    from ecslint.catalogue import pages as catalogue

    found = {}
    for name, level in config.severity.items():
        rule = catalogue.find(name)
        if rule is None:
            check_selectors((name,), f"{shown}: severity")
            raise ConfigError(f"{shown}: severity: {name!r} is not one rule; name a rule by its id or name")
        found[rule.id] = Severity.parse(level)
    return found


def _explain(error: ValidationError, table: dict[str, object]) -> str:
    """Return what is wrong in a line: by the JSON Schema that the models make, as for other files.

    Pydantic says it where the schema cannot, such as a date that does not exist.
    """
    from ecslint.base.written import first_problem

    problem = first_problem("config", _as_json(table))
    if problem is not None:
        return problem
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    return f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}, not {first['input']!r}"[:300]


def _as_json(value: object) -> object:
    """Return what TOML holds as JSON has it: dates and times are strings."""
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value
