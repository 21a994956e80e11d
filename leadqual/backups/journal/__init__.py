"""The journal: erasures and do-not-contact entries since the last backup, stored next to it."""
