"""Drafts: edited, their effects, published, restored."""
