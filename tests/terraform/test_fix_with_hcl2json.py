"""``--fix`` in Terraform, read before and after by HashiCorp's own parser (``@cdktf/hcl2json``)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ecslint.testing.examples import Example, examples
from tests.command import invoke
from tests.terraform.test_twins import template_of
from tests.terraform.twins import InexpressibleError, can_write, module_of

ROOT = Path(__file__).parent.parent.parent
PACKAGE = "@cdktf/hcl2json@0.21.0"
SCRIPT = """
const { parse } = require("@cdktf/hcl2json");
const { readFileSync } = require("node:fs");
(async () => {
  const out = {};
  for (const file of JSON.parse(readFileSync(0, "utf8"))) {
    try { out[file] = await parse(file, readFileSync(file, "utf8")); }
    catch (error) { out[file] = { error: String(error) }; }
  }
  console.log(JSON.stringify(out));
})();
"""
LEAST = 30
"""Files that fixes change, at least."""

pytestmark = [pytest.mark.slow, pytest.mark.needs("node", "npm")]


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which HashiCorp's parser is installed."""
    folder = tmp_path_factory.mktemp("hcl2json")
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (folder / "read.cjs").write_text(SCRIPT, encoding="utf-8")
    return folder


def parsed(oracle: Path, files: list[Path]) -> dict[str, Any]:
    """Return what the parser makes of files, by their paths."""
    given = json.dumps([str(file) for file in files])
    command = ["node", "read.cjs"]
    done = subprocess.run(command, cwd=oracle, input=given, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def terraform_of(example: Example, folder: Path) -> dict[str, str]:
    """Return the Terraform files of an example: its own, or what its only other file is in Terraform."""
    found = {name: text for name, text in example.files.items() if name.endswith(".tf")}
    if found or len(example.files) != 1:
        return found
    ((name, text),) = example.files.items()
    path = folder / f"example{Path(name).suffix}"
    path.write_text(text, encoding="utf-8")
    with suppress(InexpressibleError):
        template = template_of(path)
        if template is not None and can_write(template):
            return {"main.tf": module_of(template, documents=True)}
    return {}


def modules(folder: Path) -> Iterator[Path]:
    """Write the Terraform of all examples of rules and of all cases, each in a folder of its own."""
    folder.mkdir()
    for page in sorted((ROOT / "rules").glob("ECS*.md")):
        for number, example in enumerate(examples(page)):
            files = terraform_of(example, folder)
            own = folder / f"{page.name[:6]}-{number}"
            for name, text in files.items():
                (own / name).parent.mkdir(parents=True, exist_ok=True)
                (own / name).write_text(text, encoding="utf-8")
            if files:
                yield own
    for case in sorted((ROOT / "tests" / "cases" / "terraform").iterdir()):
        shutil.copytree(case / "bad", folder / case.name)
        yield folder / case.name


def addresses(data: dict[str, Any]) -> list[str]:
    """Return what a file declares: kinds with their labels."""
    found = []
    for kind, inner in data.items():
        labels = inner if isinstance(inner, dict) else {}
        for first, below in labels.items():
            seconds = below if isinstance(below, dict) else [""]
            found += [f"{kind}.{first}.{second}" for second in seconds]
    return sorted(found)


def test_what_fixes_write_is_read_and_declares_the_same(tmp_path: Path, oracle: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    changed = []
    for own in modules(before):
        copy = after / own.name
        shutil.copytree(own, copy)
        invoke(["check", "--isolated", "--no-cache", "--unsafe-fixes", str(copy)])
        changed += [
            file.relative_to(after)
            for file in sorted(copy.rglob("*.tf"))
            if file.read_bytes() != (before / file.relative_to(after)).read_bytes()
        ]
    assert len(changed) >= LEAST
    found = parsed(oracle, [folder / name for name in changed for folder in (before, after)])
    broken = [name for name, data in found.items() if "error" in data]
    assert broken == []
    for name in changed:
        assert addresses(found[str(before / name)]) == addresses(found[str(after / name)]), name
        assert found[str(before / name)] != found[str(after / name)], name
