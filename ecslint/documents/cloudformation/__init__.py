"""CloudFormation templates: reading, evaluation, and the subjects in them."""

from __future__ import annotations


def is_template(data: object) -> bool:
    """Say whether ``data`` is a CloudFormation template: ``Resources`` with types such as ``AWS::…``."""
    if not isinstance(data, dict):
        return False
    resources = data.get("Resources")
    if not isinstance(resources, dict):
        return False
    for key, resource in resources.items():
        if isinstance(resource, dict):
            kind = resource.get("Type")
            if isinstance(kind, str) and "::" in kind:
                return True
        elif isinstance(resource, list) and isinstance(key, str) and key.startswith("Fn::ForEach::"):
            return True
    return False
