"""What the terminal that a report goes to can show."""

from __future__ import annotations

import os
import sys


def has_colour(wanted: bool | None) -> bool:
    """Say whether the report has colours: as ``wanted``, as the environment says, or on a terminal."""
    if wanted is not None:
        return wanted
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def width() -> int:
    """Return the columns of the terminal, 0 where the report does not go to one."""
    if not sys.stdout.isatty():
        return 0
    return os.get_terminal_size(sys.stdout.fileno()).columns


def has_links() -> bool:
    """Say whether the terminal is one that is known to follow hyperlinks."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("TERM_PROGRAM", "") in ("iTerm.app", "vscode", "WezTerm", "ghostty", "Hyper"):
        return True
    if any(name in os.environ for name in ("VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION")):
        return True
    return os.environ.get("TERM", "") in ("xterm-kitty", "xterm-ghostty", "foot", "alacritty", "contour")
