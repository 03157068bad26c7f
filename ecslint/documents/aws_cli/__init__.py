"""Calls of ``aws ecs`` in scripts, Makefiles, workflows, build files and code blocks of Markdown."""
