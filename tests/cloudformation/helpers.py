"""Templates from plain data, for tests of the evaluator."""

from __future__ import annotations

from typing import Any

from ecslint.documents.cloudformation.template import Template
from ecslint.source.document import Document
from ecslint.source.parsed import Parsed


def template(**sections: Any) -> Template:
    """Return the template with these sections (``Resources``, ``Parameters``, …)."""
    return Template(Document("template.yaml", "", "yaml", Parsed(sections, [], None)))


def task(properties: Any, **sections: Any) -> Template:
    """Return a template with the resource ``Task``, a role ``Role`` and these sections."""
    resources = {
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": properties},
        "Role": {"Type": "AWS::IAM::Role"},
    }
    return template(Resources=resources, **sections)


def value(node: Any, **sections: Any) -> Any:
    """Evaluate ``node`` as a property under the defaults."""
    data = task({"X": node}, **sections).resolve("Task").data
    assert isinstance(data, dict)
    return data.get("X", "<absent>")
