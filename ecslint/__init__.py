"""ecslint: the linter that knows Amazon ECS."""

__version__ = "0.1.0"
