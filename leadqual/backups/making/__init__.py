"""Making backups, and deleting those that are expired."""
