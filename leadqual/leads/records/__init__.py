"""Contacts and companies are created and changed by people, one or many at once, with undo."""
