"""Addresses that bounced are marked."""
