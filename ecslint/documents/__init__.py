"""From documents to the subjects that checks run on, by the table of frontends."""

from __future__ import annotations

from ecslint.documents.frontends import FRONTENDS, frontend_of
from ecslint.documents.recognition import kind_of
from ecslint.documents.subject import UNRECOGNISED, Kind, ParsedFile
from ecslint.source.document import Document

__all__ = ["kind_of", "read", "recognise"]


def recognise(document: Document) -> Kind:
    """Say what a document is."""
    kind = kind_of(document.data)
    if kind != UNRECOGNISED:
        return kind
    own = (each.recognise(document) for each in FRONTENDS if each.recognise is not None)
    return next((found for found in own if found is not None), UNRECOGNISED)


def read(document: Document) -> ParsedFile:
    """Turn a document into subjects for the checks."""
    kind = recognise(document)
    frontend = frontend_of(kind)
    return ParsedFile(document, kind, [] if frontend is None else frontend.read(document, kind))
