"""Make ``schemas/fluent-bit-outputs.json`` from Fluent Bit's source, or check it.

    python -m tools.refresh_fluent_bit fluent-bit/           write the table of a source tree
    python -m tools.refresh_fluent_bit --check               is the table in the repository sound?
    python -m tools.refresh_fluent_bit --check fluent-bit/   … and is it what that tree makes?
    python -m tools.refresh_fluent_bit --history fluent-bit/.git   write which release brought which option

The source is https://github.com/fluent/fluent-bit: every output in ``plugins/out_*`` declares its options in
a ``config_map``, and ``src/flb_output.c`` and ``src/flb_upstream.c`` those that every output has.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools.generated import refresh

TABLE = Path(__file__).parent.parent / "schemas" / "fluent-bit-outputs.json"
SINCE = TABLE.parent / "fluent-bit-since.json"
_OLDEST = (1, 6)
"""The oldest line of releases that is compared: that of AWS for Fluent Bit 2.8."""
_TAG = re.compile(r"v(\d+)\.(\d+)\.(\d+)")
_OPTION = re.compile(r'FLB_CONFIG_MAP_([A-Z0-9_]+)\s*,\s*"([^"\s]+)"')
_NAME = re.compile(r'struct flb_output_plugin \w+\s*=\s*\{(?:[^{}]|\{[^{}]*\})*?\.name\s*=\s*"([a-z0-9_]+)"')
_COMMON = re.compile(r'prop_key_check\("([a-z0-9_.]+)"')
_VERSION = re.compile(r"set\(FLB_VERSION_(?:MAJOR|MINOR|PATCH)\s+(\d+)\)")
_TYPES = {"BOOL": "bool", "INT": "int", "SIZE": "size", "TIME": "time", "DOUBLE": "number"}
KNOWN = {
    "cloudwatch_logs": {"log_group_name": "text", "auto_create_group": "bool"},
    "s3": {"bucket": "text", "total_file_size": "size"},
    "datadog": {"apikey": "text"},
}
"""Options that the documentation of Fluent Bit gives, as a proof that the source is read rightly."""


def _outputs(tree: Path) -> dict[str, dict[str, str]]:
    """Return the options of every output with the type of their values."""
    found: dict[str, dict[str, str]] = {}
    for folder in sorted((tree / "plugins").glob("out_*")):
        text = "\n".join(
            path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.c"))
        )
        name = _NAME.search(text)
        if name is None:
            continue
        options = {option.lower(): _TYPES.get(kind, "text") for kind, option in _OPTION.findall(text)}
        found[name[1]] = dict(sorted(options.items()))
    return found


def _git(history: Path, *arguments: str) -> str:
    command = ["git", f"--git-dir={history}", *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def _lines(history: Path) -> dict[tuple[int, int], str]:
    """Return the tag of the last release of each line, by the line's first two numbers."""
    newest: dict[tuple[int, int], tuple[int, str]] = {}
    for tag in _git(history, "tag").split():
        match = _TAG.fullmatch(tag)
        if match is not None and (int(match[1]), int(match[2])) >= _OLDEST:
            line = (int(match[1]), int(match[2]))
            newest[line] = max(newest.get(line, (-1, "")), (int(match[3]), tag))
    return {line: tag for line, (_, tag) in sorted(newest.items())}


def _of_release(history: Path, tag: str) -> dict[str, set[str]]:
    """Return the options of the outputs of a release; those that declare none take anything."""
    texts: dict[str, list[str]] = {}
    for name in _git(history, "ls-tree", "-r", "--name-only", tag, "plugins/").split():
        if name.startswith("plugins/out_") and name.endswith(".c"):
            texts.setdefault(name.split("/")[1], []).append(_git(history, "show", f"{tag}:{name}"))
    found = {}
    for parts in texts.values():
        text = "\n".join(parts)
        match = _NAME.search(text)
        if match is not None:
            found[match[1]] = {option.lower() for _, option in _OPTION.findall(text)}
    return found


def make_since(history: Path, as_of: str) -> str:
    """Return which line of releases brought which output and option, as JSON text.

    What the oldest line has, or cannot lack because it declares nothing, is left out.
    """
    lines = {line: _of_release(history, tag) for line, tag in _lines(history).items()}
    outputs: dict[str, str] = {}
    options: dict[str, dict[str, str]] = {}
    last = lines[max(lines)]
    for output, names in sorted(last.items()):
        first = min(line for line, found in lines.items() if output in found)
        if first > min(lines):
            outputs[output] = f"{first[0]}.{first[1]}"
        for name in sorted(names):
            declared = {line: found[output] for line, found in lines.items() if found.get(output)}
            having = [line for line, known in declared.items() if name in known]
            lacking = [line for line, known in declared.items() if name not in known]
            if lacking and min(having) > max(lacking):
                options.setdefault(output, {})[name] = "{}.{}".format(*min(having))
    table = {
        "title": "The releases of Fluent Bit that brought outputs and options",
        "source": "https://github.com/fluent/fluent-bit: plugins/out_* at the last tag of each line",
        "as_of": as_of,
        "lines": list(_lines(history).values()),
        "outputs": outputs,
        "options": options,
    }
    return json.dumps(table, indent=1) + "\n"


def make(tree: Path, as_of: str) -> str:
    """Return the table of a source tree as JSON text; ``as_of`` is the month in which it was read."""
    build = (tree / "CMakeLists.txt").read_text(encoding="utf-8")
    output = (tree / "src" / "flb_output.c").read_text(encoding="utf-8")
    upstream = (tree / "src" / "flb_upstream.c").read_text(encoding="utf-8")
    net = {option.lower(): _TYPES.get(kind, "text") for kind, option in _OPTION.findall(upstream)}
    common = dict.fromkeys(_COMMON.findall(output), "text") | net
    table = {
        "title": "Outputs of Fluent Bit and their options, with the type of the values",
        "source": "https://github.com/fluent/fluent-bit: plugins/out_*, src/flb_output.c, src/flb_upstream.c",
        "version": ".".join(_VERSION.findall(build)[:3]),
        "as_of": as_of,
        "common": dict(sorted(common.items())),
        "outputs": _outputs(tree),
    }
    return json.dumps(table, indent=1) + "\n"


def problems(table: dict[str, Any]) -> list[str]:
    """Say what is not sound in a table."""
    outputs = table["outputs"]
    found = [
        f"{output}.{option}: {outputs.get(output, {}).get(option)}, not {kind}"
        for output, options in KNOWN.items()
        for option, kind in options.items()
        if outputs.get(output, {}).get(option) != kind
    ]
    return found + [
        f"no option {option}"
        for option in ("match", "retry_limit", "tls", "net.keepalive")
        if option not in table["common"]
    ]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Refresh or check the table of Fluent Bit's outputs.")
    parser.add_argument("tree", nargs="?", type=Path)
    parser.add_argument("--as-of", default="2026-11", help="the month in which the source was read")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--history", type=Path, help="a git directory of Fluent Bit with its tags")
    options = parser.parse_args(arguments)
    if options.history is not None:
        SINCE.write_text(make_since(options.history, options.as_of), encoding="utf-8")
        return 0
    if options.tree is None and not options.check:
        parser.error("name a source tree of Fluent Bit, or use --check")
    made = None if options.tree is None else make(options.tree, options.as_of)
    return refresh(TABLE, made, options.tree, problems, options.check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
