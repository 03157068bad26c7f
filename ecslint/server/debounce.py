"""Wait until nobody types any more: of many calls in a row, the last one counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """What a clock returns for a call to come."""

    def cancel(self) -> None:
        """Let the call not happen."""


Clock = Callable[[float, Callable[[], None]], Timer]
"""Calls a function after some seconds, as ``call_later`` of an event loop does."""


class Debouncer:
    """Calls a function for a key once nothing has been asked for that key for a while."""

    def __init__(self, clock: Clock, delay: float) -> None:
        self._clock = clock
        self._delay = delay
        self._waiting: dict[str, tuple[Timer, Callable[[], None]]] = {}

    def ask(self, key: str, function: Callable[[], None]) -> None:
        """Call ``function`` after the delay, unless it is asked for again before."""
        self.drop(key)
        self._waiting[key] = (self._clock(self._delay, lambda: self.now(key)), function)

    def now(self, key: str) -> None:
        """Make the call that waits for a key at once, if there is one."""
        waiting = self._waiting.pop(key, None)
        if waiting is not None:
            waiting[0].cancel()
            waiting[1]()

    def drop(self, key: str) -> None:
        """Forget the call that waits for a key."""
        waiting = self._waiting.pop(key, None)
        if waiting is not None:
            waiting[0].cancel()
