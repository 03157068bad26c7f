from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecslint.source.discovery.gitignore import Ignore, read_rules
from ecslint.source.discovery.walk import Found, discover
from ecslint.source.read import InputError
from tests.share import some
from tests.steps import assert_linear

needs_git = pytest.mark.needs("git")


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def make(*paths: str, **contents: str) -> None:
    for path in paths:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        Path(path).write_text(contents.get(path, ""))


def ignore(folder: str, *lines: str) -> None:
    os.makedirs(folder, exist_ok=True)
    Path(folder, ".gitignore").write_text("\n".join(lines) + "\n")


def shown(*paths: str) -> list[str]:
    return [found.path for found in discover(paths)]


def test_folders_are_walked_in_order() -> None:
    make(
        "b.json", "a.YML", "c/z.yaml", "c/d/x.template", "B/y.jsonc", "read.txt", "c/app.json.tpl", "main.tf"
    )
    assert shown() == [
        "a.YML",
        "b.json",
        "main.tf",
        "B/y.jsonc",
        "c/app.json.tpl",
        "c/z.yaml",
        "c/d/x.template",
    ]
    assert shown("c") == ["c/app.json.tpl", "c/z.yaml", "c/d/x.template"]
    assert shown("./c/") == ["./c/app.json.tpl", "./c/z.yaml", "./c/d/x.template"]
    assert shown(os.path.abspath("c"))[0] == os.path.abspath("c/app.json.tpl")


def test_named_files_come_as_they_are_and_once() -> None:
    make("a.json", "x/readme.txt")
    assert list(discover(["x/readme.txt", "a.json", "-", "missing", "."])) == [
        Found("x/readme.txt", True),
        Found("a.json", True),
        Found("-", True),
        Found("missing", True),
    ]
    assert list(discover(["."])) == [Found("a.json", False)]
    assert shown("a.json", "./a.json", "x/../a.json") == ["a.json"]


def test_folders_of_tools_are_skipped() -> None:
    make(
        "node_modules/a.json",
        ".git/a.json",
        "venv/pyvenv.cfg",
        "venv/lib/a.json",
        ".terraform/a.json",
        ".aws/td.json",
    )
    make("cdk.out/stack.template", "src/__pycache__/a.json", ".aws-sam/build/template.yaml")
    assert shown() == [".aws/td.json", "cdk.out/stack.template"]
    assert shown("node_modules", "venv") == ["node_modules/a.json", "venv/lib/a.json"]


def test_files_that_terraform_and_macos_hide_are_skipped() -> None:
    make(".#main.tf", "._main.tf", ".x.tf.json", "main.tf~", "main.tf", "._task.json", ".task.json")
    assert shown() == [".task.json", "main.tf"]
    assert shown(".#main.tf") == [".#main.tf"]


def test_gitignore_is_honoured_and_named_files_and_folders_are_not_subject_to_it() -> None:
    ignore(".", "cdk.out", "*.tmp.json", "/build/", "!keep.tmp.json")
    ignore("a", "local.json", "!x.tmp.json", "sub/*.yml")
    make(
        "cdk.out/s.json", "cdk.out/x/t.json", "build/a.json", "a/build/a.json", "x.tmp.json", "keep.tmp.json"
    )
    make("a/local.json", "a/x.tmp.json", "a/sub/b.yml", "a/sub/c/b.yml", "local.json")
    os.mkdir(".git")
    assert shown() == ["keep.tmp.json", "local.json", "a/x.tmp.json", "a/build/a.json", "a/sub/c/b.yml"]
    assert shown("cdk.out") == ["cdk.out/s.json", "cdk.out/x/t.json"]
    assert shown("cdk.out/x", "x.tmp.json") == ["cdk.out/x/t.json", "x.tmp.json"]
    assert shown("a") == ["a/x.tmp.json", "a/build/a.json", "a/sub/c/b.yml"]
    assert shown("a/sub") == ["a/sub/c/b.yml"]


def test_rules_of_the_repository_above() -> None:
    make(
        ".git/info/exclude",
        "a/b/secret.json",
        "a/b/c.json",
        "a/b/d.json",
        **{".git/info/exclude": "secret.json\n"},
    )
    ignore("a", "/b/c.json")
    assert shown("a/b") == ["a/b/d.json"]
    os.chdir("a/b")
    assert shown() == ["d.json"]


