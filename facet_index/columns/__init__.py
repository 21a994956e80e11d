"""Columns of the index: single values, several values, texts and counts."""
