"""What AWS Copilot itself refuses in a manifest, before it deploys anything (ECS770).

Source: aws/copilot-cli ``internal/pkg/manifest/validate.go``, read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.words import one_of, quoted
from ecslint.checks._shared.copilot_routing import is_open as _is_open
from ecslint.checks._shared.copilot_routing import more_faults_of
from ecslint.checks._shared.copilot_topics import topic_faults_of
from ecslint.documents.copilot_manifest import Manifest
from ecslint.facts import copilot as facts

_Fault: TypeAlias = tuple[tuple[str, ...], str]
"""The path of a field, and what is wrong with it."""
_RANGE: Final = regex(r"(\d{1,9})-(\d{1,9})")
_AS_AWS: Final = regex(r"(?:rate|cron)\(|none")
"""What Copilot hands to EventBridge as it is. Source: aws/copilot-cli
``internal/pkg/deploy/cloudformation/stack/scheduled_job.go``, read 2026-11-30."""
_ZONE: Final = regex(r"\A(?:CRON_)?TZ=\S+")
_CRON: Final = 5
"""Fields of a schedule in the form of crontab, which ``cron.ParseStandard`` takes alone."""


def faults_of(manifest: Manifest) -> Iterator[_Fault]:
    """Yield what Copilot refuses in a manifest: the path of a field, and what is wrong with it."""
    kind = str(manifest.get("type"))
    for rule in (_image, _http, _count, _storage, _files, _platform, _sidecars, _network, _trigger):
        yield from rule(manifest, kind)
    yield from more_faults_of(manifest)
    yield from topic_faults_of(manifest)


def _image(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    yield from _source(manifest, ("image",))
    if kind == "Load Balanced Web Service" and manifest.get("image", "port") is None:
        yield ("image",), '"image" has no "port", which a Load Balanced Web Service needs; add it'


def _source(manifest: Manifest, path: tuple[str, ...]) -> Iterator[_Fault]:
    build, location = manifest.get(*path, "build"), manifest.get(*path, "location")
    if build in (None, "") and location is None:
        yield path, f'"{".".join(path)}" has neither "build" nor "location"; add one of them'
    elif build not in (None, "") and location is not None:
        yield (*path, "location"), f'"{".".join(path)}" has both "build" and "location"; remove one'


def _http(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    http = manifest.get("http")
    if kind == "Load Balanced Web Service":
        if http is None:
            yield (), 'a Load Balanced Web Service needs "http"; add it, or set it to false beside "nlb"'
        elif http is False and manifest.get("nlb") is None:
            yield ("http",), 'without "http" a Load Balanced Web Service needs "nlb"; add it'
    if http is not None and not isinstance(http, dict | bool):
        yield ("http",), '"http" is neither an object nor false; use an object'
    if not isinstance(http, dict) or not http:
        return
    if http.get("path") is None:
        yield ("http",), '"http" has no "path"; add it, for instance "/"'
    version = http.get("version")
    if isinstance(version, str) and not _is_open(version) and version.upper() not in facts.HTTP_VERSIONS:
        words = one_of(quoted([word.lower() for word in facts.HTTP_VERSIONS]))
        yield ("http", "version"), f'"version" is "{version}"; use {words}'
    if http.get("hosted_zone") is not None and http.get("alias") is None:
        yield ("http", "hosted_zone"), '"hosted_zone" is for an "alias"; add it'


def _count(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    count, metrics = manifest.get("count"), facts.METRICS.get(kind)
    if not isinstance(count, dict) or not count:
        return
    if metrics is None:
        yield ("count",), f"a {kind} does not scale; remove the object, or use a number"
        return
    others = {name for each in facts.METRICS.values() for name in each} - set(metrics)
    for name in sorted(others & count.keys()):
        yield ("count", name), f'a {kind} does not scale by "{name}"; use {one_of(quoted(metrics))}'
    given = [name for name in metrics if count.get(name) is not None]
    bounds = count.get("range")
    if bounds is None and given:
        yield ("count",), f'"{given[0]}" needs a "range"; add it, for instance 1-10'
    elif bounds is not None and not given and not others & count.keys():
        yield ("count", "range"), f'"range" needs something to scale by; add {one_of(quoted(metrics))}'
    if count.get("spot") is not None and (bounds is not None or given):
        yield ("count", "spot"), '"spot" and scaling exclude each other; use "spot_from" of "range"'
    for name in ("cpu_percentage", "memory_percentage"):
        value = count.get(name)
        value = value.get("value") if isinstance(value, dict) else value
        if isinstance(value, int) and not 0 <= value <= 100:
            yield ("count", name), f'"{name}" is {value}; use 0 to 100'
    yield from _range(bounds)


def _range(bounds: object) -> Iterator[_Fault]:
    low: object = None
    high: object = None
    if isinstance(bounds, dict):
        low, high = bounds.get("min"), bounds.get("max")
        if low is None or high is None:
            yield ("count", "range"), '"range" needs "min" and "max"; add them'
    elif isinstance(bounds, str) and not _is_open(bounds):
        match = _RANGE.fullmatch(bounds)
        if match is None:
            yield ("count", "range"), f'"range" is "{bounds}"; use two numbers, for instance 1-10'
        else:
            low, high = int(match[1]), int(match[2])
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield ("count", "range"), f"the range begins at {low} and ends at {high}; swap them"


def _storage(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    managed: list[tuple[str, ...]] = []
    for path, volume in manifest.objects("storage", "volumes"):
        if volume.get("path") in (None, ""):
            yield path, f'the volume "{path[-1]}" has no "path" in the container; add it'
        efs = volume.get("efs")
        if efs is True or (isinstance(efs, dict) and efs.keys() & {"uid", "gid"}):
            managed.append(path)
        if isinstance(efs, dict):
            yield from _efs((*path, "efs"), efs)
    if len(managed) > 1:
        yield (*managed[1], "efs"), "a service has at most one file system of Copilot's own; use an id"


def _efs(path: tuple[str, ...], efs: dict[str, object]) -> Iterator[_Fault]:
    own, given = efs.keys() & {"uid", "gid"}, efs.keys() & {"id", "root_dir", "auth"}
    if own and given:
        message = f'"{min(own)}" is for a new file system, "{min(given)}" for another; remove one'
        yield path, message
    elif len(own) == 1:
        missing = "gid" if "uid" in own else "uid"
        yield path, f'"{min(own)}" needs "{missing}"; add it'
    if efs.get("uid") == 0:
        yield (*path, "uid"), '"uid" is 0, which Copilot refuses; use another'
    auth = efs.get("auth")
    if not isinstance(auth, dict) or auth.get("access_point_id") is None:
        return
    root = efs.get("root_dir")
    if root not in (None, "", "/") and not _is_open(root):
        yield (*path, "root_dir"), f'with an access point "root_dir" has to be "/", not "{root}"; remove it'
    if auth.get("iam") is False:
        yield (*path, "auth", "iam"), 'an access point needs "iam"; set it to true'


def _files(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    sections = [(), ("logging",), *(path for path, _ in manifest.objects("sidecars"))]
    for section in sections:
        name = manifest.get(*section, "env_file")
        if isinstance(name, str) and name and not _is_open(name) and not name.endswith(".env"):
            yield (*section, "env_file"), f'the environment file "{name}" does not end in .env; rename it'


def _platform(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    given = manifest.get("platform")
    if isinstance(given, dict):
        system, architecture = given.get("osfamily"), given.get("architecture")
        if (system is None) != (architecture is None):
            yield ("platform",), '"osfamily" and "architecture" go together; add the other'
            return
        text = f"{system}/{architecture}"
    else:
        text = str(given)
    if given is None or _is_open(text):
        return
    known = facts.PLATFORMS if isinstance(given, str) else facts.ALL_PLATFORMS
    if text.lower() not in known:
        yield ("platform",), f'"platform" is "{text}"; use {one_of(quoted(facts.PLATFORMS))}'


def _sidecars(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    for path, sidecar in manifest.objects("sidecars"):
        image = sidecar.get("image")
        if image in (None, "", {}):
            yield path, f'the sidecar "{path[-1]}" has no "image"; add it'
        elif isinstance(image, dict):
            yield from _source(manifest, (*path, "image"))
        points = sidecar.get("mount_points")
        for point in points if isinstance(points, list) else ():
            for name in ("source_volume", "path"):
                if isinstance(point, dict) and point.get(name) in (None, ""):
                    yield (*path, "mount_points"), f'a mount point of "{path[-1]}" has no "{name}"; add it'


def _network(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    placement = manifest.get("network", "vpc", "placement")
    if isinstance(placement, str) and not _is_open(placement) and placement not in facts.PLACEMENTS:
        words = one_of(quoted(facts.PLACEMENTS))
        yield ("network", "vpc", "placement"), f'"placement" is "{placement}"; use {words}'
    tracing = manifest.get("observability", "tracing")
    if isinstance(tracing, str) and not _is_open(tracing) and tracing.lower() != facts.TRACING:
        yield ("observability", "tracing"), f'"tracing" is "{tracing}"; use "{facts.TRACING}"'


def _trigger(manifest: Manifest, kind: str) -> Iterator[_Fault]:
    if kind == "Scheduled Job" and manifest.get("on", "schedule") is None:
        on = manifest.get("on")
        yield (("on",) if on is not None else ()), 'the job has no "schedule" in "on"; add one'
    schedule = manifest.get("on", "schedule")
    if isinstance(schedule, str) and schedule and not _is_open(schedule):
        fields = _ZONE.sub("", schedule).split()
        if _AS_AWS.search(schedule) is None and not schedule.startswith("@") and len(fields) != _CRON:
            message = f'the schedule "{schedule}" has {len(fields)} fields; use five, as crontab does'
            yield ("on", "schedule"), message
