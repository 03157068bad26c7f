"""The site: pages for MkDocs, made from rules, documents, the command line, schemas and the Python API."""
