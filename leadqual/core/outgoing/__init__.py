"""Requests to addresses outside of the installation; nothing else in the product makes any."""
