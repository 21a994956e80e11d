"""REST endpoints of titles and their labels."""
