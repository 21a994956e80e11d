"""REST endpoints of the taxonomy."""
