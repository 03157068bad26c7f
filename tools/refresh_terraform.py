"""Write ``schemas/terraform.json`` anew: ``python -m tools.refresh_terraform PACKAGE``.

``PACKAGE`` is the folder or the ``.tgz`` file of npm ``@cdktf/provider-aws`` (``npm pack
@cdktf/provider-aws@21.22.1``), whose typings name every argument of the Terraform provider. They are laid
beside CloudFormation's schemas as cfn-lint ships them; ``tools.terraform_overrides`` holds what names alone
do not tell. With ``--check`` nothing is written; the exit status is 1 if the file differs. Properties that
do not exist are an error.
"""

from __future__ import annotations

import argparse
import json
import re
import tarfile
from pathlib import Path
from typing import Any

from tools.cloudformation_schemas import Provider
from tools.terraform_overrides import OVERRIDES, Override

FILE = Path(__file__).resolve().parent.parent / "schemas" / "terraform.json"
Json = dict[str, Any]

_INTERFACE = re.compile(r"export interface (\w+)(?: extends [\w.]+)? \{\n(.*?)\n\}", re.DOTALL)
_MEMBER = re.compile(
    r"resources/(\w+)#(\w+) \w+#\w+\}.*?readonly (\w+)(\??): ((?:\{.*?\}|[^;])+);", re.DOTALL
)
_SCALARS = {"string": "s", "number": "n", "boolean": "b"}


class Package:
    """The files of the npm package, unpacked or not."""

    def __init__(self, path: Path) -> None:
        self._folder = path if path.is_dir() else None
        self._archive = None if path.is_dir() else tarfile.open(path)  # noqa: SIM115
        self.version = str(json.loads(self.read("package.json"))["version"])

    def read(self, name: str) -> str:
        """Return a file's text. Raises ``FileNotFoundError`` or ``KeyError`` if there is none."""
        if self._folder is not None:
            return (self._folder / name).read_text(encoding="utf-8")
        member = None if self._archive is None else self._archive.extractfile(f"package/{name}")
        if member is None:
            raise FileNotFoundError(name)
        return member.read().decode()


def interfaces(text: str) -> dict[str, list[tuple[str, bool, str]]]:
    """Return the arguments of every interface of a file of typings: Terraform's name, whether it is needed,
    type."""
    found = {}
    for name, body in _INTERFACE.findall(text):
        found[name] = [
            (argument, optional == "", re.sub(r"\s+", "", kind))
            for _, argument, _, optional, kind in _MEMBER.findall(body)
            if argument not in ("tags_all", "timeouts", "region")
            and not (name.endswith("Config") and argument == "id")
        ]
    return found


def plain(name: str) -> str:
    """Return a name as both worlds write it."""
    return name.replace("_", "").lower()


class Properties:
    """CloudFormation's properties of a resource type."""

    def __init__(self, schema: Json) -> None:
        self.schema = schema

    def inner(self, node: Json | None) -> Json:
        """Follow references, and step into lists."""
        while node and ("$ref" in node or "items" in node):
            node = (
                self.schema["definitions"].get(node["$ref"].rpartition("/")[2])
                if "$ref" in node
                else node["items"]
            )
        return node or {}

    def is_list(self, node: Json | None) -> bool:
        while node and "$ref" in node:
            node = self.schema["definitions"].get(node["$ref"].rpartition("/")[2])
        return bool(node) and "items" in (node or {})

    def members(self, node: Json) -> Json:
        node = self.inner(node)
        found = dict(node.get("properties", {}))
        for word in ("oneOf", "anyOf", "allOf"):
            for branch in node.get(word, []):
                found |= self.inner(branch).get("properties", {})
        return found

    def named(self, node: Json, argument: str) -> str | None:
        """Return the property that an argument is called like."""
        by_name = {plain(name): name for name in self.members(node)}
        word = plain(argument)
        plurals = [word, f"{word}s", f"{word}es", f"{word[:-1]}ies", word.removesuffix("s")]
        return next((by_name[each] for each in plurals if each in by_name), None)

    def at(self, node: Json, path: str) -> Json | None:
        """Return the schema of a path, ``None`` if there is none."""
        for step in path.split("."):
            if step.isdecimal():
                node = self.inner(node)
                continue
            found = self.members(node).get(step)
            if found is None:
                return None
            node = found
        return node


