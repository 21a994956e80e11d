"""Predictions on record by API."""
