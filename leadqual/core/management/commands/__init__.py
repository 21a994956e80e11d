"""Commands of Django, one a file."""
