"""Which addresses of subnets deployments hold at most, for the plans of capacity."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.capacity.plan import Plan
from ecslint.rollout.collect import Deployment


def note_held(plans: Iterable[tuple[str, Plan]], found: Iterable[Deployment]) -> None:
    """Note in plans, which come with the paths they are for, what services hold during a deployment."""
    listed = list(plans)
    for deployment in found:
        if deployment.peak_addresses is None:
            continue
        for path, plan in listed:
            if deployment.path in path.split(", "):
                plan.held[deployment.service] = deployment.peak_addresses.high
