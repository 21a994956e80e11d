"""Mailboxes are checked: new emails are read and become replies, each once."""
