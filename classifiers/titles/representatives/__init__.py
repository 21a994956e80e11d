"""Similarity to representative titles as a stage of the cascade."""
