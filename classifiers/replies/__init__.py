"""Classifiers of replies."""
