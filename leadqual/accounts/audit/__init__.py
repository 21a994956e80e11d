"""The audit log: who did what, on what, from where."""
