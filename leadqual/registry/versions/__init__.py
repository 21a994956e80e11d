"""Versions of models: registered, loaded, promoted."""
