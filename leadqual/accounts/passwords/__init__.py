"""Rules of passwords."""
