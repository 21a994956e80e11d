"""Erased people: keyed hashes of who they are, and what keeps them from being stored again."""
