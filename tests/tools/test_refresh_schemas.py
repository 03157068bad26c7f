from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tools import refresh_schemas
from tools.api_schemas import portable
from tools.refresh_schemas import FOLDER, main, sources

OLDEST = 90
"""Days by which the shipped schemas may be older than the pinned sources."""

pytestmark = pytest.mark.needs("generators")


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return refresh_schemas.generate()


@pytest.fixture
def copied(tmp_path: Path, generated: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is up to date with the installed packages."""
    for path, text in generated.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.setattr(refresh_schemas, "generate", lambda: generated)
    return tmp_path


def test_checked_in_schemas_are_what_the_same_versions_generate(generated: dict[str, str]) -> None:
    for path, text in generated.items():
        recorded = (FOLDER / path).read_text(encoding="utf-8")
        assert sources(recorded) == sources(text), path
        assert recorded == text, path
    made = {p for p in FOLDER.rglob("*.json") if sources(p.read_text(encoding="utf-8"))}
    assert {path.relative_to(FOLDER).as_posix() for path in made} <= set(
        generated
    ) | refresh_schemas.MADE_ELSEWHERE


def _day(text: str) -> date:
    """Return a date; of a month, its first day."""
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01")


def test_schemas_are_not_much_older_than_the_sources_that_are_here(generated: dict[str, str]) -> None:
    """Both dates are recorded in files, so that the answer changes with what is installed only."""
    for path, text in generated.items():
        recorded = {s["package"]: s["date"] for s in sources((FOLDER / path).read_text(encoding="utf-8"))}
        for source in sources(text):
            before = _day(recorded.get(source["package"], "1970-01-01"))
            age = (_day(source["date"]) - before).days
            assert age <= OLDEST, f"{path} is {age} days older than the installed {source['package']}"


def test_check_says_nothing_when_all_is_equal(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], copied) == 0
    assert capsys.readouterr().out == ""


def test_check_has_a_line_for_every_difference(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    service = json.loads((copied / "service.schema.json").read_text())
    service["x-source"]["version"] = "1.0.0"
    (copied / "service.schema.json").write_text(json.dumps(service))
    (copied / "cluster.schema.json").unlink()
    (copied / "odd.json").write_text('{"x-source": {"package": "botocore", "version": "1.0.0"}}')
    (copied / "ours.json").write_text("{}")
    (copied / "run-task.schema.json").write_text("not JSON")
    installed = sources(refresh_schemas.generate()["service.schema.json"])[0]["version"]
    assert main(["--check"], copied) == 1
    assert capsys.readouterr().out.splitlines() == [
        "cluster.schema.json: is missing",
        "odd.json: is no longer generated",
        f"run-task.schema.json: differs (botocore unknown recorded, {installed} installed)",
        f"service.schema.json: differs (botocore 1.0.0 recorded, {installed} installed)",
    ]


def test_refreshing_mends_the_differences(copied: Path) -> None:
    (copied / "odd.json").write_text('{"x-source": {"package": "botocore", "version": "1.0.0"}}')
    (copied / "ours.json").write_text("{}")
    shutil.rmtree(copied / "cloudformation")
    assert main([], copied) == 0
    assert main(["--check"], copied) == 0


def test_a_pattern_that_not_every_engine_reads_needs_a_decision() -> None:
    assert portable("^a+$") == "^a+$"
    assert "\\p" not in portable(r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$")
    with pytest.raises(SystemExit, match="new pattern"):
        portable(r"^\p{Lu}$")
