"""What can go wrong while the local servers start or stop."""


class LocalError(Exception):
    """A message for the person at the terminal: what was wrong and what to do about it."""
