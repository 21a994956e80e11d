"""The life of a workspace: created, left, exported, deleted, restored, purged."""
