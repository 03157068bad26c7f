"""Checks of Terraform modules themselves; what AWS says of their resources is checked elsewhere."""
