"""The program: one server for one client."""

from __future__ import annotations

import gc
import logging
import os
import sys

from ecslint.server.debounce import Clock
from ecslint.server.features import register
from ecslint.server.session import Server


def connect(clock: Clock | None = None) -> Server:
    """Return a server that answers; ``clock`` calls functions later, by default the event loop does."""
    server = Server(clock)
    register(server)
    return server


def serve() -> int:
    """Serve one client over standard input and output until it goes; returns the exit status."""
    logging.disable(logging.CRITICAL)
    gc.set_threshold(5_000, 10, 10)  # a server runs for long: garbage in cycles must not pile up
    # What anything else prints must not get between the messages.
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr
    server = connect()
    try:
        server.start_io(incoming, outgoing)
    except (ValueError, OverflowError, MemoryError):  # the length of a message that cannot be
        print("ecslint: what the client sends is not the Language Server Protocol", file=sys.stderr)
        return 2
    return 0 if server.was_shut_down else 1
