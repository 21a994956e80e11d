"""The database of a backup: one snapshot of it, and databases beside it."""
