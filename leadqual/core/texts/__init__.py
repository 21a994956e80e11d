"""Texts from outside: plain, and short enough for a name."""
