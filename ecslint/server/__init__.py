"""The language server: what the command line finds, while a file is being edited.

``session`` is the state of one connection and ``features`` what it answers; ``store`` holds the texts that
editors have open, over those on the disk; ``linting`` lints an edited file and what is linked to it. The
other modules answer one kind of request each, from plain values.
"""
