"""User data of instances: what runs when an instance starts, and to which cluster it sends the agent.

Read, never run. What a script fetches or calls may set anything, and makes the answer "not known".

Sources, read 2026-11: https://cloudinit.readthedocs.io/en/latest/explanation/format.html (what user data
begins with), https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html,
…/bootstrap_windows_container_instance.html and https://bottlerocket.dev/en/os/latest/#/api/settings/ecs/.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from ecslint.base.pattern import regex
from ecslint.reach.patterns import Hole, Text, join

Kind: TypeAlias = Literal["shell", "cloud-config", "mime", "other", "powershell", "toml", "text", "unknown"]

CONFIG: Final = "/etc/ecs/ecs.config"
"""The file that the agent reads on Linux."""
DEFAULT_CLUSTER: Final = "default"
"""Where the agent registers the instance if nobody names a cluster."""

_FIRST: Final = 0xF0000
"""Holes are characters of a private plane from here on, so that a script stays one string."""
_HOLE: Final = regex("[\U000f0000-\U000fffff]")
_STARTS: Final[tuple[tuple[str, Kind], ...]] = (
    ("#!", "shell"),
    ("#cloud-config", "cloud-config"),
    ("content-type:", "mime"),
    ("mime-version:", "mime"),
    ("#cloud-boothook", "shell"),
    ("#include", "other"),
    ("#part-handler", "other"),
    ("#upstart-job", "other"),
    ("## template:", "other"),
    ("<powershell", "powershell"),
    ("<script", "powershell"),
    ("version: 1.", "powershell"),
    ("<persist", "powershell"),
)
_ASSIGNED: Final = regex(r"""ECS_CLUSTER["']?\s*[=,:]\s*\\?["']?([^\s"'\\;|&>)<]*)""")
_ON_WINDOWS: Final = regex(r"""-Cluster(?:\s+|:)["']?([^\s"';|&>)<]+)""", re.IGNORECASE)
_IN_TOML: Final = regex(
    r"""^[ \t]*(?:settings\.ecs\.)?cluster[ \t]*=[ \t]*["']([^"'\n]*)["']""", re.MULTILINE
)
_TOML: Final = regex(r"^[ \t]*\[?settings\.[\w.-]+", re.MULTILINE)
_WRITES: Final = regex(r"ECS_CLUSTER(?:(?!ECS_CLUSTER)[^\n])*?>>?\s*([^\s;|&]+)")
_MORE: Final = regex(
    r"curl|wget|cfn-init|aws\s+s3|aws\s+ssm|\bgit\b|ansible|puppet|\bchef|salt|python|perl|ruby|node\b|base64|gunzip|"
    r"\beval\b|\bsource\b|^[ \t]*\.\s|\bbash\b|\bsh\s|unzip|\btar\b|docker\b|\bsed\b|\bmv\b|\bcp\b|\bif\b|"
    r"\bcase\b|"
    r"jq\b|invoke-webrequest|iex\b|downloadfile|start-process",
    re.IGNORECASE | re.MULTILINE,
)
"""What may set the cluster in a way that is not seen, or not run at all."""
_SHEBANG: Final = regex(r"^[ \t]*#!.*$", re.MULTILINE)
_FIREWALL: Final = regex(r"^[ \t]*(?:sudo[ \t]+)?(?:iptables|ip6tables)[ \t].*$", re.MULTILINE)
"""Rules of the firewall, which may name ``docker+``, an interface."""
_VARIABLE: Final = regex(r"ECS_CLUSTER=[\"']?\$\{(\w+)\}")
_ANEW: Final = regex(r"(?<![>&\d])>\s*/etc/ecs/ecs\.config|\btee\s+/etc/ecs/ecs\.config")
_INSTALLS: Final = regex(
    r"ecs-init|amazon-linux-extras|ecs-agent|amazon-ecs|install-module|invoke-|expand-archive|msiexec|"
    r"amazon-ecs-volume",
    re.IGNORECASE,
)
_ECS: Final = regex(r"\becs\b", re.IGNORECASE)
"""What may put the agent on an image that has none."""
_TABLE: Final = regex(r"^[ \t]*\[([\w.\"-]+)\][ \t]*(?:#.*)?$", re.MULTILINE)
_TOML_LINE: Final = regex(r"^[ \t]*(?:$|#|\[[\w.\"-]+\]|[\w.\"-]+[ \t]*=)")
_RESTART: Final = regex(
    r"^[ \t]*(?:sudo[ \t]+)?(?:/s?bin/|systemctl[ \t]+)?(?:reboot|init[ \t]+6|shutdown[ \t]+-r)\b",
    re.MULTILINE,
)
_SIGNAL: Final = regex(r"cfn-signal|signal-resource|SignalResource|WaitCondition", re.IGNORECASE)
_SIGNALLED: Final = regex(
    r"cfn-signal(?:(?!cfn-signal)[^\n])*?--resource[=\s]+[\"']?([\w\U000f0000-\U000fffff]+)"
)
_INIT: Final = regex(
    r"cfn-init(?:\.exe)?[\"']?[ \t](?P<line>[^\n;&|]{1,600}+)",
    re.IGNORECASE,
)
_INIT_AT: Final = regex(r"(?:^|\s)(?:--stack|-s)[=\s]{1,4}+[\"']?([^\s\"']{1,255}+)")
_INIT_OF: Final = regex(r"(?:^|\s)(?:--resource|-r)[=\s]{1,4}+[\"']?([\w\U000f0000-\U000fffff]{1,255}+)")


class UserData(NamedTuple):
    """What user data do. ``clusters`` are the values of ``ECS_CLUSTER`` in the order in which they are set.

    ``is_open`` says that something else may well set it, ``calls`` that it is conceivable. ``wrong_file``
    is a file to which it is written although the agent reads another one. ``signals`` says whether
    CloudFormation is told that the instance is ready, and ``resources`` for which resources.
    ``unfilled`` are names in ``ECS_CLUSTER=${NAME}`` to which the script gives no value; ``is_overwritten``
    says that the file is written anew after the cluster was set.
    """

    kind: Kind
    """What reads them: a shell, PowerShell, cloud-init …"""
    clusters: tuple[Text, ...] = ()
    is_open: bool = False
    calls: bool = False
    wrong_file: str = ""
    signals: bool | None = False
    resources: tuple[Text, ...] = ()
    unfilled: tuple[str, ...] = ()
    is_overwritten: bool = False
    installs: bool | None = False
    """Whether they put the agent on the instance (``None``: perhaps)."""
    repeated: str = ""
    """A table of TOML that is there twice, which no reader of TOML takes."""
    restarts: bool = False
    """Whether the instance is restarted before the cluster is set."""
    drivers: tuple[str, ...] | None = None
    """The log drivers that the agent is told to offer; ``None`` where it is told nothing."""
    named_drivers: tuple[str, ...] = ()
    """The log drivers as the user data name them."""
    drivers_unquoted: bool = False
    """Whether the shell takes the quotes out of their list, so that the agent cannot read it."""

    checks_pool: bool | None = None
    """Whether the agent is told to look whether it is in a warm pool; ``None``: not looked for."""
    unclosed: bool = False
    """Whether a string of PowerShell is not closed, so that nothing of the script is run."""
    drains: bool = False
    """Whether the agent is told to drain the instance when EC2 takes a Spot Instance back."""
    plugins: bool = False
    """Whether plug-ins of Docker are installed."""
    exported: bool = False
    """Whether the cluster is a variable of the shell only, which the agent does not see."""
    inits: tuple[Text, ...] = ()
    """The resources whose metadata ``cfn-init`` is told to carry out."""
    reserved: int = 0
    """The MiB that the agent is told to keep free (``ECS_RESERVED_MEMORY``)."""

    @property
    def is_run(self) -> bool | None:
        """Whether anything reads the data: cloud-init passes over what begins like nothing it knows."""
        return None if self.kind in ("unknown", "other") else self.kind not in ("text", "toml")


@lru_cache(maxsize=128)
def parse(text: Text) -> UserData:
    """Read user data, decoded."""
    holes: list[Hole] = [letter for letter in dict.fromkeys(text) if isinstance(letter, Hole)]
    numbers = {hole: chr(_FIRST + index) for index, hole in enumerate(holes)}
    script = "".join(letter if isinstance(letter, str) else numbers[letter] for letter in text)
    kind = _kind(script)
    if kind == "mime":
        script = _decoded(script)
    if kind == "unknown":
        return UserData(kind, is_open=True, signals=None, installs=None)
    uncommented = _without_comments(script)
    own = {letter for hole, letter in numbers.items() if hole.name in ("AWS::StackName", "AWS::StackId")}

    def value(found: str) -> Text:
        return join(holes[ord(c) - _FIRST] if _HOLE.match(c) else c for c in found)

    if kind == "toml":
        found = _IN_TOML.findall(script)
        tables = _TABLE.findall(script)
        twice = next((table for table in tables if tables.count(table) > 1), "")
        return UserData(kind, tuple(map(value, found)), bool(_alone(script)), signals=None, repeated=twice)
    names = _ASSIGNED.findall(uncommented)
    if kind == "powershell":
        names += _ON_WINDOWS.findall(uncommented)
    calls = bool(_MORE.search(_FIREWALL.sub("", _SHEBANG.sub("", uncommented))))
    is_open = bool(_alone(uncommented)) or calls or bool(_FILE_CONTENT.search(uncommented))
    drivers = _drivers(uncommented)
    shelled = [name for name in names if "$" in name or "`" in name or "%" in name or not name]
    return UserData(
        kind,
        tuple(value(name) for name in names if name not in shelled),
        bool(shelled) or kind == "other" or (is_open and not names),
        is_open,
        (_wrong_file(uncommented) or _file_of_cloud_config(kind, uncommented)) if names else "",
        None if kind == "other" or (is_open and not _SIGNAL.search(script)) else bool(_SIGNAL.search(script)),
        tuple(map(value, _SIGNALLED.findall(uncommented))),
        tuple(name for name in _VARIABLE.findall(uncommented) if not _is_given(name, uncommented)),
        _is_overwritten(uncommented),
        True if _installs(uncommented) else None if is_open or kind == "other" else False,
        restarts=bool(names) and _restarts(uncommented),
        checks_pool=re.search(r"ECS_WARM_POOLS_CHECK\W+(?:true|1|\$true)", script, re.IGNORECASE) is not None,
        unclosed=kind == "powershell" and is_unclosed(script),
        drivers=None if drivers is None else (*drivers, "awsfirelens"),
        named_drivers=drivers or (),
        drains=_DRAINS.search(uncommented) is not None,
        plugins=re.search(r"\bdocker\s+plugin\b|/plugins/", uncommented) is not None,
        drivers_unquoted=_UNQUOTED.search(uncommented) is not None,
        exported=kind == "shell" and _is_exported(uncommented),
        inits=tuple(map(value, _inits(uncommented, own))),
        reserved=max(map(int, _RESERVED.findall(uncommented)), default=0),
    )


def is_unclosed(script: str) -> bool:
    """Say whether a string in a script of PowerShell is not closed at its end.

    Such a script is refused as a whole. Strings may go on over lines; a backtick takes the meaning from the
    next character in double quotes and outside of strings; a quote is doubled to stand for itself.
    Source: about_Quoting_Rules and about_Parsing, Microsoft Learn, read 2026-11.
    """
    quote, at = "", 0
    if "@'" in script or '@"' in script or "<#" in script:
        return False
    while at < len(script):
        letter = script[at]
        if not quote and letter == "#" and (at == 0 or script[at - 1] in " \t\n;"):
            end = script.find("\n", at)
            at = len(script) if end < 0 else end
            continue
        if letter == "`" and quote != "'":
            at += 2
            continue
        if letter in "\"'" and not quote:
            quote = letter
        elif letter == quote:
            quote = ""
        at += 1
    return bool(quote)


_DRAINS: Final = regex(r"ECS_ENABLE_SPOT_INSTANCE_DRAINING\W{1,6}+(?:true|1|t)\b", re.IGNORECASE)
_DRIVERS: Final = regex(
    r"ECS_AVAILABLE_LOGGING_DRIVERS[\"']?[ \t]{0,4}+[=:][ \t]{0,4}+\\?[\"']?\[([^\[\]\n]{0,400}+)\]"
)


_UNQUOTED: Final = regex(
    r"^[^'\n#]{0,60}?\becho[ \t]{1,4}+[^'\n]{0,60}?ECS_AVAILABLE_LOGGING_DRIVERS=\[\"", re.MULTILINE
)


def _drivers(script: str) -> tuple[str, ...] | None:
    if "ECS_AVAILABLE_LOGGING_DRIVERS" not in script:
        return None
    lists = _DRIVERS.findall(script)
    return tuple(re.findall("[a-z][a-z-]*", lists[-1])) if lists else ()


def _installs(script: str) -> bool:
    """Say whether a script may put the agent on an image: by a known name, or a line on ECS that installs."""
    return _INSTALLS.search(script) is not None or any(
        "install" in line.lower() and _ECS.search(line) for line in script.splitlines()
    )


_TRANSFER: Final = regex(r"^content-transfer-encoding:[ \t]*base64[ \t]*$", re.IGNORECASE)
_FILE_CONTENT: Final = regex(r"^([ \t-]*)encoding:[ \t]*(?:b64|base64)[ \t]*$", re.IGNORECASE | re.MULTILINE)


def _decoded(script: str) -> str:
    """Return user data of several parts with those decoded that are in base64.

    What cannot be decoded stays as it is.
    """
    out: list[str] = []
    body: list[str] | None = None
    encoded = False
    for line in [*script.splitlines(), "--"]:
        if line.startswith("--"):
            out += [] if body is None else _plain(body).splitlines()
            body, encoded = None, False
            out.append(line)
        elif body is not None:
            body.append(line)
        elif not line.strip() and encoded:
            body = []
        else:
            encoded = encoded or _TRANSFER.match(line) is not None
            out.append(line)
    return "\n".join(out)


def _plain(lines: list[str]) -> str:
    from base64 import b64decode

    try:
        return b64decode("".join("".join(lines).split()), validate=True).decode("utf-8")
    except ValueError:  # also those of base64 and of UTF-8
        return "\n".join(lines)


def _is_given(name: str, script: str) -> bool:
    return re.search(rf"\b{re.escape(name)}=|\bread\s+{re.escape(name)}\b", script) is not None


def _is_overwritten(script: str) -> bool:
    """Say whether the agent's file is written anew after the last mention of the cluster."""
    last = script.rfind("ECS_CLUSTER")
    if last < 0:
        return False
    end = script.find("\n", last)
    return end >= 0 and _ANEW.search(script, end) is not None


def _restarts(script: str) -> bool:
    """Say whether the instance is restarted before the last mention of the cluster."""
    return _RESTART.search(script, 0, max(script.rfind("ECS_CLUSTER"), 0)) is not None


def _kind(script: str) -> Kind:
    start = script.lstrip().lower()
    if not start:
        return "text"
    if _HOLE.match(start[0]) or start.startswith("\x1f\x8b"):
        return "unknown"
    if start.startswith("#!") and "[settings." in start and all(map(_TOML_LINE.match, start.splitlines())):
        return "toml"  # for which the first line is a comment
    for beginning, kind in _STARTS:
        if start.startswith(beginning):
            return kind
    return "toml" if _TOML.search(script) else "text"


def _alone(script: str) -> list[str]:
    """Return the lines that may be more than one: those that are a hole and nothing else."""
    return [line for line in script.splitlines() if _HOLE.fullmatch(line.strip())]


def _without_comments(script: str) -> str:
    lines = script.splitlines()
    return "\n".join(line for i, line in enumerate(lines) if i == 0 or not line.lstrip().startswith("# "))


_RESERVED: Final = regex(r"ECS_RESERVED_MEMORY[\"']?[ \t]{0,4}+[=:][ \t]{0,4}+[\"']?(\d{1,7})(?!\d)")
_EXPORTED: Final = regex(r"^[ \t]{0,40}+(?:export[ \t]{1,4}+)?ECS_CLUSTER=[^;|&>]{0,200}+$")
_ENTRY: Final = regex(
    r"^[ \t]{0,40}+(?:-[ \t]{1,8}+)?path:[ \t]{0,8}+[\"']?(/[^\s\"'#]{1,200}+)", re.MULTILINE
)


def _inits(script: str, own: set[str]) -> list[str]:
    """Return the resources that calls of ``cfn-init`` name, which may go on over lines.

    ``own`` are the letters for the name of the stack itself: calls for other stacks are left out.
    """
    if "cfn-init" not in script:
        return []
    lines = [match["line"] for match in _INIT.finditer(script.replace("\\\n", " "))]
    stacks = [(_INIT_AT.search(line), line) for line in lines]
    return [
        name for stack, line in stacks if stack is None or stack[1] in own for name in _INIT_OF.findall(line)
    ]


def _is_exported(script: str) -> bool:
    """Say whether each mention of the cluster is an assignment in the shell, and no file is written."""
    lines = [line for line in script.splitlines() if "ECS_CLUSTER" in line]
    return bool(lines) and "/etc/ecs" not in script and all(map(_EXPORTED.match, lines))


def _file_of_cloud_config(kind: Kind, script: str) -> str:
    """Return the file that ``write_files`` of cloud-config makes, if the agent surely does not read it."""
    if kind != "cloud-config" or CONFIG in script or re.search(r"\b(?:cp|mv|ln|docker|cat|tee)\b", script):
        return ""
    before = _ENTRY.findall(script[: script.find("ECS_CLUSTER")])
    files = _ENTRY.findall(script)
    return before[-1] if before and len(files) == len(before) and not _HOLE.search(before[-1]) else ""


def _wrong_file(script: str) -> str:
    """Return the file to which the cluster is written, if the agent surely does not read it."""
    files = _WRITES.findall(script)
    known = [file.strip("\"'") for file in files]
    if not known or "ecs.config" in script.replace("/etc/ecs.config", "").replace(known[0], ""):
        return ""
    if any(file == CONFIG or not file.startswith("/") or _HOLE.search(file) or "$" in file for file in known):
        return ""
    return "" if re.search(r"\b(?:cp|mv|ln|docker|cat|env_file)\b", script) else known[0]
