"""Duplicates: people and companies that a workspace has twice, found and scored."""
