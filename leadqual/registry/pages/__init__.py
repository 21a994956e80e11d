"""Pages of the models."""
