"""Uploaded and written files."""
