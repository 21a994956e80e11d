"""Pages that look predictions up."""
