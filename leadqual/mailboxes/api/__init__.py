"""Mailboxes by API."""