class Resource:
    """Lays the arguments of one resource beside the properties."""

    def __init__(self, override: Override, typings: str, schema: Json) -> None:
        self.override = override
        self.classes = interfaces(typings)
        self.properties = Properties(schema)
        self.missing: list[str] = []

    def entry(self) -> Json:
        return {
            "type": self.override.type,
            "arguments": self.arguments(self.root(), "", self.properties.schema),
            "attributes": self.override.attributes,
        }

    def root(self) -> str:
        return next(name for name in self.classes if name.endswith("Config"))

    def arguments(self, cls: str, above: str, node: Json, depth: int = 0) -> Json:
        out: Json = {}
        for name, required, kind in self.classes.get(cls, []) if depth < 8 else []:
            path = f"{above}{name}"
            out[name] = self.argument(path, name, required, kind, node, depth)
        return out

    def argument(self, path: str, name: str, required: bool, kind: str, node: Json, depth: int) -> list[Any]:
        given = self.override.renamed.get(path)
        to, _, conversion = (given or "").partition(":")
        if given is None:
            to = self.properties.named(node, name) or "-"
        below: Json | None = node if to == "." else None if to == "-" else self.properties.at(node, to)
        if below is None and to not in ("-", "."):
            self.missing.append(f"{self.override.type}: {path} -> {to}")
        code, nested = self.kind(kind)
        if name in ("tags",) and not conversion and to != "-":
            conversion = "tags"
        row: list[Any] = [to, ("!" if required else "") + code]
        if nested is not None:
            several = self.properties.is_list(below)
            row[1] = ("!" if required else "") + ("blocks" if code == "*" else "block")
            if to not in ("-", ".") and several and code != "*":
                conversion = conversion or "list"
            if to not in ("-", ".") and not several and code == "*":
                conversion = conversion or "first"
            row.append({} if to == "-" else self.arguments(nested, f"{path}.", below or {}, depth + 1))
        if conversion:
            row.insert(2, conversion)
        return row

    @staticmethod
    def kind(kind: str) -> tuple[str, str | None]:
        """Return the code of a type, and the class of a block."""
        kind = kind.replace("|cdktf.IResolvable", "")
        if kind in _SCALARS:
            return _SCALARS[kind], None
        if kind.startswith("{"):
            return "map", None
        if kind in ("string[]", "number[]") or kind.startswith("("):
            return "list", None
        if kind.endswith("[]"):
            return "*", kind[:-2]
        return "1", kind if kind.isidentifier() else None


def generate(package: Path) -> tuple[str, list[str]]:
    """Return the text of the file, and the overrides that lead nowhere."""
    typings_of = Package(package)
    provider = Provider()
    resources: Json = {}
    wrong: list[str] = []
    for name, override in OVERRIDES.items():
        try:
            typings = typings_of.read(f"lib/{name.removeprefix('aws_').replace('_', '-')}/index.d.ts")
        except (KeyError, FileNotFoundError):
            wrong.append(f"{name}: no typings")
            continue
        resource = Resource(override, typings, full_schema(provider, override.type))
        resources[name] = resource.entry()
        wrong += resource.missing
    source = [{"package": "@cdktf/provider-aws", "version": typings_of.version}]
    lines = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(body)}" for name, body in sorted(resources.items())
    )
    return f'{{"source": {json.dumps(source)},\n "resources": {{\n{lines}\n}}}}\n', wrong


def full_schema(provider: Provider, kind: str) -> Json:
    """Return CloudFormation's schema of a type as cfn-lint ships it."""
    path = provider.folder / "resources" / f"{provider.index[kind]}.json"
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or compare it with ``--check``; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.refresh_terraform", description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    text, wrong = generate(options.package)
    for line in wrong:
        print(line)
    if wrong:
        return 1
    if options.check:
        return 0 if FILE.read_text(encoding="utf-8") == text else 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
