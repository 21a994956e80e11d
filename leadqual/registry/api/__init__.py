"""REST endpoints of models."""
