"""Received replies, their intents, and what follows from them."""
