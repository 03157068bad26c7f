"""What the name of an image says about the platform that it is built for.

Sources, read 2026-11: https://mcr.microsoft.com/en-us/catalog (Windows base images),
https://github.com/docker-library/official-images (architectures other than amd64) and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-windows-fargate.html.
"""

from __future__ import annotations

from typing import Final

WINDOWS_REPOSITORIES: Final = ("mcr.microsoft.com/windows/", "mcr.microsoft.com/windows:")
"""Repositories that hold nothing but Windows images."""

WINDOWS_WORDS: Final = ("windowsservercore", "nanoserver")
"""Words in a tag that only Windows images have."""

WINDOWS_RELEASES: Final = {
    "ltsc2016": "2016",
    "ltsc2019": "2019",
    "1809": "2019",
    "2004": "2004",
    "20h2": "20H2",
    "ltsc2022": "2022",
    "ltsc2025": "2025",
}
"""Parts of a tag and the release of Windows Server that they stand for."""

ARCHITECTURES: Final = {
    "arm64": "ARM64",
    "arm64v8": "ARM64",
    "aarch64": "ARM64",
    "amd64": "X86_64",
    "x86_64": "X86_64",
    "x64": "X86_64",
}
"""Namespaces, and last parts of a tag, that name one architecture."""

WORDS: Final = ("windows", "nanoserver", "arm64", "aarch64", "amd64", "x86_64", "x64")
"""An image without any of these says nothing about its platform."""
