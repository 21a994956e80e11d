"""Corrections of business models, and the table of costs."""
