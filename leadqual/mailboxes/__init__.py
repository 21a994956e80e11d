"""Mailboxes that are connected by IMAP: their emails become replies."""
