"""What Java, Go and Node.js refuse on start.

Sources, read 2026-11: the table of flags in ``src/hotspot/share/runtime/arguments.cpp`` of
https://github.com/openjdk/jdk (what expired is "Unrecognized VM option"), JEP 271 (their
logging), JEP 363 (CMS), https://docs.cloudbees.com/docs/cloudbees-ci-kb/latest/client-and-managed-controllers/after-ugrading-to-jdk-11-jenkins-fail-to-start-due-to-unrecognized-vm-option,
https://pkg.go.dev/runtime#hdr-Environment_Variables (``GOMEMLIMIT``: a number of bytes with B, KiB, MiB, GiB
or TiB; ``GOGC``), https://nodejs.org/api/cli.html#node_optionsoptions.
"""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex

REMOVED_FLAGS: Final = {
    "UseCGroupMemoryLimitForHeap": 12,
    "PrintGCDateStamps": 9,
    "PrintGCTimeStamps": 9,
    "PrintGCApplicationStoppedTime": 9,
    "PrintTenuringDistribution": 9,
    "PrintHeapAtGC": 9,
    "UseGCLogFileRotation": 9,
    "NumberOfGCLogFiles": 9,
    "GCLogFileSize": 9,
    "UseConcMarkSweepGC": 16,
    "CMSInitiatingOccupancyFraction": 16,
    "UseCMSInitiatingOccupancyOnly": 16,
    "AggressiveOpts": 13,
    "MaxPermSize": 17,
    "PermSize": 17,
}
"""Flags of the virtual machine, and the first release that refuses them."""

COLLECTORS: Final = ("Serial", "Parallel", "G1", "Z", "Shenandoah", "ConcMarkSweep", "Epsilon")
"""Collectors of garbage, of which the virtual machine takes one (https://openjdk.org/jeps/248)."""

JAVA_OF_THE_LAUNCHER: Final = ("-jar", "-cp", "-classpath")
"""Options that ``JAVA_TOOL_OPTIONS`` cannot have: the launcher reads them, the virtual machine does not."""

NODE_ALONE: Final = regex(
    r"--(?:max[-_]old[-_]space[-_]size|max[-_]semi[-_]space[-_]size)(?:=.*)?|--expose[-_]gc"
)
"""Options of Node.js (V8) that no program has, so that they belong before the script."""

GO_SIZE: Final = regex(r"\d+(?:B|KiB|MiB|GiB|TiB)?")

NODE_REFUSES: Final = frozenset(
    {
        "--check",
        "--eval",
        "--gc-interval",
        "--harmony",
        "--help",
        "--interactive",
        "--max-heap-size",
        "--optimize-for-size",
        "--print",
        "--stack-size",
        "--trace-gc",
        "--version",
        "-c",
        "-e",
        "-h",
        "-i",
        "-p",
        "-v",
    }
)
"""Options that Node.js takes on its command line only (tried with 20.20)."""

NODE_SIZE: Final = regex(
    r"--max[-_](?:old|semi)[-_]space[-_]size(?![-_]percentage)(?!=\"?\d{1,9}\"?(?:\s|$))\S{0,40}"
)
"""A size of a heap that is not a number of MiB behind ``=``: "illegal value for flag" (tried with 20.20)."""

JAVA_IMAGES: Final = frozenset(
    {"eclipse-temurin", "amazoncorretto", "openjdk", "public.ecr.aws/amazoncorretto/amazoncorretto"}
)
"""Images whose tags begin with the release of Java."""

JAVA_ENDS: Final = frozenset({"-version", "--version", "-help", "--help", "-?", "-X", "--help-extra"})
"""Options at which the launcher of Java prints something and ends
(https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html, read 2026-11)."""

BEFORE_CONTAINERS: Final = 191
"""The update of Java 8 that first heeds the memory of a container (10 does, 9 does not),
https://www.oracle.com/java/technologies/javase/8u191-relnotes.html, read 2026-11."""

OWN_LIMIT_ONLY: Final = 24
"""From this release on Java takes the limit of the container's own control group only, not that of the task
above it: https://github.com/adoptium/adoptium-support/issues/1293, read 2026-11."""

OWN_LIMIT_ONLY_UPDATES: Final = {21: 9}
"""Updates of earlier releases that do so: https://github.com/corretto/corretto-21/issues/135 (2026-11)."""

OPENJ9: Final = "openj9"
"""In tags of images whose Java is Eclipse OpenJ9, which takes the limit of the container's own control group
only: https://github.com/eclipse-openj9/openj9/issues/11998, read 2026-11."""

OPENJ9_IMAGES: Final = frozenset(
    {"adoptopenjdk", "ibm-semeru-runtimes", "ibmjava", "open-liberty", "websphere-liberty"}
)
"""Images with OpenJ9, where their tag does not say otherwise."""

JAVA_OF_THE_MACHINE: Final = frozenset({"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"})
"""Variables that the virtual machine reads itself; the launcher reads ``JDK_JAVA_OPTIONS`` like its command
line, on which scripts put ``JAVA_OPTS`` (https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html)."""

JAVA_WITH_EQUALS: Final = frozenset(
    {"--add-exports", "--add-opens", "--add-reads", "--add-modules", "--limit-modules", "--patch-module"}
)
"""Options whose value the launcher takes as a word of its own, and the virtual machine in its variables does
not: seen in https://github.com/adoptium/containers/issues/97 (2026-11)."""
