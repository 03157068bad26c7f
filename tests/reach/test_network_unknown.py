"""Values that are not known, in places where a list or a text is usual: no rule may stumble over them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reach.network import ref, resource, template, told
from tests.reach.test_network_out import properties


def caches(made: dict[str, Any]) -> None:
    """Put the subnets of a cache behind a parameter."""
    made["Parameters"] = {"SubnetIds": {"Type": "CommaDelimitedList"}}
    made["Resources"]["Group"] = resource("ElastiCache::SubnetGroup", SubnetIds=ref("SubnetIds"))
    made["Resources"]["Cache"] = resource(
        "ElastiCache::CacheCluster", Engine="redis", CacheSubnetGroupName=ref("Group")
    )


def firelens(made: dict[str, Any]) -> None:
    """Put the name of an output behind a parameter."""
    made["Parameters"] = {"Output": {"Type": "String"}}
    container = properties(made, "Task")["ContainerDefinitions"][0]
    container["LogConfiguration"] = {"LogDriver": "awsfirelens", "Options": {"Name": ref("Output")}}


@pytest.mark.parametrize("change", [caches, firelens])
def test_unknown_values(change: Any) -> None:
    made = template()
    change(made)
    told(made)
