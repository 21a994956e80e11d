"""Rows and counts of a search."""
