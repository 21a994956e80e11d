"""Accounts by API."""
