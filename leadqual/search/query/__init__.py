"""A search as a value: parsed, written back, as SQL conditions."""
