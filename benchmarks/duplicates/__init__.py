"""Duplicates at scale."""
