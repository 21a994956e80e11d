"""Replies that are hidden from the inbox until a chosen day."""
