"""Keeps stored scores up to date."""
