"""Errors for pairs of duplicates."""
