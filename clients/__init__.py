"""Clients of the API and what writes them."""
