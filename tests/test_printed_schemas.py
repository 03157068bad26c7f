"""The schemas that ``ecslint schema`` prints: real validators compile them and say what fields mean."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ecslint.facts.described_schemas import described_schema
from tests.command import invoke

ROOT = Path(__file__).parent.parent
NAMES = sorted(
    path.relative_to(ROOT / "schemas").as_posix().removesuffix(".schema.json")
    for path in (ROOT / "schemas").rglob("*.schema.json")
)
PRINTED = invoke(["schema"]).stdout.split()
WRITTEN = (
    "appspec",
    "capacity-provider",
    "cluster",
    "container-definitions",
    "create-task-set",
    "put-cluster-capacity-providers",
    "run-task",
    "service",
    "start-task",
    "task-definition",
    "update-capacity-provider",
    "update-cluster",
    "update-service",
    "update-task-set",
)
"""What people write by hand, which has no field without a word."""

COMPILE = """
const patterns = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const pattern of patterns) new RegExp(pattern, "u");
"""

AJV = """
const Ajv = require("ajv/dist/2020");
const schemas = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const [name, {schema, example}] of Object.entries(schemas)) {
  const check = new Ajv({strict: false, validateFormats: false}).compile(schema);
  if (example !== null && !check(example)) throw new Error(name + ": " + JSON.stringify(check.errors));
}
"""

SERVICE = """
const {getLanguageService, TextDocument} = require("vscode-json-languageservice");
const {schemas} = JSON.parse(require("fs").readFileSync(0, "utf8"));
(async () => {
  const out = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const member = Object.keys(schema.properties)[0];
    const text = JSON.stringify({[member]: null});
    const document = TextDocument.create("file:///a.json", "json", 1, text);
    const service = getLanguageService({});
    service.configure({schemas: [{uri: "s:" + name, fileMatch: ["*"], schema}]});
    const parsed = service.parseJSONDocument(document);
    const hover = await service.doHover(document, {line: 0, character: 3}, parsed);
    const empty = TextDocument.create("file:///a.json", "json", 1, "{}");
    const list = await service.doComplete(empty, {line: 0, character: 1}, service.parseJSONDocument(empty));
    out[name] = {hover: hover ? JSON.stringify(hover.contents) : "", labels: list.items.map(i => i.label)};
  }
  console.log(JSON.stringify(out));
})();
"""


@cache
def described(name: str) -> dict[str, Any]:
    """Return a schema as it is printed; nothing changes it."""
    return described_schema(name)


def nodes(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from nodes(value)


def node(script: str, data: object, folder: Path) -> str:
    done = subprocess.run(
        ["node", "-e", script],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the validators of npm."""
    folder = tmp_path_factory.mktemp("npm")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    wanted = ["ajv@8.17.1", "vscode-json-languageservice@5.6.1"]
    done = subprocess.run([*command, *wanted], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_schema_fits_the_metaschema(name: str) -> None:
    Draft202012Validator.check_schema(described(name))


@pytest.mark.parametrize("name", NAMES)
def test_no_pattern_escapes_a_quote(name: str) -> None:
    found = [n["pattern"] for n in nodes(described(name)) if isinstance(n.get("pattern"), str)]
    assert [p for p in found if re.search(r'(?<!\\)(\\\\)*\\"', p)] == []


@pytest.mark.needs("node")
def test_patterns_compile_with_the_unicode_flag(tmp_path: Path) -> None:
    patterns: set[str] = set()
    for name in NAMES:
        for each in nodes(described(name)):
            if isinstance(each.get("pattern"), str):
                patterns.add(each["pattern"])
            if isinstance(each.get("patternProperties"), dict):
                patterns |= set(each["patternProperties"])
    node(COMPILE, sorted(patterns), tmp_path)


@pytest.mark.parametrize("name", WRITTEN)
def test_every_printed_field_says_what_it_means(name: str) -> None:
    schema = json.loads(invoke(["schema", name]).stdout)
    groups = [
        schema.get("properties", {}),
        *(d.get("properties", {}) for d in schema.get("$defs", {}).values()),
    ]
    silent = [member for group in groups for member, field in group.items() if "description" not in field]
    assert silent == []


def test_printed_field_has_default_platforms_and_link() -> None:
    schema = json.loads(invoke(["schema", "task-definition"]).stdout)
    privileged = schema["$defs"]["ContainerDefinition"]["properties"]["privileged"]
    assert privileged["default"] is False
    assert "Not supported on Fargate, Windows." in privileged["description"]
    assert "](https://docs.aws.amazon.com/" in privileged["markdownDescription"]


def test_defaults_are_values_of_their_fields() -> None:
    for name in NAMES:
        for each in nodes(described(name)):
            if isinstance(each.get("properties"), dict):
                for field in each["properties"].values():
                    if isinstance(field, dict) and isinstance(field.get("description"), str):
                        local = {key: value for key, value in field.items() if key != "$ref"}
                        if local.get("default") is not None and "anyOf" not in local:
                            Draft202012Validator(local).validate(local["default"])


def test_the_site_publishes_what_the_catalog_names() -> None:
    from tools.site.__main__ import ADDRESS, schema_files

    files = schema_files()
    for entry in json.loads(files["catalog.json"])["schemas"]:
        assert entry["url"].removeprefix(f"{ADDRESS}/") in files
        assert entry["fileMatch"]
        assert entry["name"]
        assert entry["description"]


@pytest.mark.slow
@pytest.mark.needs("node", "npm")
def test_ajv_compiles_what_is_printed(packages: Path) -> None:
    examples = {"task-definition": "task-definition.json", "service": "service.json"}
    node(
        AJV,
        {
            name: {
                "schema": json.loads(invoke(["schema", name]).stdout),
                "example": json.loads((ROOT / "examples" / examples[name]).read_text())
                if name in examples
                else None,
            }
            for name in PRINTED
        },
        packages,
    )


@pytest.mark.slow
@pytest.mark.needs("node", "npm")
def test_editors_hover_and_complete(packages: Path) -> None:
    schemas = {name: described(name) for name in ("task-definition", "service", "cluster", "run-task")}
    answers = json.loads(node(SERVICE, {"schemas": schemas}, packages))
    for name, schema in schemas.items():
        assert "AWS reference" in answers[name]["hover"], name
        assert set(answers[name]["labels"]) == set(schema["properties"]), name
