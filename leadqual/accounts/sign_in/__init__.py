"""Signing in: passwords, failed attempts, and what a person is told by email about it."""
