"""Predictions on record by text, time and version."""
