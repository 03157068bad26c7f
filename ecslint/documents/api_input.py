"""Inputs of the ECS API other than tasks and services: clusters, capacity providers, daemons, gateways, …

Their structure is checked; the schema is that of the operation which the object is the input of.
"""

from __future__ import annotations

from ecslint.documents.operations import best_operation
from ecslint.documents.structural import read_structure
from ecslint.documents.subject import API_INPUT, Kind, Subject
from ecslint.model.base import Model, build
from ecslint.source.document import Document
from ecslint.validation.problems import MISSING_FIELD


class ApiInput(Model):
    """An input as such; the rules see it as a resource of a template (``api_template``)."""


def read_api_input(document: Document, kind: Kind = API_INPUT) -> list[Subject]:
    """Return the subject of an input of the API, with what is wrong with its structure."""
    data = document.data
    operation = best_operation(data, frozenset(str(key).lower() for key in data))
    if operation is None:
        return []
    structure = read_structure(operation.schema, data, (), document.syntax)
    # Options of the command line may give what the file leaves out: update-cluster --cluster main …
    given = [item for item in structure.problems if item.rule != MISSING_FIELD or item.route]
    subject = Subject(build(ApiInput, {}), document, structure.origin, structural=given)
    if not isinstance(structure.data, dict):
        return [subject]
    from ecslint.documents.api_template import read_input

    return [subject, *read_input(document, operation.name, structure.data)]
