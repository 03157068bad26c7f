"""HCL, the notation of Terraform and OpenTofu: text → syntax tree with exact offsets.

The reader is our own: HCL's grammar is small and frozen, the usual parsers either cost a compiled extension
on every platform (tree-sitter), which drops spaces of templates and lets an unterminated string swallow the
rest of the file, or lose offsets (python-hcl2). It is compared with HashiCorp's reader on whole modules
(``tests/hcl``). Source: HCL Native Syntax Specification (hashicorp/hcl ``hclsyntax/spec.md``), read
2026-11-29.
"""
