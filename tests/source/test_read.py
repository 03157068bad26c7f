from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.source import read
from ecslint.source.document import Document
from ecslint.source.read import InputError, decode, load, read_bytes
from ecslint.source.yaml import nodes as yaml_nodes
from ecslint.source.yaml import parse as yaml


def kinds(documents: list[Document]) -> list[str]:
    return [problem.kind for document in documents for problem in document.problems]


def test_read_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    assert read_bytes(str(path)) == b"{}"


def test_read_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert read_bytes("-") == b"{}"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    cases = {
        "missing.json": "no such file",
        "fifo": "is not a regular file",
        ".": "is a directory",
        "loop": "its symbolic links lead in a circle",
        "x" * 300: "the file name is too long",
        "nul\0": "this is not a file name",
    }
    for name, message in cases.items():
        path = str(tmp_path / name)
        with pytest.raises(InputError) as caught:
            read_bytes(path)
        assert (caught.value.path, caught.value.message) == (path, message)
        assert str(caught.value) == f"{path}: {message}"
    with pytest.raises(InputError, match="is not a regular file"):
        read_bytes(os.devnull)


@pytest.mark.needs("no privileges")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.touch(mode=0)
    with pytest.raises(InputError, match="permission denied"):
        read_bytes(str(path))


def test_errors_while_reading_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.touch()

    def fail(*_args: object, **_options: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fdopen", fail)
    with pytest.raises(InputError, match="input/output error"):
        read_bytes(str(path))


def test_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 1024 * 1024)
    path = tmp_path / "x"
    path.write_bytes(b" " * (1024 * 1024 + 1))
    with pytest.raises(InputError, match="is larger than 1 MB, the most that is read"):
        read_bytes(str(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_decoding(encoding: str) -> None:
    assert decode("x", "ä\U0001f600{}\r\n".encode(encoding)) == ("ä\U0001f600{}\r\n", None)


def test_text_in_another_encoding_is_read_as_far_as_possible() -> None:
    (document,) = load("x.json", '{"é": "a", "b": "ü"}'.encode("latin-1"))
    assert list(document.data) == ["\ufffd", "b"]
    (problem,) = document.problems
    assert problem == ("not-utf8", "the byte 0xE9 is not UTF-8: save the file as UTF-8", 2, 3, ())
    text, problem16 = decode("x", b"\xff\xfea\x00b")
    assert text == "a\ufffd"
    assert problem16 is not None
    assert problem16.message == "the byte 0x62 is not UTF-16: save the file as UTF-8"


@pytest.mark.parametrize("data", [b"\x7fELF\x00\x01", b"{\x00}", b"\xff\xfe\x00\x00"])
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="is a binary file"):
        load("x.json", data)


@pytest.mark.parametrize(
    ("name", "text", "syntax", "problems"),
    [
        ("x.json", '{"a": 1}', "json", []),
        ("x.yml", '{"a": 1}', "json", []),
        ("x.json", "a: 1", "yaml", []),
        ("x", "  \n[1]", "json", []),
        ("x.json", "", "yaml", ["empty"]),
        ("x.json", "  \n", "yaml", ["empty"]),
        ("x.yml", "# only a comment", "yaml", ["empty"]),
        ("x.json", "{a: 1}", "json", ["invalid-syntax"]),
        ("x.yml", "{a: 1}", "yaml", []),
        ("x.template", "{a: 1}", "yaml", []),
        ("-", "{a: 1}", "yaml", []),
        ("x.template", '{"a": 1,}', "json", ["trailing-comma"]),
        ("x.json", '{"a": 1,} // x', "json", ["trailing-comma", "comment-in-json"]),
        ("x.jsonc", '{"a": 1,} // x', "json", []),
        ("x.yml", '{"a": 1,} # x', "yaml", []),
        ("x.yml", '# x\n{"a": 1}', "yaml", []),
        ("x.json", '// x\n{"a": 1}', "json", ["comment-in-json"]),
        ("x.yml", '{"a": 1 "b": 2}', "json", ["invalid-syntax"]),
        ("x.json", '{% if x %}{"a": 1}{% endif %}', "json", []),
        ("x.yml", "{{ if .x }}\na: 1\n{{ end }}", "yaml", []),
        ("x.json", '{"a": ${A}}', "json", []),
        ("x.yml", '{"a": {{ x }}}', "json", []),
        ("x.yml", "- {a: 1}\n- [2]", "yaml", []),
        ("x.yml", "a: 1\n---\nb: 1", "yaml", []),
        ("x.yml", '{"a": 1}\n---\n{"b": 1}', "yaml", []),
    ],
)
def test_json_or_yaml(name: str, text: str, syntax: str, problems: list[str]) -> None:
    documents = load(name, text.encode())
    assert {document.syntax for document in documents} == {syntax}
    assert kinds(documents) == problems
    assert all(document.path == name and document.text == text for document in documents)


def test_long_yaml_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "LARGE", 90)
    monkeypatch.setattr(yaml_nodes, "MAX_YAML", 100)
    (document,) = load("x.yml", b"a: 1\n" * 50)
    assert kinds([document]) == ["too-large"]
    assert document.data is None
    assert document.span(("a",)).start == (1, 1)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    (document,) = load("x.json", b'\xef\xbb\xbf{"a": 1}')
    assert document.span(("a",), "key").start == (1, 2)


@pytest.mark.usefixtures("collecting")
def test_reading_leaves_the_garbage_collector_as_it_was() -> None:
    load("x.json", b"{}")
    assert gc.isenabled()
    gc.disable()
    try:
        load("x.yml", b"a: 1")
        assert not gc.isenabled()
    finally:
        gc.enable()


@settings(deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from((b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"{", b"- a: "))
)
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    documents: list[Document] = []
    with contextlib.suppress(InputError):
        documents = load("x.json", start + data)
    for document in documents:
        assert document.span(()).start_offset <= len(document.text)
        assert all(0 <= problem.start <= problem.end <= len(document.text) for problem in document.problems)
