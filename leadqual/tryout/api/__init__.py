"""REST endpoints of Try it."""
