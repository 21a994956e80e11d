"""Duplicates and merges by API."""
