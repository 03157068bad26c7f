"""Other linters that ecslint works with."""
