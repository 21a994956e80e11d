"""Inbound leads by API."""
