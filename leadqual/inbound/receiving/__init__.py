"""A lead arrives: it becomes a contact, is classified and scored, and gets an owner."""
