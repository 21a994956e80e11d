"""Classifiers of companies."""
