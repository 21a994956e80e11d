"""The archive of a backup: where it is stored, how it is encrypted, what is in it."""
