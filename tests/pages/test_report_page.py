"""The page of findings, in a real browser: opens from disk, filters, and runs nothing of a hostile file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke
from tests.conftest import ROOT
from tests.pages.chromium import Page

EVIL = "<script>document.title='owned'</script>"
EVILS = (
    EVIL,
    "</script><script>document.title='owned'</script>",
    "</style><script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "<svg onload=document.title='owned'>",
    "javascript:document.title='owned'",
    "]]><script>document.title='owned'</script>",
    "-->{{constructor.constructor('document.title=1')()}}<!--",
)


def report(folder: Path, *paths: str | Path, profile: str = "strict") -> Path:
    """Write the page of what is found in files."""
    page = folder / "report.html"
    done = invoke(
        ["check", "--isolated", "--profile", profile, "--report", f"html:{page}", "--quiet", *paths]
    )
    assert done.exit_code in (0, 1), done.stderr
    return page


@pytest.mark.needs("chromium")
def test_it_opens_from_disk_without_a_complaint_or_a_request(tmp_path: Path) -> None:
    path = report(tmp_path, ROOT / "examples")
    with Page(tmp_path / "user") as page:
        page.open(path)
        assert page.complaints == []
        assert page.requests == [path.as_uri()]
        assert page.run("document.title").startswith("ecslint: ")
        page.resize(400)
        assert page.run("document.documentElement.scrollWidth") == 400


@pytest.mark.needs("chromium")
def test_filters_search_and_grouping(tmp_path: Path) -> None:
    path = report(tmp_path, ROOT / "examples")
    shown = "document.querySelectorAll('.f:not([hidden])').length"
    with Page(tmp_path / "user") as page:
        page.open(path)
        everything, errors = page.run(shown), page.run("document.querySelectorAll('.f.e').length")
        assert everything > errors > 0
        page.run("document.querySelectorAll('[data-sev=w],[data-sev=i]').forEach(b => b.click())")
        assert page.run(shown) == errors
        assert page.run("document.getElementById('count').textContent") == f"{errors} of {everything} shown"
        page.run("rule.value = 'ECS101'; rule.dispatchEvent(new Event('change'))")
        assert page.run(shown) == 2
        page.run("rule.value = ''; rule.dispatchEvent(new Event('change'))")
        page.run("by.value = 'rule'; by.dispatchEvent(new Event('change'))")
        assert page.run(shown) == errors
        groups = "[...document.querySelectorAll('#list .group:not([hidden]) h3')]"
        heads = page.run(f"{groups}.map(h => h.textContent)")
        assert heads == sorted(heads)
        assert "ECS101 fargate-task-size 2" in heads
        page.run("q.value = 'nothing is called so'; q.dispatchEvent(new Event('input'))")
        assert page.run(shown) == 0
        assert page.run("none.hidden") is False
        assert page.complaints == []


@pytest.mark.needs("chromium")
def test_nothing_of_a_hostile_file_runs(tmp_path: Path) -> None:
    for number, evil in enumerate(EVILS):
        container = {"name": evil, "image": evil, "cpu": evil, "dependsOn": [{"containerName": evil}]}
        task = {"family": evil, evil: evil, "networkMode": evil, "containerDefinitions": [container]}
        name = evil.replace("/", "\N{DIVISION SLASH}").replace("\0", "")
        (tmp_path / f"{number}{name}.json").write_text(json.dumps(task))
    path = report(tmp_path, tmp_path)
    with Page(tmp_path / "user") as page:
        page.open(path)
        assert page.complaints == []
        assert page.run("document.title").startswith("ecslint: ")
        assert page.run("document.scripts.length") == 1
        assert page.run("document.querySelectorAll('img, iframe, object, embed, base, link').length") == 0
        handlers = "e => [...e.attributes].some(a => /^on/.test(a.name))"
        assert page.run(f"[...document.querySelectorAll('*')].filter({handlers}).length") == 0
        links = "[...document.links].map(a => a.protocol).filter(p => !/^(https|file):$/.test(p))"
        assert page.run(links) == []


@pytest.mark.needs("chromium")
def test_the_policy_stops_what_would_get_through(tmp_path: Path) -> None:
    path = report(tmp_path, ROOT / "examples")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("</main>", f"{EVIL}<img src=https://x.test/a.png></main>"), encoding="utf-8")
    with Page(tmp_path / "user") as page:
        page.open(path)
        assert page.run("document.title").startswith("ecslint: ")
        assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_a_thousand_findings_are_less_than_a_megabyte(tmp_path: Path) -> None:
    for number in range(100):
        image = "registry.example.com/team/application:latest"
        names = [f"application-{index}" for index in range(6)]
        containers = [{"name": name, "image": image, "cpu": "x"} for name in names]
        task = {
            "family": f"service-{number}",
            "containerDefinitions": containers,
            "cpu": "300",
            "memory": "x",
        }
        (tmp_path / f"task-definition-{number}.json").write_text(json.dumps(task, indent=2))
    text = report(tmp_path, tmp_path).read_text(encoding="utf-8")
    found = text.count('<li class="f ')
    assert found >= 1000
    assert len(text.encode()) / found < 1000


@pytest.mark.needs("chromium")
def test_thousands_of_findings_stay_usable(tmp_path: Path) -> None:
    for number in range(100):
        containers = [
            {
                "name": f"application-{index}",
                "image": "web:latest",
                "cpu": "x",
                "memory": "y",
                "stopTimeout": 900,
            }
            for index in range(6)
        ]
        task = {
            "family": f"service-{number}",
            "containerDefinitions": containers,
            "cpu": "300",
            "memory": "x",
        }
        (tmp_path / f"task-definition-{number}.json").write_text(json.dumps(task, indent=2))
    path = report(tmp_path, tmp_path)
    with Page(tmp_path / "user") as page:
        page.open(path)
        total = page.run("document.querySelectorAll('.f').length")
        assert total >= 2000
        page.run(
            "(function(){var q = document.getElementById('q'); q.value = 'task-definition-7.json';"
            "q.dispatchEvent(new Event('input'))})()"
        )
        shown = page.run("document.getElementById('count').textContent")
        assert shown.endswith(f" of {total} shown")
        assert 0 < int(shown.split()[0]) < 100
        assert page.complaints == []


@pytest.mark.needs("chromium")
def test_it_is_printed_in_dark_on_white_with_everything_open(tmp_path: Path) -> None:
    path = report(tmp_path, ROOT / "examples")
    with Page(tmp_path / "user", dark=True) as page:
        page.open(path)
        assert page.run("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        dark = {"name": "prefers-color-scheme", "value": "dark"}
        page.call("Emulation.setEmulatedMedia", media="print", features=[dark])
        assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.run("document.querySelector('nav').checkVisibility()") is False
        page.run("dispatchEvent(new Event('beforeprint'))")
        assert page.run("[...document.querySelectorAll('details')].every(each => each.open)")
