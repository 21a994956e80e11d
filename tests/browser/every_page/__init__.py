"""Promises that every page keeps: open to all, no wider than the screen, nothing that jumps."""
