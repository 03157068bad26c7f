"""Labels of containers that programs parse.

Source, read 2026-11: https://docs.datadoghq.com/containers/docker/integrations/?tab=labels and
https://docs.datadoghq.com/containers/docker/log/ (labels of Autodiscovery).
"""

from __future__ import annotations

from typing import Final

PREFIX: Final = "com.datadoghq.ad."
"""How the labels of Datadog's Autodiscovery begin."""

JSON: Final[dict[str, type]] = {
    "com.datadoghq.ad.check_names": list,
    "com.datadoghq.ad.checks": dict,
    "com.datadoghq.ad.init_configs": list,
    "com.datadoghq.ad.instances": list,
    "com.datadoghq.ad.logs": list,
}
"""Labels whose value is JSON, and what it has to be."""
