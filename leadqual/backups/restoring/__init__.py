"""Restoring backups, in place of what is there or into a second database."""
