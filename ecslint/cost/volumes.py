"""EBS volumes that Amazon ECS makes for the tasks of a service, a task run or a task set."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ecslint.base.unresolved import Unresolved
from ecslint.cost.estimate import Line, Range
from ecslint.cost.prices import HOURS, Prices, around
from ecslint.facts import ebs
from ecslint.model.base import each, is_complete
from ecslint.model.run import RunTask, TaskSet
from ecslint.model.service import Service, ServiceManagedEBSVolumeConfiguration

FREE: Final = {"iops": 3000, "throughput": 125}
"""What each gp3 volume has without a charge, in IOPS and MiB/s. Source:
https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"""
FIRST_TIER: Final = 32000
"""IOPS of an io2 volume that cost the price of the first tier; for more there is none here."""


def volume_lines(
    runs: Service | RunTask | TaskSet | None, tasks: Range, prices: Prices, region: str
) -> list[Line]:
    """Return the lines of the volumes of all tasks; a part that is not known, or has no price, says so."""
    configurations = None if isinstance(runs, TaskSet | None) else runs.volume_configurations
    if configurations is None:
        return []
    if not is_complete(configurations):
        return [Line("EBS volumes", tasks, None, "the volumes of its tasks are not known")]
    found: list[Line] = []
    for _, configuration in each(configurations):
        volume = getattr(configuration, "managed_ebs_volume", None)
        if isinstance(volume, ServiceManagedEBSVolumeConfiguration):
            found += _volume(volume, tasks, prices, region)
        elif volume is not None:
            found.append(Line("EBS volumes", tasks, None, "the volumes of its tasks are not known"))
    return found


def _volume(
    volume: ServiceManagedEBSVolumeConfiguration, tasks: Range, prices: Prices, region: str
) -> Iterator[Line]:
    """Yield the lines of one volume for each task: its size, and the speed that is paid for on top."""
    kind = ebs.DEFAULT_TYPE if volume.volume_type is None else volume.volume_type
    size = volume.size_in_gib
    if isinstance(kind, Unresolved) or size is None or isinstance(size, Unresolved):
        what = "type" if isinstance(kind, Unresolved) else "size"
        where = ", it is that of a snapshot" if size is None and volume.snapshot_id is not None else ""
        yield Line("EBS volumes", tasks, None, f"the {what} of the volumes is not known{where}")
        return
    yield _line(f"GB of EBS {kind}", Decimal(max(size, 0)), f"ebs_{kind}_gb_month", tasks, prices, region)
    for name, word, value in (
        ("iops", "IOPS", volume.iops),
        ("mibps", "MiB/s", volume.throughput),
    ):
        free = FREE["iops" if name == "iops" else "throughput"] if kind == "gp3" else 0
        if isinstance(value, Unresolved):
            yield Line(f"{word} of EBS {kind}", tasks, None, f"the {word} of the volumes are not known")
        elif value is not None and value > free and (kind in ebs.IOPS if name == "iops" else kind == "gp3"):
            extra, price = Decimal(value - free), f"ebs_{kind}_{name}_month"
            price += "" if kind != "io2" or value <= FIRST_TIER else f" above {FIRST_TIER}"
            yield _line(f"{word} of EBS {kind}", extra, price, tasks, prices, region)


def _line(what: str, each_has: Decimal, price: str, tasks: Range, prices: Prices, region: str) -> Line:
    found = around(prices, region, price)
    if found is None and price.endswith("_gb_month"):
        found = around(prices, region, "ebs_gb_month")
    count = tasks.times(each_has)
    if found is None:
        return Line(what, count, None, no_price(what, price, region, prices))
    return Line(what, count, found[0] / HOURS, as_of=found[1])


def no_price(what: str, price: str, region: str, prices: Prices) -> str:
    """Say that nothing is known of a price, by its name in a file of prices."""
    currency = "" if prices.currency == "USD" else f" in {prices.currency}"
    return f"no price known for {what} ({price}) in {region}{currency}"
