"""Managed EBS volumes of tasks: sizes in GiB, IOPS, throughput in MiB/s.

Sources, read 2026-11: the ServiceManagedEBSVolumeConfiguration page of the Amazon ECS API reference and
https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html. Where the ECS page still shows a
smaller limit than EBS itself, EBS' limit is taken.
"""

from __future__ import annotations

from typing import Final

DEFAULT_TYPE: Final = "gp3"

SIZES: Final[dict[str, tuple[int, int]]] = {
    "gp2": (1, 16384),
    "gp3": (1, 65536),
    "io1": (4, 16384),
    "io2": (4, 65536),
    "st1": (125, 16384),
    "sc1": (125, 16384),
    "standard": (1, 1024),
}
IOPS: Final[dict[str, tuple[int, int]]] = {
    "gp3": (3000, 80000),
    "io1": (100, 64000),
    "io2": (100, 256000),
}
IOPS_NEEDED: Final = ("io1", "io2")
IOPS_UNSUPPORTED: Final = ("gp2", "st1", "sc1", "standard")
"""``CreateVolume`` of the Amazon EC2 API says to omit it for all types but gp3, io1 and io2."""
IOPS_RATIO: Final = {"gp3": 500, "io1": 50}
"""IOPS for each GiB at most, beyond those that a volume has anyway.
Sources: ``Iops to volume size ratio of 750.000000 is too high; maximum is 500`` (rocicorp/mono#4410), and
https://docs.aws.amazon.com/goto/WebAPI/opsworks-2013-02-18/EbsBlockDevice (io1), read 2026-11-29."""
THROUGHPUT_TYPE: Final = "gp3"
MAX_THROUGHPUT: Final = 2000
MAX_VOLUMES: Final = 1
"""Managed volumes of a service or task run."""
RESERVED_TAGS: Final = ("AmazonECSCreated", "AmazonECSManaged")
NOT_ON_FARGATE: Final = "standard"
