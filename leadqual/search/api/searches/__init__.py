"""Saved searches by API, and searches given as text."""
