"""Clients of the API, as programs outside use them."""
