"""REST endpoints of campaigns."""
