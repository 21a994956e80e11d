"""A campaign and what it looks for: description, seeds, scope, weights."""
