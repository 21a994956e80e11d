"""Webhooks by API."""
