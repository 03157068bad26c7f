"""The program in a process of its own, at a fraction of what Python takes to start: a fork of one that waits.

Streams, environment, signals and the end of the process are real; only what is imported is there already.
Where the start itself is what is tested, ``python -m ecslint`` is run instead.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import IO

from tests.conftest import HANGS, ROOT

_SERVER = """
import contextlib, gc, io, json, os, runpy, signal, socket, sys, tempfile
from ecslint.cli import main

def asked(channel):
    # Return what the next process has to do, in that process; None once nobody asks any more.
    while True:
        said, files = b"", []
        while not said.endswith(b"\\n"):
            part, more, _, _ = socket.recv_fds(channel, 1 << 16, 3)
            if not part:
                return None
            said, files = said + part, files + more
        child = os.fork()
        if child == 0:
            return json.loads(said), files
        for file in files:
            os.close(file)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        channel.sendall(b"%d\\n" % ended)

def stream(number):
    try:
        os.fstat(number)
    except OSError:
        return None
    if number == 0:
        return open(number, closefd=False)
    errors = ("strict", "backslashreplace")[number - 1]
    return open(number, "w", errors=errors, buffering=1 if number == 2 else -1, closefd=False)

channel = socket.socket(fileno=int(sys.argv[1]))
with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
    with open(os.path.join(folder, "td.json"), "w") as file:
        file.write('{"family": "web", "cpu": 256, "containerDefinitions": [{"name": "web", "image": "a:1"}]}')
    with contextlib.suppress(SystemExit):
        main(["check", "--isolated", "--exit-zero", file.name])
gc.collect()
gc.freeze()
task = asked(channel)
channel.close()
if task is not None:
    given, files = task
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    for number in given["closed"]:
        os.close(number)
    os.chdir(given["folder"])
    os.environ.clear()
    os.environ.update(given["environment"])
    if given["memory"]:
        import resource
        resource.setrlimit(resource.RLIMIT_DATA, (given["memory"], given["memory"]))
    sys.stdin, sys.stdout, sys.stderr = (stream(number) for number in range(3))
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    sys.argv = ["ecslint", *given["arguments"]]
    runpy.run_module("ecslint", run_name="__main__", alter_sys=True)
"""


@cache
def _server() -> socket.socket:
    """Return the channel to the process that waits; it ends with this one."""
    ours, theirs = socket.socketpair()
    with theirs:
        waiting = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(theirs.fileno())],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )

    def end() -> None:
        ours.close()
        waiting.wait(HANGS)

    atexit.register(end)
    ours.settimeout(HANGS)
    return ours


def program(
    *arguments: str | Path,
    stdin: bytes | None = None,
    stdout: IO[bytes] | int | None = None,
    closed: Iterable[int] = (),
    environment: Mapping[str, str] | None = None,
    memory: int | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run ``ecslint`` in a process of its own, in this folder; return how it ended and what it said.

    ``stdin`` comes through a pipe (without it, there is nothing to read), ``stdout`` may go to a file instead
    (it is not returned then), streams whose numbers are in ``closed`` are closed before, and ``memory`` is a
    limit in bytes. The end of a process that is killed is the negative number of the signal.
    """
    with ExitStack() as stack:
        reading, writing = os.pipe()
        with open(writing, "wb") as pipe:
            pipe.write(stdin or b"")  # less than a pipe holds
        given = stack.enter_context(open(reading, "rb"))
        out = stack.enter_context(tempfile.TemporaryFile())
        err = stack.enter_context(tempfile.TemporaryFile())
        target = out if stdout is None else stdout
        files = [each if isinstance(each, int) else each.fileno() for each in (given, target, err)]
        words = [os.fspath(argument) for argument in arguments]
        asked = {
            "arguments": words,
            "folder": os.getcwd(),
            "environment": dict(os.environ if environment is None else environment),
            "closed": list(closed),
            "memory": memory,
        }
        channel = _server()
        socket.send_fds(channel, [json.dumps(asked).encode() + b"\n"], files)
        said = b""
        while not said.endswith(b"\n"):
            said += channel.recv(100)
            assert said, "the process that waits has ended"
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess(words, int(said), out.read(), err.read())
