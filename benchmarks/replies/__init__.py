"""Intents of replies."""
