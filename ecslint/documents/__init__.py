"""From documents to the subjects that checks run on, by the table of frontends."""

from __future__ import annotations

from ecslint.documents.frontends import FRONTENDS, frontend_of
from ecslint.documents.recognition import kind_of
from ecslint.documents.subject import UNRECOGNISED, Kind, ParsedFile
from ecslint.source.document import Document

__all__ = ["kind_of", "read", "read_as", "recognise"]


def recognise(document: Document) -> Kind:
    """Say what a document is."""
    kind = kind_of(document.data)
    if kind != UNRECOGNISED:
        return kind
    own = (each.recognise(document) for each in FRONTENDS if each.recognise is not None)
    return next((found for found in own if found is not None), UNRECOGNISED)


def read(document: Document) -> ParsedFile:
    """Turn a document into subjects for the checks."""
    return read_as(document, recognise(document))


def read_as(document: Document, kind: Kind) -> ParsedFile:
    """Turn a document of a known kind into subjects for the checks."""
    frontend = frontend_of(kind)
    return ParsedFile(document, kind, [] if frontend is None else frontend.read(document, kind))
