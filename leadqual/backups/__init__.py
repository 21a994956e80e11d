"""Backups: made on schedule while everything runs, verified by restoring them, and restored."""
