"""Inbound forms: each has an address of its own that takes what visitors send."""
