"""Deliveries: events are numbered, signed, sent, tried again, and sent once more."""
