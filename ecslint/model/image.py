"""Image references: ``[registry[:port]/]path[:tag][@digest]``, as the container runtime reads them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.facts.images import private_registry
from ecslint.source.templating.placeholders import looks_like_fill_in

_PATH = regex(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_TAG = regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = regex(r"sha256:[0-9A-Fa-f]{64}")
_HOST = regex(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?::\d{1,5})?"
)
_ALLOWED = regex(r"[A-Za-z0-9._:/#@-]+")
_SEPARATORS = regex(r"[./:@-]")
_TEMPLATE_SIGNS = frozenset("{}<>[]()$%*")


class Image(NamedTuple):
    """The parts of a reference, ``""`` for one that is absent."""

    registry: str
    """The registry's host, with its port."""
    path: str
    """The repository's name."""
    tag: str
    """The tag."""
    digest: str
    """The digest with its algorithm."""

    @property
    def mutable(self) -> bool:
        """Whether the same reference may be another image tomorrow by its usual handling."""
        return not self.digest and self.tag in ("", "latest")


@lru_cache(1024)
def is_left_to_fill_in(image: str) -> bool:
    """Say whether part of a reference looks as if something was to be put in its place.

    Neither such signs nor words in bare capitals are valid in a repository's name, and the name of a
    registry in Amazon ECR starts with digits, not with words such as ``your-account``.
    """
    if not _TEMPLATE_SIGNS.isdisjoint(image):
        return True
    account, ecr, _ = image.partition(".dkr.ecr.")
    if ecr and "/" not in account and not any(c.isdecimal() for c in account):
        return True
    name = image.partition("@")[0]
    head, slash, last = name.rpartition("/")
    names = head + slash + last.partition(":")[0]
    return any(looks_like_fill_in(part) for part in _SEPARATORS.split(names))


@lru_cache(1024)
def split_image(reference: str) -> Image:
    """Take a reference apart without judging the parts."""
    name, _, digest = reference.partition("@")
    head, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    name = f"{head}{slash}{last}"
    registry, slash, path = name.partition("/")
    if slash and ("." in registry or ":" in registry or registry == "localhost"):
        return Image(registry, path, tag, digest)
    return Image("", name, tag, digest)


_NAME_TAG = "; use letters, digits and _.- only"


@lru_cache(1024)
def image_fault(reference: str) -> tuple[str, str | None] | None:
    """Return what is wrong with a reference and the reference fixed (``None`` if unsure).

    What is wrong ends in what to do about it where no fixed reference does. ``None`` means that nothing is.
    """
    bare = reference.strip()
    if bare != reference:
        return "it has a blank at an end", bare
    scheme, found, rest = reference.partition("://")
    if found:
        return f'it starts with "{scheme}://", but a reference has no scheme', rest
    if not _ALLOWED.fullmatch(reference):
        odd = sorted({c for c in reference if not _ALLOWED.fullmatch(c)})
        return f"it has characters that are not allowed ({' '.join(odd)}); remove them", None
    image = split_image(reference)
    return _digest_fault(reference, image) or _name_fault(reference, image)


def _digest_fault(reference: str, image: Image) -> tuple[str, None] | None:
    if "@" not in reference or _DIGEST.fullmatch(image.digest):
        return None
    algorithm, _, digits = image.digest.partition(":")
    if algorithm != "sha256":
        return 'its digest does not start with "sha256:"; use one that does', None
    if len(digits) != 64:
        return f"its digest has {len(digits)} digits; use the 64 of a SHA-256", None
    return "its digest has other characters; use hexadecimal digits", None


def _name_fault(reference: str, image: Image) -> tuple[str, str | None] | None:
    name = reference.partition("@")[0]
    if name.endswith(":") or (image.tag and not _TAG.fullmatch(image.tag) and "#" not in image.tag):
        bare = name.endswith(":")
        return f'":{image.tag}" is not a valid tag' + ("" if bare else _NAME_TAG), name[:-1] if bare else None
    if image.registry and not _HOST.fullmatch(image.registry):
        return f'"{image.registry}" is not a valid registry; use a host name', None
    private = private_registry(image.registry or image.path)
    if private and not image.registry:
        return "it names a registry but no repository in it; add one", None
    if private and not (len(private[0]) == 12 and private[0].isdecimal()):
        return f'"{private[0]}" is not an account id; use 12 digits', None
    for part in image.path.split("/"):
        if not part:
            return "it has an empty part in its path; remove the slash", None
        if not _PATH.fullmatch(part) and "#" not in part:
            if _PATH.fullmatch(part.lower()):
                path = image.path.lower()
                return f'repository names are lower case, not "{part}"', reference.replace(
                    image.path, path, 1
                )
            return f'"{part}" is not a valid part of a repository name; use letters, digits and "._-"', None
    return None
