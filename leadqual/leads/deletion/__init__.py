"""Contacts, companies and replies are deleted, and restored within 30 days (decision 23)."""
