"""Corrections: recorded, undone, approved, and which titles follow."""
