"""How much is read of a file that nobody wrote by hand, so that time and memory stay bounded."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 32 * 1024 * 1024
"""Largest file, in bytes. CloudFormation accepts templates of 1 MB, ECS task definitions of 64 KB."""

MAX_YAML: Final = 24 * 1024 * 1024
"""Longest YAML text, in characters."""

MAX_YAML_SLOWLY: Final = 1024 * 1024
"""The same where PyYAML comes without libyaml, and is fifty times slower."""

MAX_YAML_NODES: Final = 1_000_000
"""Most keys, values, lists and mappings in a YAML text: each takes up to 700 bytes until it is checked.

A template that CloudFormation accepts has at most half as many.
"""

MAX_JSON_VALUES: Final = 1_000_000
"""Most values in a JSON text; each takes up to 250 bytes, and more while it is checked."""

MAX_HCL: Final = 4 * 1024 * 1024
"""Longest text in Terraform's language, in characters: each takes up to 60 bytes while it is read."""

TAKEN: Final = "; ECS takes task definitions of 64 KB, CloudFormation templates of 1 MB"
"""What a message about too large a file says of what would do."""

LARGE: Final = 1024 * 1024
"""Length, in characters, from which the values of a text are counted before it is read."""

MAX_FAULTY: Final = 1024 * 1024
"""Longest JSON text, in characters, that is read with mistakes: fifty times slower than without."""

MAX_DEPTH: Final = 200
"""Deepest nesting of lists and objects, so that everything behind may walk the data recursively."""

MAX_PROBLEMS: Final = 1000
"""Most problems kept per document."""

AND_MORE: Final = " (and more is wrong here than is shown)"
"""What the last of too many problems says."""

MAX_STRUCTURAL: Final = 5000
"""Most structural problems of an object that are kept; in what AWS accepts there are fewer."""

MAX_MISTAKES: Final = 50
"""Most syntax mistakes reported in a JSON text: after so many, it is hardly JSON."""

MAX_EXPANDED: Final = 200_000
"""Most values of a YAML document once its aliases are written out (or ten times what is written, if more)."""

MAX_TEMPLATE: Final = 4000
"""Longest template placeholder or statement, in characters."""

MAX_FAILURES: Final = 100
"""How often something that looks like a template statement may have no end before the search is given up."""

MAX_MANIFEST = 20_000
"""Variables, secrets and sidecars of a manifest times environments; further environments are not read."""
