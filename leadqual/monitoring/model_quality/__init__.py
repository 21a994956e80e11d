"""Predictions against what people corrected, and agreement between people."""
