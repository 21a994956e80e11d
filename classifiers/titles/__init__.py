"""Classifiers of titles."""
