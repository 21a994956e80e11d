"""The rules of a workspace: set, undone, and what they would change."""