def test_links_stay_inside_the_tree(tmp_path: Path) -> None:
    make("tree/a.json", "tree/sub/b.json", "outside.json", "other/c.json")
    os.symlink("a.json", "tree/inside-link.json")
    os.symlink("../outside.json", "tree/outside-link.json")
    os.symlink("../other", "tree/other")
    os.symlink("..", "tree/sub/loop")
    os.symlink("dangling", "tree/dangling.json")
    os.symlink("self.json", "tree/self.json")
    os.mkfifo("tree/fifo.json")
    assert shown("tree") == ["tree/a.json", "tree/inside-link.json", "tree/sub/b.json"]
    os.symlink("tree", "link")
    assert shown("link") == ["link/a.json", "link/inside-link.json", "link/sub/b.json"]


def test_folders_that_cannot_be_listed_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a/x.json", "b/x.json")
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if path.endswith("a"):
            raise PermissionError(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert shown() == ["b/x.json"]
    with pytest.raises(InputError) as caught:
        shown("a")
    assert caught.value.path == "a"


def test_many_files_are_found_in_linear_time() -> None:
    patterns = (
        "*.log",
        "build/",
        "/dist",
        "**/tmp/*.json",
        "!keep.json",
        "*.pyc",
        ".env*",
        "coverage",
        "out/**",
    )
    for size in (10, 20):
        ignore(f"t{size}", *patterns)
        for folder in range(size):
            os.makedirs(f"t{size}/d{folder}")
            for file in range(20):
                Path(f"t{size}/d{folder}/f{file}.json").touch()
    assert len(shown("t20")) == 400
    assert_linear(lambda size: lambda: shown(f"t{size}"), 10)


def test_lines_that_are_no_pattern() -> None:
    assert read_rules("# comment\n\n/\n[b-a]\n[a\na\\\n!\n") == []
    assert len(read_rules("a\r\n\\#b\n")) == 2


PATTERNS = [
    "*.json", "/a", "a/", "!a", "!*.json", "b/*.json", "**/c", "a/**", "a/**/c", "**", "*", "/*", "!/a",
    "?", "[ab]", "[!a]", "[^a].json", "[a-c]*", "\\!a", "\\#x", "#a", "", " ", "a ", "a\\ ", "a*b",
    "a/b", "/a/b/", "**/a/**", "x**y", "[", "[]a]", "[[:alpha:]]", "\\", "a\\", "*/c", "b/",
    "!b/", "!b/c.json", "**.json", "a//b", "./a", "/", "//", "a/*/", "[a\\]]",
    "[]", "{a,b}", "A", "c.json/",
    "**/", "/**/", "!**/", "a.json\r", "***", "a/***",
]  # fmt: skip
NAMES = ["a", "b", "c", "ab", "x", "A", "!a", "#x", "a.json", "b.json", "c.json", "a b", "xy"]


@needs_git
@settings(deadline=None, max_examples=some(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=5),
    st.lists(st.sampled_from(PATTERNS), max_size=3),
    st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4), min_size=1, max_size=12),
)
def test_the_same_files_are_ignored_as_by_git(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], nested: list[str], paths: list[list[str]]
) -> None:
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / ".gitignore").write_text("\n".join(top) + "\n")
    (root / "a").mkdir()
    (root / "a" / ".gitignore").write_text("\n".join(nested) + "\n")
    files = [[*path, "f.json"] for path in paths]
    output = subprocess.run(
        ["git", "-C", str(root), "check-ignore", "--stdin", "-z", "--no-index"],
        input="\0".join("/".join(parts) for parts in files),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    ).stdout
    expected = set(output.split("\0")) - {""}
    outer = Ignore(read_rules((root / ".gitignore").read_text()), None, 0)
    inner = Ignore(read_rules((root / "a" / ".gitignore").read_text()), outer, 1)
    for parts in files:
        rules = inner if parts[0] == "a" else outer
        got = outer.ignores(parts[:1], True) or any(
            rules.ignores(parts[:end], end < len(parts)) for end in range(2, len(parts) + 1)
        )
        assert got == ("/".join(parts) in expected), (top, nested, parts)
