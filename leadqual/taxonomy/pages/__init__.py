"""Pages of the taxonomy."""
