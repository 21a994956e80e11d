"""REST endpoints of replies."""
