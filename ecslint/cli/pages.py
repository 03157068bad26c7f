"""``ecslint test-rules``."""

from __future__ import annotations

import sys

import click


@click.command("test-rules", short_help="Run the examples in the rule pages of a module.")
@click.argument("module")
def run_pages(module: str) -> None:
    """Run the examples in the rule pages of MODULE (an import name) as tests."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from ecslint.catalogue import plugins
    from ecslint.testing.examples import examples, faults

    sys.path.insert(0, "")
    try:
        folder = plugins.pages_of(plugins.load_module(module))
    except plugins.PluginError as error:
        raise click.UsageError(str(error)) from None
    total = failed = 0
    for page in sorted(Path(folder).glob("*.md")):
        for example in examples(page) if page.name[:1].isupper() and page.name != "README.md" else ():
            try:
                with TemporaryDirectory() as directory:
                    found = list(faults(example, Path(directory)))
            except OSError as error:
                click.echo(f"ecslint: the temporary folder: {error.strerror or error}", err=True)
                sys.exit(2)
            total += 1
            failed += bool(found)
            for fault in found:
                click.echo(f"{example}: {fault}")
    click.echo(f"{total - failed} passed, {failed} failed")
    sys.exit(1 if failed or not total else 0)
