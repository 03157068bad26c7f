"""The command line. Each command imports what it needs when it runs."""

from __future__ import annotations

import errno
import io
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from ecslint import __version__

_COMMANDS = {
    "capacity": "capacity",
    "check": "check",
    "clean": "clean",
    "config": "config",
    "cost": "cost",
    "explain": "rules",
    "firelens": "firelens",
    "init": "init",
    "reach": "reach",
    "rollout": "rollout",
    "rules": "rules",
    "schema": "config",
    "server": "server",
    "test-rules": "pages",
}
"""The commands and the modules of this package that hold them."""


class _Group(click.Group):
    """A group that imports a command when it is asked for, and suggests the nearest for a misspelt one."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        module = _COMMANDS.get(name)
        if module is None:
            return None
        members = vars(import_module(f"{__name__}.{module}"))
        return next(
            each for each in members.values() if isinstance(each, click.Command) and each.name == name
        )

    def main(self, *args: Any, **options: Any) -> Any:
        """Run a command; say in a line when what it writes to standard output cannot be written."""
        try:
            try:
                return super().main(*args, **options)
            finally:
                if sys.stdout is not None:
                    sys.stdout.flush()
        except OSError as error:
            if error.filename is not None or not _is_of_standard_output(error):
                self._fail(error)
            # What is in the buffer cannot be written when Python ends, either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if error.errno != errno.EPIPE:
                click.echo(f"ecslint: standard output: {error.strerror or error}", err=True)
                sys.exit(2)
            sys.exit(1)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (Exception, MemoryError) as error:
            self._fail(error)

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the arguments; what is said of them is printable."""
        try:
            return super().make_context(*args, **options)
        except click.ClickException as error:
            _make_printable(error)
            raise

    def invoke(self, context: click.Context) -> object:
        """Run the command; whatever is unforeseen ends in one line and exit status 2, Ctrl-C in 130."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            sys.exit(130)
        except click.ClickException as error:
            _make_printable(error)
            raise
        except (click.exceptions.Exit, click.Abort, OSError):
            raise
        except (Exception, MemoryError) as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> NoReturn:
        """End with one line; with ``ECSLINT_TRACEBACK`` set, show where the error came from."""
        if os.environ.get("ECSLINT_TRACEBACK"):
            raise error
        from ecslint.base.printable import printable

        if isinstance(error, SystemError) and _is_folder_gone():  # what Python 3.13.0 makes of it
            error = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.curdir)
        if isinstance(error, OSError):
            words = _about(error)
        elif isinstance(error, MemoryError):
            words = "out of memory"
        else:
            words = f"an unforeseen error, {type(error).__name__}: {' '.join(str(error).split())[:200]}"
            words += "; please report it (ECSLINT_TRACEBACK=1 shows where)"
        click.echo(f"ecslint: {printable(words)}", err=True)
        sys.exit(2)

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = arguments[0]
        if self.get_command(context, name) is None and not name.startswith("-"):
            from ecslint.base.suggest import nearest

            close = nearest(name, self.list_commands(context))
            hint = f"; did you mean {close!r}?" if close else ""
            if os.path.exists(name):
                hint = f"; did you mean 'check {name}'?"
            raise click.UsageError(f"no command is called {name!r}{hint}", context)
        return super().resolve_command(context, arguments)


def _make_printable(error: click.ClickException) -> None:
    """Escape control characters in what click says: it repeats arguments as they are."""
    from ecslint.base.printable import printable_lines

    vars(error).update(message=printable_lines(error.message))


def _is_of_standard_output(error: OSError) -> bool:
    """Say whether an error without a file name is about what a command writes to standard output.

    Either a command was writing, or what could not be written is still in the buffer, and cannot be now.
    """
    if error.errno == errno.EPIPE:
        return True
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = "" if last is None else str(last.tb_frame.f_globals.get("__name__"))
    is_command = where in (click.echo.__module__, __name__) or where.startswith(f"{__name__}.")
    if is_command and error.errno != errno.ENOENT:
        return True
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        return True
    return False


def _is_folder_gone() -> bool:
    """Say whether the current folder was deleted."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def _about(error: OSError) -> str:
    """Say which file an error is about, or that the current folder is the one that is missing."""
    from ecslint.base.atomic_write import GONE

    words = error.strerror or str(error)
    if error.filename is not None:
        return f"{error.filename}: {words}"
    if error.errno == errno.ENOENT and _is_folder_gone():
        return GONE
    # Without a buffer, standard output cannot be told from a file that is temporary.
    return f"a temporary file or standard output: {words}" if error.errno == errno.ENOSPC else words


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def main() -> None:
    """Lint Amazon ECS task definitions, services, CloudFormation templates and AppSpec files.

    \b
    Examples:
      ecslint check                     lint what is below this directory
      ecslint check taskdef.json        lint one file
      ecslint explain ECS101            show the page of a rule
    """
    # A standard stream that is closed: without it, the next file to be opened would take its place.
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (until the end)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (until the end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file's text in a report must not stop it on a terminal with a small character set.
            stream.reconfigure(errors="backslashreplace")
