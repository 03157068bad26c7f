"""The site as MkDocs built it: in a real browser, without the network."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pages.chromium import Page

BUILT = ROOT / "build" / "site"
pytestmark = [pytest.mark.needs("chromium", "mkdocs")]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the site that ``mkdocs build`` has built."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(BUILT))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_open_without_complaint_and_without_the_network(
    site: str, tmp_path: Path, width: int, dark: bool
) -> None:
    with Page(tmp_path / "user", width=width, dark=dark) as page:
        for address in (
            "",
            "rules/",
            "rules/ECS101-fargate-task-size/",
            "errors/",
            "reference/cli/",
            "tags/",
        ):
            page.open(site + address)
            assert page.complaints == []
            assert page.run("document.documentElement.scrollWidth") <= width, address
        assert {address for address in page.requests if not address.startswith((site, "data:"))} == set()


def test_rules_are_filtered_by_words_tag_and_severity(site: str, tmp_path: Path) -> None:
    shown = "document.querySelectorAll('.md-content tbody tr:not([hidden])').length"
    with Page(tmp_path / "user") as page:
        page.open(site + "rules/")
        everything = page.run(shown)
        field = "document.getElementById('rule-{0}')"
        set_to = "(e => {{ e.value = '{1}'; e.dispatchEvent(new Event('{2}')) }})(" + field + ")"
        page.run(set_to.format("tag", "fargate", "change"))
        by_tag = page.run(shown)
        assert 0 < by_tag < everything
        page.run(set_to.format("severity", "warning", "change"))
        assert 0 < page.run(shown) < by_tag
        page.run(set_to.format("filter", "no rule says so", "input"))
        assert page.run(shown) == 0


def test_an_error_text_finds_its_rule(site: str, tmp_path: Path) -> None:
    with Page(tmp_path / "user") as page:
        page.open(site + "errors/")
        field = "document.getElementById('error-filter')"
        page.run(
            f"{field}.value = 'No Fargate configuration exists'; {field}.dispatchEvent(new Event('input'))"
        )
        rows = (
            "[...document.querySelectorAll('tbody tr:not([hidden]) td:nth-child(2)')].map(c => c.textContent)"
        )
        assert [row.split()[0] for row in page.run(rows)] == ["ECS123", "ECS101"]
